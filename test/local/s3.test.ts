import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { DataDirectoryError } from '../../local/aws/data-directory.ts';
import { type S3Options, startS3 } from '../../local/aws/s3.ts';
import type { RunningServer } from '../../local/server.ts';
import { eventually } from '../support/patience.ts';
import { s3As } from '../support/s3.ts';

const BUCKET = 'files';
const TEXT = 'id\nu1\nu2\n';
const MB = 1024 * 1024;

const etagOf = (body: string) => `"${createHash('md5').update(body).digest('hex')}"`;

const scratch = mkdtempSync(join(tmpdir(), 's3-test-'));
const running: RunningServer[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(scratch, { recursive: true }));

async function start(options: Partial<S3Options> = {}): Promise<RunningServer> {
  const server = await startS3({ port: 0, buckets: [BUCKET], ...options });
  running.push(server);
  return server;
}

const urlOf = ({ url }: RunningServer, key: string, bucket = BUCKET) => new URL(`${url}/${bucket}/${key}`);

const put = (server: RunningServer, key: string, body = TEXT, as = s3As()) =>
  as.send({ method: 'PUT', url: urlOf(server, key), body });

const get = (server: RunningServer, key: string, headers: Record<string, string> = {}, as = s3As()) =>
  as.send({ method: 'GET', url: urlOf(server, key), headers });

/** A status and, of a refusal, its code. */
const saidBy = (status: number, body: unknown) => [status, /<Code>(\w+)<\/Code>/.exec(String(body))?.[1]];

async function said(answer: Promise<{ status: number; body: Buffer }>) {
  const { status, body } = await answer;
  return saidBy(status, body);
}

async function fetched(url: URL | string, init: RequestInit = {}) {
  const response = await fetch(url, init);
  return saidBy(response.status, await response.text());
}

/** A PUT as fetch does not make it; `write` sends the body, or does not. */
function putByHand(url: URL, headers: http.OutgoingHttpHeaders, write: (request: http.ClientRequest) => void) {
  return new Promise<unknown[]>((resolve, reject) => {
    const request = http.request(url, { method: 'PUT', headers }, (response) => {
      text(response).then((body) => resolve(saidBy(response.statusCode ?? 0, body)), reject);
    });
    request.on('error', reject);
    write(request);
  });
}

/** All files below a directory. */
const filesIn = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

describe('an object', () => {
  it('is put by a URL that signs nothing but the host, and has its MD5 for an ETag', async () => {
    const server = await start();
    const answer = await fetch(await s3As().presign('PUT', urlOf(server, 'one.csv')), { method: 'PUT', body: TEXT });
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, etagOf(TEXT)]);
    const { status, headers, body } = await get(server, 'one.csv');
    expect([status, headers['etag'], headers['content-length'], String(body)]).toEqual([200, etagOf(TEXT), '9', TEXT]);
    const read = await fetch(await s3As().presign('GET', urlOf(server, 'one.csv')));
    expect(await read.text()).toBe(TEXT);
  });

  it.each(['%C3%A9t%C3%A9%20%281%29%21.csv', 'it%27s%2A50%25%26q%3D1%2B1', 'a//b/', '..%5Coutside', 'k'.repeat(1024)])(
    'has a key of any characters: %s',
    async (key) => {
      const server = await start();
      expect((await put(server, key)).status).toBe(200);
      expect(String((await get(server, key)).body)).toBe(TEXT);
      expect((await get(server, 'other')).status).toBe(404);
    },
  );

  it('has a key of 1,024 bytes at most', async () => {
    expect(await said(put(await start(), 'k'.repeat(1025)))).toEqual([400, 'KeyTooLongError']);
  });

  it('is described by HEAD, without its bytes', async () => {
    const server = await start();
    await put(server, 'one');
    const url = await s3As().presign('HEAD' as 'GET', urlOf(server, 'one'));
    const answer = await fetch(url, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '9', '']);
  });

  it('stays as it was for who reads it while another takes its place', async () => {
    const server = await start();
    const old = 'o'.repeat(8 * MB);
    await put(server, 'one', old);
    const reading = await fetch(await s3As().presign('GET', urlOf(server, 'one')));
    await put(server, 'one', 'new');
    expect(await reading.text()).toBe(old);
    expect(String((await get(server, 'one')).body)).toBe('new');
  });
});

