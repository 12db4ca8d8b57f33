import { describe, expect, it } from 'vitest';
import { campaignCreate } from '../../../../lib/endpoints/v1/campaign-create.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { SecretsUnavailableError } from '../../../../lib/errors.ts';
import { accept, answer, refuse, type Step } from '../../../support/fake-batch.ts';
import { scriptedGateway } from '../../../support/gateway.ts';

const KEY = { 'Idempotency-Key': 'order-7' };
const SECRET_TTL_MS = 300_000;
const push = { group_id: 'welcome', recipients: { custom_ids: ['u1'] }, message: { body: 'b' } };
const campaign = {
  name: 'Sale',
  live: true,
  push_time: '1970-01-01T00:00:10',
  messages: [{ language: 'en', body: 'b' }],
  targeting: { segments: ['NEW'] },
};

type Apps = Record<string, string>;

/** A gateway whose secret, settings and clock can be changed, and a Batch that answers by app key. */
async function setUp(endpoint: unknown, apps: Apps, script: Record<string, Step> = {}) {
  const calls: string[] = [];
  const down = new Set<string>();
  const batch: Step = (response, request) => {
    const key = request.url?.split('/')[2] ?? '';
    calls.push(key);
    const step = down.has(key) ? maintenance : (script[key] ?? yes);
    step(response, request);
  };
  let secret: Apps | Error = apps;
  const read = async () => {
    if (secret instanceof Error) throw secret;
    return JSON.stringify({ restApiKey: 'rest-key', apps: secret });
  };
  const at = await scriptedGateway(endpoint, [batch], { read, allowLiveCampaigns: true, remainingMs: 4_000 });
  return {
    ...at,
    calls,
    /** Keys for which Batch is in maintenance. */
    down,
    /** At once, or when the copy of it has grown old. */
    change(to: Apps | Error, isSeen = true) {
      secret = to;
      if (isSeen) at.clock.advance(SECRET_TTL_MS);
    },
  };
}

const yes: Step = answer(201, { token: 't', campaign_token: 't' });
const maintenance = refuse(503, 2);
const IOS = { ios: 'key-1' };
const BOTH = { ios: 'key-1', web: 'key-2' };

/** How a request that was tried may be invalid, or not allowed, by the time it is tried again. */
const CHANGES: [string, (at: Awaited<ReturnType<typeof setUp>>) => void, number][] = [
  ['its push time has passed', ({ clock }) => clock.advance(60_000), 400],
  ['its alias has left the secret', ({ change }) => change({ other: 'key-9' }), 400],
  [
    'live campaigns are not allowed any more',
    ({ tools }) => void Object.assign(tools, { allowLiveCampaigns: false }),
    403,
  ],
];

describe.each(CHANGES)('when %s', (_when, change, status) => {
  const request = { ...campaign, apps: ['ios'] };

  it.each<[string, Step, number]>([
    ['accepted', yes, 201],
    ['rejected', refuse(400, 31, 'quotes u1'), 422],
    ['unknown', refuse(500, 1), 504],
  ])('what was %s is answered as before, without a call', async (_what, step, first) => {
    const at = await setUp(campaignCreate, IOS, { 'key-1': step });
    const before = await at.post(request, KEY);
    expect(before.statusCode).toBe(first);
    change(at);
    const after = await at.post(request, KEY);
    expect(after).toEqual({ ...before, headers: { ...before.headers, 'idempotent-replayed': 'true' } });
    expect(at.calls).toHaveLength(1);
  });

  it('what is new, or was certainly not carried out, is refused', async () => {
    const at = await setUp(campaignCreate, IOS, { 'key-1': maintenance });
    expect((await at.post(request, KEY)).statusCode).toBe(503);
    const { length } = at.calls;
    change(at);
    for (const headers of [KEY, { 'Idempotency-Key': 'new' }, {}]) {
      expect((await at.post(request, headers)).statusCode).toBe(status);
    }
    expect(at.calls).toHaveLength(length);
  });

  it('the same name with another body is told first', async () => {
    const at = await setUp(campaignCreate, IOS);
    await at.post(request, KEY);
    change(at);
    const other = await at.post({ ...request, name: 'Other' }, KEY);
    expect([other.statusCode, other.body.errors]).toEqual([
      422,
      [{ header: 'Idempotency-Key', detail: 'belongs to another request' }],
    ]);
  });

  it('a request that is known is queued all the same: the queue tells what it came to', async () => {
    const at = await setUp(campaignCreate, IOS);
    await at.post(request, KEY);
    change(at);
    const sent: unknown[] = [];
    at.tools.enqueue = async (body) => `message-${sent.push(body)}`;
    expect((await at.post(request, { ...KEY, prefer: 'respond-async' })).statusCode).toBe(202);
    expect((await at.post(request, { 'Idempotency-Key': 'new', prefer: 'respond-async' })).statusCode).toBe(status);
    expect(sent).toHaveLength(1);
  });
});

