import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createObjects, type ObjectsAt } from '../../../lib/aws/objects.ts';
import type { SignedAnswer, SignedRequest } from '../../../lib/aws/signed.ts';

const DEADLINE = { remainingMs: () => 1_000 };
const AWS: ObjectsAt = { region: 'eu-west-1' };

/** S3 that answers so, and what it was asked. */
function store(answer: Partial<SignedAnswer> | Error, at = AWS) {
  const asked: SignedRequest[] = [];
  const client = {
    async send(request: SignedRequest) {
      asked.push(request);
      if (answer instanceof Error) throw answer;
      return { status: 200, headers: {}, body: Readable.from(['a']), ...answer };
    },
    presign: async ({ method, endpoint, path }: Pick<SignedRequest, 'method' | 'endpoint' | 'path'>, seconds: number) =>
      `${method} ${endpoint.origin}${path} ${seconds}`,
  };
  return { objects: createObjects(client, at), asked };
}

async function addressFor(bucket: string, key: string, at = AWS): Promise<string> {
  const { objects, asked } = store({}, at);
  await objects.open({ bucket, key }, { offset: 0 }, DEADLINE);
  return `${asked[0]?.endpoint.origin}${asked[0]?.path}`;
}

describe('an object', () => {
  it.each<[string, string, string, ObjectsAt, string]>([
    ['at AWS', 'own', 'a/b.csv', AWS, 'https://own.s3.eu-west-1.amazonaws.com/a/b.csv'],
    ['in path style if the bucket’s name has a dot', 'my.own', 'k', AWS, 'https://s3.eu-west-1.amazonaws.com/my.own/k'],
    ['at another endpoint', 'own', 'k', { ...AWS, endpoint: 'http://127.0.0.1:9' }, 'http://127.0.0.1:9/own/k'],
    ['under a path of it', 'own', 'k', { ...AWS, endpoint: 'http://127.0.0.1:9/s3/' }, 'http://127.0.0.1:9/s3/own/k'],
    [
      'encoded once',
      'own',
      "é+ %!'()*~-_.",
      AWS,
      'https://own.s3.eu-west-1.amazonaws.com/%C3%A9%2B%20%25%21%27%28%29%2A~-_.',
    ],
    ['with steps up as they stand', 'own', '../a', AWS, 'https://own.s3.eu-west-1.amazonaws.com/../a'],
  ])('is addressed %s', async (_, bucket, key, at, expected) => {
    expect(await addressFor(bucket, key, at)).toBe(expected);
  });

  it('is asked for from a place on, and of a version', async () => {
    const { objects, asked } = store({
      status: 206,
      headers: { etag: '"e"', 'content-range': 'bytes 5-9/10', 'content-length': '5' },
    });
    const opened = await objects.open({ bucket: 'own', key: 'k' }, { offset: 5, etag: '"e"' }, DEADLINE);
    expect(asked[0]?.headers).toEqual({ range: 'bytes=5-', 'if-match': '"e"' });
    expect(opened).toMatchObject({ status: 'open', etag: '"e"', size: 10 });
  });

  it('is asked for as a whole without a range, which an empty one does not have', async () => {
    const { objects, asked } = store({ headers: { etag: '"e"', 'content-length': '0' } });
    expect(await objects.open({ bucket: 'own', key: 'k' }, { offset: 0 }, DEADLINE)).toMatchObject({ size: 0 });
    expect(asked[0]?.headers).toEqual({});
  });

  it.each([
    [412, 'changed'],
    [403, 'unreadable'],
    [404, 'unreadable'],
  ])('that is answered with %i is %s', async (status, expected) => {
    expect(await store({ status }).objects.open({ bucket: 'own', key: 'k' }, { offset: 0 }, DEADLINE)).toEqual({
      status: expected,
    });
  });

  it.each([[{ status: 500 }], [{ status: 503 }], [{ status: 301 }], [new Error('reset')]])(
    'may be asked for later after %j',
    async (answer) => {
      const opening = store(answer).objects.open({ bucket: 'own', key: 'k' }, { offset: 0 }, DEADLINE);
      await expect(opening).rejects.toThrow(expect.objectContaining({ name: 'ObjectsUnavailableError' }));
    },
  );
});