describe('a range', () => {
  it.each([
    ['bytes=0-3', 206, 'bytes 0-3/9', 'id\nu'],
    ['bytes=3-', 206, 'bytes 3-8/9', 'u1\nu2\n'],
    ['bytes=-3', 206, 'bytes 6-8/9', 'u2\n'],
    ['bytes=6-99', 206, 'bytes 6-8/9', 'u2\n'],
    ['bytes=-99', 206, 'bytes 0-8/9', TEXT],
    ['bytes=0-1,3-4', 200, undefined, TEXT],
    ['bytes=5-2', 200, undefined, TEXT],
  ])('%s is answered with %i', async (range, status, contentRange, body) => {
    const server = await start();
    await put(server, 'one');
    const answer = await get(server, 'one', { range });
    expect([answer.status, answer.headers['content-range'], String(answer.body)]).toEqual([status, contentRange, body]);
  });

  it.each([
    ['bytes=9-', TEXT],
    ['bytes=-0', TEXT],
    ['bytes=0-', ''],
  ])('%s, of which there is nothing, is refused', async (range, body) => {
    const server = await start();
    await put(server, 'one', body);
    expect(await said(get(server, 'one', { range }))).toEqual([416, 'InvalidRange']);
  });

  it('of another object than is expected is refused, and one of the right object is not', async () => {
    const server = await start();
    await put(server, 'one');
    const range = 'bytes=3-4';
    expect((await get(server, 'one', { range, 'if-match': etagOf(TEXT) })).status).toBe(206);
    await put(server, 'one', 'changed');
    expect(await said(get(server, 'one', { range, 'if-match': etagOf(TEXT) }))).toEqual([412, 'PreconditionFailed']);
  });
});