it('says of a part that is not valid any more that it was not sent, beside those that were', async () => {
  const at = await setUp(campaignCreate, BOTH, { 'key-2': maintenance });
  expect((await at.post(campaign, KEY)).statusCode).toBe(207);
  const { length } = at.calls;
  at.clock.advance(60_000);
  const { statusCode, headers, body } = await at.post(campaign, KEY);
  expect(statusCode).toBe(207);
  expect(body.results).toMatchObject([
    { app: 'ios', status: 'accepted' },
    { app: 'web', status: 'rejected', error: { name: 'NO_LONGER_VALID' } },
  ]);
  expect(headers?.['idempotent-replayed']).toBeUndefined();
  expect(at.calls).toHaveLength(length);
});

describe('a request without `apps`', () => {
  it('is for the apps of its first try, whatever the secret says now', async () => {
    const at = await setUp(transactionalSend, BOTH);
    at.down.add('key-2');
    expect((await at.post(push, KEY)).statusCode).toBe(207);
    at.change({ ios: 'key-1', android: 'key-3' });
    const gone = await at.post(push, KEY);
    expect([gone.statusCode, gone.body.results]).toMatchObject([
      207,
      [
        { app: 'ios', status: 'accepted' },
        { app: 'web', status: 'deferred', error: { name: 'APP_REMOVED' } },
      ],
    ]);
    at.change({ ...BOTH, android: 'key-3' });
    at.down.clear();
    const complete = await at.post(push, KEY);
    expect(complete.statusCode).toBe(201);
    expect(complete.body.results.map(({ app }: { app: string }) => app)).toEqual(['ios', 'web']);
    expect(at.calls.filter((key) => key === 'key-1')).toHaveLength(1);
    expect(at.calls).not.toContain('key-3');
  });

  it('is in part `unknown` and nothing else when an app was added', async () => {
    const at = await setUp(transactionalSend, IOS, { 'key-1': refuse(500, 1) });
    const before = await at.post(push, KEY);
    at.change(BOTH);
    expect((await at.post(push, KEY)).body).toEqual(before.body);
    expect(at.calls).toEqual(['key-1']);
  });
});

describe('a part is known by its key', () => {
  it.each<[string, Apps]>([
    ['its alias is another', { iphone: 'key-1', web: 'key-2' }],
    ['aliases were exchanged', { ios: 'key-2', web: 'key-1' }],
    ['the secret is in another order', { web: 'key-2', ios: 'key-1' }],
    ['its key was rotated', { ios: 'key-8', web: 'key-9' }],
    ['both are gone', { other: 'key-7' }],
  ])('so that nothing is sent again when %s', async (_when, secret) => {
    for (const apps of [undefined, ['ios', 'web'], ['web', 'ios']]) {
      const at = await setUp(transactionalSend, BOTH);
      const request = { ...push, ...(apps && { apps }) };
      const before = await at.post(request, KEY);
      at.change(secret);
      const after = await at.post(request, KEY);
      expect(after.body).toEqual(before.body);
      expect(after.headers?.['idempotent-replayed']).toBe('true');
      expect(at.calls).toHaveLength(2);
    }
  });

  it('and an open one goes to it, whatever it is called now', async () => {
    const at = await setUp(transactionalSend, BOTH);
    at.down.add('key-2');
    expect((await at.post({ ...push, apps: ['ios', 'web'] }, KEY)).statusCode).toBe(207);
    at.down.clear();
    at.change({ web: 'key-1', site: 'key-2' });
    const after = await at.post({ ...push, apps: ['ios', 'web'] }, KEY);
    expect([after.statusCode, after.body.results]).toMatchObject([201, [{ app: 'ios' }, { app: 'web' }]]);
    expect(at.calls.filter((key) => key === 'key-1')).toHaveLength(1);
  });

  it('and an open one goes to the key that its alias has now, if its own was rotated', async () => {
    const at = await setUp(transactionalSend, IOS, { 'key-1': maintenance });
    expect((await at.post(push, KEY)).statusCode).toBe(503);
    at.change({ ios: 'key-8' });
    expect((await at.post(push, KEY)).statusCode).toBe(201);
    expect(at.calls.at(-1)).toBe('key-8');
    expect((await at.post(push, KEY)).headers?.['idempotent-replayed']).toBe('true');
  });

  it('and none is sent to the key of another that has taken its alias', async () => {
    const at = await setUp(transactionalSend, BOTH, { 'key-2': maintenance });
    await at.post(push, KEY);
    at.change({ web: 'key-1' });
    const { body } = await at.post(push, KEY);
    expect(body.results).toMatchObject([
      { app: 'ios', status: 'accepted' },
      { app: 'web', status: 'deferred', error: { name: 'APP_REMOVED' } },
    ]);
    expect(at.calls.filter((key) => key === 'key-1')).toHaveLength(1);
  });
});

