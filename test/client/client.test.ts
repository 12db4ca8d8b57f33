import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient } from '../../client/src/client.ts';
import {
  GatewayError,
  InvalidRequestError,
  NoAnswerError,
  NotAllowedError,
  NotCarriedOutError,
  NotFoundError,
  RefusedError,
  UnknownOutcomeError,
} from '../../client/src/errors.ts';
import { answer, fakeBatch, reset } from '../support/fake-batch.ts';

const PUSH = { group_id: 'welcome', recipients: { custom_ids: ['u1'] }, message: { body: 'b' } };
const ACCEPTED = { status: 201, body: { status: 'accepted', results: [] } };
const AT_ONCE = { 'retry-after': '0' };
const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };

/** What the gateway does with a request. */
type Step = { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> } | 'hang up';

async function clientOf(script: readonly Step[], more: object = {}) {
  const steps = script.map((step) => (step === 'hang up' ? reset : answer(step.status, step.body ?? {}, step.headers)));
  const { url, received: seen, stop } = await fakeBatch(...steps);
  onTestFinished(stop);
  return { client: createClient({ url, credentials, ...more }), seen };
}

const keysOf = (seen: readonly { body: string }[]) => seen.map(({ body }) => JSON.parse(body).idempotency_key);

describe('a request that must not be repeated', () => {
  it('has a name, the same in each attempt and another in each call', async () => {
    const { client, seen } = await clientOf([{ status: 503, headers: AT_ONCE }, ACCEPTED]);
    await client.transactionalSend(PUSH);
    await client.transactionalSend(PUSH);
    const [first, second, other] = keysOf(seen);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  it('has the name that its caller gives, in the options or in the request', async () => {
    const { client, seen } = await clientOf([ACCEPTED]);
    await client.transactionalSend(PUSH, { idempotencyKey: 'order "7", shipped' });
    await client.transactionalSend({ ...PUSH, idempotency_key: 'order-8' });
    expect(keysOf(seen)).toEqual(['order "7", shipped', 'order-8']);
  });

  it('tells its name with every error, so that it can be sent again later', async () => {
    const { client } = await clientOf([{ status: 504 }, 'hang up']);
    await expect(client.transactionalSend(PUSH, { idempotencyKey: 'k' })).rejects.toMatchObject({
      idempotencyKey: 'k',
    });
    const failing = client.transactionalSend(PUSH, { idempotencyKey: 'k', budgetMs: 0 });
    await expect(failing).rejects.toMatchObject({ name: 'NoAnswerError', idempotencyKey: 'k' });
  });
});

it('names nothing that may be repeated without', async () => {
  const { client, seen } = await clientOf([{ status: 200 }]);
  await client.customDataUpdate({ users: [{ id: 'u1', update: { values: { 'u.age': 42 } } }] });
  expect(keysOf(seen)).toEqual([undefined]);
});

describe('repeating', () => {
  const again: readonly (readonly [string, Step])[] = [
    ['409', { status: 409, headers: AT_ONCE }],
    ['429', { status: 429, headers: AT_ONCE }],
    ['500', { status: 500, headers: AT_ONCE }],
    ['503', { status: 503, headers: AT_ONCE }],
    ['207 with Retry-After', { status: 207, body: { status: 'partial' }, headers: AT_ONCE }],
    ['no answer', 'hang up'],
  ];
  it.each(again)('asks again after %s', async (_, step) => {
    const { client, seen } = await clientOf([step, ACCEPTED]);
    expect(await client.transactionalSend(PUSH)).toEqual(ACCEPTED.body);
    expect(seen).toHaveLength(2);
  });

  it.each([400, 401, 403, 404, 413, 422, 504])('never asks again after %i', async (status) => {
    const { client, seen } = await clientOf([{ status, headers: AT_ONCE }, ACCEPTED]);
    await expect(client.transactionalSend(PUSH)).rejects.toMatchObject({ status });
    expect(seen).toHaveLength(1);
  });

  it('takes a 207 without Retry-After for the last word', async () => {
    const { client, seen } = await clientOf([{ status: 207, body: { status: 'partial', results: [] } }, ACCEPTED]);
    expect(await client.transactionalSend(PUSH)).toEqual({ status: 'partial', results: [] });
    expect(seen).toHaveLength(1);
  });

  it('begins no attempt after the budget, and answers what the last one was answered', async () => {
    const { client, seen } = await clientOf([{ status: 503, headers: { 'retry-after': '5' } }], { budgetMs: 4_000 });
    await expect(client.transactionalSend(PUSH)).rejects.toBeInstanceOf(NotCarriedOutError);
    expect(seen).toHaveLength(1);
  });

  it('waits as long as it is asked to', async () => {
    const { client } = await clientOf([{ status: 503, headers: { 'retry-after': '1' } }, ACCEPTED]);
    const startedAt = performance.now();
    await client.transactionalSend(PUSH);
    expect(performance.now() - startedAt).toBeGreaterThan(990);
  });

  it.each(['waiting', 'asking'])('ends at once when its signal says so while %s', async (when) => {
    const { client } = await clientOf([{ status: 503, headers: { 'retry-after': '50' } }]);
    const abort = new AbortController();
    if (when === 'asking') abort.abort(new Error('enough'));
    else setTimeout(() => abort.abort(new Error('enough')), 200);
    await expect(client.transactionalSend(PUSH, { signal: abort.signal })).rejects.toThrow(/^enough$/);
  });

  it('leaves no timer behind', async () => {
    const { client } = await clientOf([{ status: 503, headers: AT_ONCE }, ACCEPTED]);
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await client.transactionalSend(PUSH, { signal: new AbortController().signal });
    expect(timers()).toBeLessThanOrEqual(before);
  });
});

describe('over HTTP', () => {
  it('puts the members of a read into path and query, encoded', async () => {
    const { client, seen } = await clientOf([{ status: 200 }]);
    await client.campaignGet({ app: 'ios', token: 'a/b' });
    await client.campaignList({ apps: ['ios', 'web'], limit: 5, live: true });
    await client.requestStatus({ capability: 'transactional-send', key: 'order/7?' });
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /campaigns/ios/a%2Fb',
      'GET /campaigns?apps=ios%2Cweb&limit=5&live=true',
      'GET /requests/transactional-send?key=order%2F7%3F',
    ]);
  });

  it('signs with keys of AWS, the session’s token included, or shows a JWT', async () => {
    const signed = await clientOf([ACCEPTED], {
      credentials: async () => ({ ...credentials, sessionToken: 'session' }),
    });
    await signed.client.transactionalSend(PUSH);
    const { headers = {} } = signed.seen[0] ?? {};
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/[a-z0-9-]+\/execute-api\/aws4_request/,
    );
    expect(headers['x-amz-security-token']).toBe('session');
    const shown = await clientOf([ACCEPTED], { credentials: undefined, token: () => 'a.b.c' });
    await shown.client.transactionalSend(PUSH);
    expect(shown.seen[0]?.headers.authorization).toBe('Bearer a.b.c');
  });

  it('asks for the queue where its caller would rather not wait', async () => {
    const { client, seen } = await clientOf([{ status: 202, body: { status: 'queued', id: '1', key: 'k' } }]);
    const { key } = await client.transactionalSend(PUSH, { respondAsync: true });
    expect(key).toBe('k');
    expect(seen[0]?.headers['prefer']).toBe('respond-async');
  });
});

describe('errors', () => {
  it.each([
    [400, InvalidRequestError],
    [401, NotAllowedError],
    [403, NotAllowedError],
    [404, NotFoundError],
    [413, InvalidRequestError],
    [418, GatewayError],
    [422, RefusedError],
    [503, NotCarriedOutError],
    [504, UnknownOutcomeError],
  ])('are of a class for %i, with the problem inside', async (status, Class) => {
    const body = { title: 'Title', errors: [{ pointer: '/group_id', detail: 'is required' }] };
    const { client } = await clientOf([{ status, body }], { budgetMs: 0 });
    const failing = client.transactionalSend(PUSH);
    await expect(failing).rejects.toBeInstanceOf(Class);
    await expect(failing).rejects.toMatchObject({ status, problem: body });
    await expect(failing).rejects.toThrow(`${status} Title: /group_id is required`);
  });

  it('say why there was no answer', async () => {
    const { client } = await clientOf(['hang up'], { budgetMs: 0 });
    const failing = client.transactionalSend(PUSH);
    await expect(failing).rejects.toBeInstanceOf(NoAnswerError);
    await expect(failing).rejects.toMatchObject({ cause: expect.any(Error) });
  });
});