describe('who asks', () => {
  const rights = new Set(['reader s3:GetObject files', 'writer s3:PutObject files']);
  const isAllowed: S3Options['isAllowed'] = (...right) => right[0] === 'local' || rights.has(right.join(' '));

  it('needs the right to put, however the request is signed', async () => {
    const server = await start({ isAllowed });
    expect(await said(put(server, 'one', TEXT, s3As('reader')))).toEqual([403, 'AccessDenied']);
    const url = await s3As('reader').presign('PUT', urlOf(server, 'one'));
    expect(await fetched(url, { method: 'PUT', body: TEXT })).toEqual([403, 'AccessDenied']);
    expect(await said(put(server, 'one', TEXT, s3As('writer')))).toEqual([200, undefined]);
  });

  it('needs the right to get, and without the right to list is not told what is not there', async () => {
    const server = await start({ isAllowed });
    await put(server, 'one');
    expect(await said(get(server, 'one', {}, s3As('writer')))).toEqual([403, 'AccessDenied']);
    expect(await said(get(server, 'one', {}, s3As('reader')))).toEqual([200, undefined]);
    expect(await said(get(server, 'two', {}, s3As('reader')))).toEqual([403, 'AccessDenied']);
    expect(await said(get(server, 'two'))).toEqual([404, 'NoSuchKey']);
  });

  it('is told of a bucket that there is not', async () => {
    const url = urlOf(await start({ isAllowed }), 'one', 'nowhere');
    expect(await said(s3As('reader').send({ method: 'GET', url }))).toEqual([404, 'NoSuchBucket']);
  });

  it('has to sign, and with the secret', async () => {
    const server = await start();
    expect(await fetched(urlOf(server, 'one'))).toEqual([403, 'AccessDenied']);
    expect(await said(put(server, 'one', TEXT, s3As('local', 'wrong')))).toEqual([403, 'SignatureDoesNotMatch']);
    const url = await s3As('local', 'wrong').presign('GET', urlOf(server, 'one'));
    expect(await fetched(url)).toEqual([403, 'SignatureDoesNotMatch']);
  });

  it.each([
    ['another key', (url: URL) => url.href.replace('/one', '/two'), 'PUT', 'SignatureDoesNotMatch'],
    ['another method', (url: URL) => url.href, 'GET', 'SignatureDoesNotMatch'],
    ['a longer life', (url: URL) => url.href.replace('Expires=900', 'Expires=901'), 'PUT', 'SignatureDoesNotMatch'],
    [
      'no end',
      (url: URL) => url.href.replace('Expires=900', 'Expires=9000000'),
      'PUT',
      'AuthorizationQueryParametersError',
    ],
  ])('can’t use a URL for %s', async (_, change, method, code) => {
    const url = await s3As().presign('PUT', urlOf(await start(), 'one'));
    const [, told] = await fetched(change(url), { method, ...(method === 'PUT' && { body: TEXT }) });
    expect(told).toBe(code);
  });

  it('can’t use a URL once it has expired', async () => {
    let later = 0;
    const server = await start({ now: () => Date.now() + later });
    const url = await s3As().presign('PUT', urlOf(server, 'one'), 60);
    later = 50_000;
    expect(await fetched(url, { method: 'PUT', body: TEXT })).toEqual([200, undefined]);
    later = 61_000;
    expect(await fetched(url, { method: 'PUT', body: TEXT })).toEqual([403, 'AccessDenied']);
  });

  it('can’t add headers of AWS’s to what was signed, nor send another body than was signed', async () => {
    const server = await start();
    const url = await s3As().presign('PUT', urlOf(server, 'one'));
    const headers = { 'x-amz-acl': 'public-read' };
    expect(await fetched(url, { method: 'PUT', body: TEXT, headers })).toEqual([403, 'AccessDenied']);
    url.searchParams.set('x-amz-content-sha256', '0'.repeat(64));
    expect(await fetched(url, { method: 'PUT', body: TEXT })).toEqual([403, 'SignatureDoesNotMatch']);
  });

  it('can’t send another body than they say it is', async () => {
    const server = await start();
    const headers = { 'x-amz-content-sha256': createHash('sha256').update('another').digest('hex') };
    const answer = s3As().send({ method: 'PUT', url: urlOf(server, 'one'), headers, body: TEXT });
    expect(await said(answer)).toEqual([400, 'XAmzContentSHA256Mismatch']);
    expect((await get(server, 'one')).status).toBe(404);
  });

  it.each(['POST', 'DELETE'])('is told that the emulator has no %s', async (method) => {
    const url = await s3As().presign(method as 'PUT', urlOf(await start(), 'one'));
    expect(await fetched(url, { method })).toEqual([501, 'NotImplemented']);
  });
});