describe('an alias that the cached secret does not know', () => {
  const request = { ...push, apps: ['web'] };

  it('is looked for in the secret as it is now before it is refused', async () => {
    const at = await setUp(transactionalSend, IOS);
    await at.post({ ...push, apps: ['ios'] });
    at.change(BOTH, false);
    expect((await at.post(request)).statusCode).toBe(201);
    const unknown = await at.post({ ...push, apps: ['wbe'] });
    expect([unknown.statusCode, unknown.body.errors]).toEqual([
      400,
      [{ pointer: '/apps/0', detail: 'is not an app of the secret (did you mean `web`?)' }],
    ]);
  });

  it('is not refused on old knowledge while Secrets Manager is down', async () => {
    const at = await setUp(transactionalSend, IOS);
    await at.post({ ...push, apps: ['ios'] });
    at.change(new SecretsUnavailableError('down'), false);
    expect((await at.post(request)).statusCode).toBe(503);
    expect((await at.post({ ...push, apps: ['ios'] })).statusCode).toBe(201);
  });
});

it('names every fault at once: those of the request, of its apps and of the moment', async () => {
  const at = await setUp(campaignCreate, IOS);
  at.clock.advance(60_000);
  const { statusCode, body } = await at.post({ ...campaign, name: 'S', apps: ['isos'] });
  expect(statusCode).toBe(400);
  expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    '/apps/0',
    '/name',
    '/push_time',
  ]);
});

it('asks the ledger nothing beforehand as long as nothing has changed', async () => {
  const at = await setUp(transactionalSend, BOTH);
  await at.post(push, KEY);
  expect(at.remembered.reads).toEqual([]);
  expect(at.remembered.writes).toHaveLength(4);
});

it('takes raw push tokens without `apps` for the one app of its first try', async () => {
  const at = await setUp(transactionalSend, IOS, { 'key-1': accept });
  const request = { ...push, recipients: { tokens: ['t'] } };
  expect((await at.post(request, KEY)).statusCode).toBe(201);
  at.change(BOTH);
  expect((await at.post(request, KEY)).headers?.['idempotent-replayed']).toBe('true');
  expect((await at.post(request, { 'Idempotency-Key': 'new' })).statusCode).toBe(400);
});

describe('while the ledger can not be read', () => {
  const dark = async (request: object, headers: Record<string, string> = {}) => {
    const at = await setUp(transactionalSend, IOS);
    at.tools.ledger = { ...at.remembered.ledger, read: () => Promise.reject(new Error('down')) };
    return (await at.post(request, { ...KEY, ...headers })).statusCode;
  };

  it('nothing is refused that may have been sent, and nothing is told as done', async () => {
    expect(await dark({ ...push, apps: ['typo'] })).toBe(503);
    expect(await dark({ ...push, apps: ['typo'] }, { prefer: 'respond-async' })).toBe(503);
  });

  it('what is plainly new is sent', async () => {
    expect(await dark(push)).toBe(201);
  });
});

it('tells what was sent under a key although its alias has left and Secrets Manager is down', async () => {
  const at = await setUp(transactionalSend, BOTH);
  const request = { ...push, apps: ['web'] };
  const before = await at.post(request, KEY);
  at.change(IOS);
  await at.post({ ...push, apps: ['ios'] });
  at.change(new SecretsUnavailableError('down'), false);
  const after = await at.post(request, KEY);
  expect([after.statusCode, after.body]).toEqual([201, before.body]);
});

it('tells a thousand of very many unknown apps, and that there are more', async () => {
  const at = await setUp(transactionalSend, IOS);
  const apps = Array.from({ length: 200_000 }, (_, index) => `a${index}`);
  const { statusCode, body } = await at.post({ ...push, apps });
  expect([statusCode, body.errors.length, body.errors.at(-1)]).toEqual([400, 1_000, { detail: 'and more' }]);
});
