import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  CAMPAIGN,
  CREATE,
  calls,
  control,
  fault,
  JSON_HEADERS,
  PUSH,
  post,
  SEND,
  simulator,
  useBatch,
} from '../../support/batch-simulator.ts';
import { eventually } from '../../support/patience.ts';

useBatch();

/** How long a caller waits where no answer comes: long enough for the call to arrive. */
const SHORT_MS = 1_000;

/** What came of a call that may have got no answer. */
async function ending(path: string, body: unknown, timeoutMs = 60_000): Promise<string> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(simulator.url + path, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: JSON.stringify(body),
      signal,
    });
    const head = `${response.status}`;
    return await response.json().then(
      () => head,
      (error: Error) => `${head} ${error.name}`,
    );
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return cause?.code ?? name;
  }
}

describe('a fault', () => {
  it.each([
    ['400', 400, 31],
    ['401', 401, 10],
    [403, 403, 12],
    [404, 404, 20],
    [429, 429, 60],
    [500, 500, 0],
    ['503', 503, 2],
  ])('%s is an error of Batch that carries nothing out', async (kind, status, code) => {
    expect((await fault({ kind })).status).toBe(201);
    expect(await post(CREATE, CAMPAIGN)).toEqual({ status, body: { code, message: expect.any(String) } });
    expect((await control('GET', 'campaigns')).body).toEqual([]);
    expect(await calls()).toMatchObject([{ fault: String(kind), status, carriedOut: false }]);
    expect((await post(CREATE, CAMPAIGN)).status).toBe(201);
  });

  it.each([
    ['502', 502],
    ['503-proxy', 503],
    ['504', 504],
  ])('%s is a proxy speaking HTML', async (kind, status) => {
    await fault({ kind });
    const response = await fetch(simulator.url + SEND, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: JSON.stringify(PUSH),
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'text/html']);
    expect(await response.text()).toMatch(/^<html>/);
  });

  it('may carry the call out all the same', async () => {
    await fault({ kind: 500, carriedOut: true, times: 2 });
    expect((await post(CREATE, CAMPAIGN)).status).toBe(500);
    expect((await post(CREATE, { ...CAMPAIGN, name: '' })).status).toBe(500);
    expect((await control('GET', 'campaigns')).body).toHaveLength(1);
    expect((await calls()).map((call: { carriedOut: boolean }) => call.carriedOut)).toEqual([true, false]);
  });

  it.each([
    ['reset-before-reading', 'ECONNRESET', { status: null, carriedOut: false, body: null }],
    ['reset-after-reading', 'ECONNRESET', { status: null, carriedOut: true, body: PUSH }],
    ['hang', 'TimeoutError', { status: null, carriedOut: true, body: PUSH }],
    ['hang-in-body', '201 TimeoutError', { status: 201, carriedOut: true, body: PUSH }],
    ['garbage', '201 SyntaxError', { status: 201, carriedOut: true, body: PUSH }],
  ])('%s ends a call with %s', async (kind, end, recorded) => {
    await fault({ kind });
    expect(await ending(SEND, PUSH, end.endsWith('TimeoutError') ? SHORT_MS : undefined)).toBe(end);
    await eventually(async () => expect(await calls()).toMatchObject([{ fault: kind, ...recorded }]));
  });

  it.each(['reset-after-reading', 'hang', 'hang-in-body', 'garbage'])('%s may carry nothing out', async (kind) => {
    await fault({ kind, carriedOut: false });
    await ending(CREATE, CAMPAIGN, kind.startsWith('hang') ? SHORT_MS : undefined);
    expect((await control('GET', 'campaigns')).body).toEqual([]);
  });

  it('delay carries the call out and answers later', async () => {
    await fault({ kind: 'delay', delayMs: 60 });
    const startedAt = performance.now();
    expect(await ending(SEND, PUSH)).toBe('201');
    expect(performance.now() - startedAt).toBeGreaterThan(55);
  });

  it('delay leaves no status when the caller hung up before the answer', async () => {
    await fault({ kind: 'delay', delayMs: 2 * SHORT_MS });
    expect(await ending(SEND, PUSH, SHORT_MS)).toBe('TimeoutError');
    await sleep(2 * SHORT_MS);
    await eventually(async () => expect(await calls()).toMatchObject([{ status: null, carriedOut: true }]));
  });

  it.each([
    [204, undefined, ''],
    [418, 'I am a teapot', 'I am a teapot'],
    [503, '{"code":2}', '{"code":2}'],
  ])('answer gives any answer: %i %s', async (status, body, text) => {
    await fault({ kind: 'answer', status, body });
    const response = await fetch(simulator.url + SEND, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: JSON.stringify(PUSH),
    });
    expect([response.status, await response.text()]).toEqual([status, text]);
    expect(await calls()).toMatchObject([{ carriedOut: false }]);
  });

  it('may say when to come back', async () => {
    await fault({ kind: 429, retryAfterSeconds: 7 });
    const response = await fetch(simulator.url + SEND, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: JSON.stringify(PUSH),
    });
    expect(response.headers.get('retry-after')).toBe('7');
  });

  it('meets only the app and the endpoint it is for, in the order given, as often as asked', async () => {
    await fault({ kind: 403, app: 'web' });
    await fault({ kind: 404, endpoint: 'campaigns/create' });
    await fault({ kind: 500, app: 'ios', endpoint: 'transactional/send', times: 2 });
    await fault({ kind: 503, endpoint: 'transactional/send', times: 'always' });
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await post(SEND, PUSH)).status);
    expect(statuses).toEqual([500, 500, 503, 503]);
    expect((await control('GET', 'faults')).body).toMatchObject([
      { kind: '403', app: 'web', left: 1 },
      { kind: '404', endpoint: 'campaigns/create', left: 1 },
      { kind: '503', left: 'always' },
    ]);
    await control('DELETE', 'faults');
    expect((await post(SEND, PUSH)).status).toBe(201);
  });

  it('is answered with its id and how often it is left', async () => {
    expect((await fault({ kind: 429, times: 3 })).body).toEqual({
      id: expect.any(Number),
      kind: '429',
      times: 3,
      left: 3,
    });
  });

  it.each<[unknown, string[]]>([
    ['text', ['body']],
    [{}, ['kind']],
    [{ kind: 'flood' }, ['kind']],
    [{ kind: 'delay' }, ['delayMs']],
    [{ kind: 'answer' }, ['status']],
    [{ kind: 'answer', status: 100 }, ['status']],
    [{ kind: 'hang', retryAfterSeconds: 1 }, ['retryAfterSeconds']],
    [{ kind: 'reset-before-reading', carriedOut: true }, ['carriedOut']],
    [
      { kind: '429', app: 'tv', endpoint: 'x', times: 0, status: 1, body: 'x', tines: 1 },
      ['app', 'endpoint', 'times', 'status', 'body', 'tines'],
    ],
  ])('is refused with every problem named: %j', async (body, named) => {
    const answered = await fault(body);
    expect(answered.status).toBe(400);
    for (const name of named) expect(answered.body.errors.join('\n')).toContain(name);
  });
});