describe('a PUT', () => {
  const putUrl = async (server: RunningServer) => s3As().presign('PUT', urlOf(server, 'one'));

  it('without a length is refused', async () => {
    const url = await putUrl(await start());
    const answer = putByHand(url, { 'transfer-encoding': 'chunked' }, (request) => request.end(TEXT));
    expect(await answer).toEqual([411, 'MissingContentLength']);
  });

  it('of more than 5 GB is refused before its body is sent, and its connection ends', async () => {
    const url = await putUrl(await start());
    const headers = { expect: '100-continue', 'content-length': 5 * 1024 * MB + 1 };
    let connection: string | undefined;
    const answer = putByHand(url, headers, (request) => {
      request.flushHeaders();
      request.on('response', (response) => {
        connection = response.headers.connection;
      });
    });
    expect([...(await answer), connection]).toEqual([400, 'EntityTooLarge', 'close']);
  });

  it('that asks first is told to go on', async () => {
    const url = await putUrl(await start());
    const headers = { expect: '100-continue', 'content-length': TEXT.length };
    const answer = putByHand(url, headers, (request) => {
      request.flushHeaders();
      request.on('continue', () => request.end(TEXT));
    });
    expect(await answer).toEqual([200, undefined]);
  });

  it('that breaks off leaves the object that was there, and no bytes', async () => {
    const directory = join(scratch, 'broken');
    const server = await start({ directory });
    await put(server, 'one');
    const before = filesIn(directory).length;
    const headers = { 'content-length': 10 * MB };
    const broken = putByHand(await putUrl(server), headers, (request) => {
      request.write('x'.repeat(5 * MB), () => request.destroy());
    });
    await expect(broken).rejects.toThrow();
    await eventually(() => expect(filesIn(directory)).toHaveLength(before));
    expect(String((await get(server, 'one')).body)).toBe(TEXT);
  });

  it('of 200 MB and its GET go by without being held in memory', async () => {
    const size = 200 * MB;
    const server = await start();
    const chunk = Buffer.alloc(MB, 'id\n');
    const url = await putUrl(server);
    const before = process.memoryUsage.rss();
    let most = before;
    function* chunks() {
      for (let sent = 0; sent < size; sent += MB) {
        most = Math.max(most, process.memoryUsage.rss());
        yield chunk;
      }
    }
    const headers = { 'content-length': size };
    expect(await putByHand(url, headers, (request) => void pipeline(Readable.from(chunks()), request))).toEqual([
      200,
      undefined,
    ]);
    const answer = await fetch(await s3As().presign('GET', urlOf(server, 'one')));
    let read = 0;
    for await (const { length } of answer.body ?? []) {
      read += length;
      most = Math.max(most, process.memoryUsage.rss());
    }
    expect(read).toBe(size);
    expect((most - before) / MB, 'MB that memory grew by, of client and server').toBeLessThan(100);
  });
});

describe('the directory', () => {
  it('keeps objects from one run to the next, once for each key', async () => {
    const directory = join(scratch, 'kept', 'not there yet');
    const first = await start({ directory });
    for (const body of ['old', TEXT]) await put(first, 'one', body);
    await running.pop()?.stop();
    expect(String((await get(await start({ directory }), 'one')).body)).toBe(TEXT);
    // The bytes, and what is known of them.
    expect(filesIn(directory)).toHaveLength(2);
  });

  it('is a temporary one that is gone after stop, unless given', async () => {
    vi.stubEnv('TMPDIR', scratch);
    const temporary = () => readdirSync(scratch).filter((name) => /^s3-\w{6}$/.test(name));
    await put(await start(), 'one');
    expect(temporary()).toHaveLength(1);
    await running.pop()?.stop();
    expect(temporary()).toEqual([]);
  });

  it('has to be usable', async () => {
    const directory = join(scratch, 'a file');
    writeFileSync(directory, '');
    await expect(start({ directory })).rejects.toThrow(DataDirectoryError);
    expect(existsSync(directory)).toBe(true);
  });
});

describe('for tests', () => {
  it.each([500, 503] as const)('it answers %i', async (status) => {
    const answer = await get(await start({ faultOf: () => ({ status }) }), 'one');
    expect(answer.status).toBe(status);
  });

  it('it never answers, and stops all the same', async () => {
    const server = await start({ faultOf: () => 'hang' });
    await expect(fetch(urlOf(server, 'one'), { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/);
  });

  it('it breaks off in the middle of an object', async () => {
    const server = await start({ faultOf: ({ method }) => (method === 'GET' ? { breakOffAfter: MB } : undefined) });
    await put(server, 'one', 'x'.repeat(2 * MB));
    const answer = await fetch(await s3As().presign('GET', urlOf(server, 'one')));
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, `${2 * MB}`]);
    await expect(answer.text()).rejects.toThrow();
  });
});
