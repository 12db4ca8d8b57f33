import { describe, expect, it } from 'vitest';
import type { BulkOrder } from '../../../../lib/bulk/order.ts';
import { SecretsUnavailableError } from '../../../../lib/errors.ts';
import { linesOf } from '../../../support/bulk-parts.ts';
import { type BulkWorld, bulkWorld, FOREVER } from '../../../support/bulk-world.ts';

const PUSH = {
  capability: 'transactional-send',
  request: { group_id: 'spring', message: { body: 'b' } },
  file: { key: 'ids.csv', format: 'csv' },
};
const UPDATE = { capability: 'custom-data-update', request: {}, file: { key: 'users.csv', format: 'csv' } };
const DELETION = { ...UPDATE, capability: 'custom-data-delete' };
const EVENTS = { ...UPDATE, capability: 'events-track', file: { key: 'users', format: 'ndjson' } };
const PROFILES = { ...UPDATE, capability: 'profiles-update' };

const KEY = { 'Idempotency-Key': 'spring' };

async function orderOf({ bulks }: BulkWorld, id: string): Promise<BulkOrder | undefined> {
  return (await bulks.head(id, FOREVER))?.order;
}

/** What is written down of a start that is taken. */
async function orderFor(body: unknown, options: Parameters<typeof bulkWorld>[0] = {}) {
  const world = bulkWorld(options);
  const answer = await world.start(body);
  expect(answer).toMatchObject({ statusCode: 202, body: { status: 'running' } });
  return orderOf(world, answer.body.id);
}

describe('a start', () => {
  it('answers 202 with an id, writes down what is asked for, and wakes the reader once; no file is opened', async () => {
    const world = bulkWorld();
    const { statusCode, headers, body } = await world.start(PUSH);
    expect(statusCode).toBe(202);
    expect(body).toEqual({ id: expect.stringMatching(/^[A-Za-z0-9_-]{16,64}$/), status: 'running' });
    expect(headers).not.toHaveProperty('idempotent-replayed');
    expect(world.on('reader')).toHaveLength(1);
    expect(world.store.opened).toEqual([]);
    expect((await world.status(body.id)).body).toMatchObject({ id: body.id, status: 'running', lines: 0 });
  });

  it('without a key is another bulk each time', async () => {
    const world = bulkWorld();
    const ids = [await world.start(PUSH), await world.start(PUSH)].map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(2);
  });

  it.each([
    ['the bucket', { bucket: 'own' }],
    ['the column', { column: 'id' }],
    ['the list', { list: 'custom_ids' }],
  ])('settles %s unless it is named', async (_, expected) => {
    expect((await orderFor(PUSH))?.file).toMatchObject(expected);
  });

  it('drops repeated ids of a file of pushes unless told otherwise, and of deletions only if told so', async () => {
    expect((await orderFor(PUSH))?.unique).toBe(true);
    expect((await orderFor({ ...PUSH, unique: false }))?.unique).toBe(false);
    expect((await orderFor(DELETION))?.unique).toBe(false);
    expect((await orderFor({ ...DELETION, unique: true }))?.unique).toBe(true);
  });

  it.each([
    [PUSH, 10_000],
    [UPDATE, 10_000],
    [DELETION, 10_000],
    [EVENTS, 1_000],
    [PROFILES, 200],
    [{ ...PROFILES, request: { mode: 'mass' } }, 10_000],
  ])('writes down the limits that it found: %j', async (start, most) => {
    expect((await orderFor(start))?.limits.most).toBe(most);
  });

  it('settles apps, and projects, now: those of the secret unless some are named', async () => {
    expect(await orderFor(PUSH)).toMatchObject({ account: 'app', apps: ['ios', 'android'] });
    expect(await orderFor(PROFILES)).toMatchObject({ account: 'project', apps: ['main'] });
    const order = await orderFor({ ...PUSH, request: { ...PUSH.request, apps: ['android'] } });
    expect(order).toMatchObject({ apps: ['android'], request: PUSH.request });
    expect(order?.request).not.toHaveProperty('apps');
  });

  it('is answered again as it is known, though its alias has left the secret since', async () => {
    const apps: Record<string, string> = { ios: 'ios-key', android: 'android-key' };
    const world = bulkWorld({ secret: async () => JSON.stringify({ restApiKey: 'rest-key', apps }) });
    const body = { ...PUSH, request: { ...PUSH.request, apps: ['android'] } };
    const first = await world.start(body, KEY);
    delete apps['android'];
    world.clock.advance(3_600_000);
    expect(await world.start(body, KEY)).toMatchObject({ statusCode: 202, body: first.body });
    expect((await world.start(body, { 'Idempotency-Key': 'another' })).statusCode).toBe(400);
  });

  it('reads the secret again before an alias is refused that the cached one does not have', async () => {
    let apps: object = { ios: 'ios-key' };
    const world = bulkWorld({ secret: async () => JSON.stringify({ restApiKey: 'rest-key', apps }) });
    expect((await world.start(PUSH)).statusCode).toBe(202);
    apps = { ios: 'ios-key', web: 'web-key' };
    world.clock.advance(20_000);
    const { statusCode, body } = await world.start({ ...PUSH, request: { ...PUSH.request, apps: ['web'] } });
    expect(statusCode).toBe(202);
    expect((await orderOf(world, body.id))?.apps).toEqual(['web']);
  });

  it('takes a pace, of whole items', async () => {
    expect((await orderFor({ ...PUSH, pace_per_minute: 1 }))?.pacePerMinute).toBe(1);
  });
});

describe('a key', () => {
  it('makes one bulk of the same start, however often it comes, in the header or in the body', async () => {
    const world = bulkWorld();
    const first = await world.start(PUSH, KEY);
    const again = await world.start({ ...PUSH, idempotency_key: 'spring' });
    expect(again).toMatchObject({ statusCode: 202, headers: { 'idempotent-replayed': 'true' }, body: first.body });
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
  });

  it.each([
    { place: 'header', more: {}, headers: KEY, fault: { header: 'Idempotency-Key' } },
    { place: 'body', more: { idempotency_key: 'spring' }, headers: {}, fault: { pointer: '/idempotency_key' } },
  ])('refuses another body under it, naming the $place where it stands, before a reader is woken', async (asked) => {
    const world = bulkWorld();
    await world.start(PUSH, KEY);
    const { statusCode, body } = await world.start({ ...PUSH, unique: false, ...asked.more }, asked.headers);
    expect(statusCode).toBe(422);
    expect(body.errors).toEqual([{ ...asked.fault, detail: 'belongs to another request' }]);
    expect(world.on('reader')).toHaveLength(1);
  });

  it('wakes the reader again as long as no part was handed over, and not any more after that', async () => {
    const world = bulkWorld();
    const { id } = (await world.start(PUSH, KEY)).body;
    await world.start(PUSH, KEY);
    expect(world.on('reader').map(({ body }) => JSON.parse(body).id)).toEqual([id, id]);
    world.store.put('ids.csv', `id\n${linesOf(10_001)}`);
    await world.read({ body: world.on('reader')[0]?.body ?? '' }, { remainingMs: 3_400 });
    // And the reader itself, for the rest.
    expect(world.on('reader')).toHaveLength(3);
    await world.start(PUSH, KEY);
    expect(world.on('reader')).toHaveLength(3);
  });

  it('wakes nobody for what has ended before a part was handed over', async () => {
    const world = bulkWorld();
    await world.start(PUSH, KEY);
    await world.read({ body: world.on('reader')[0]?.body ?? '' });
    expect(await world.start(PUSH, KEY)).toMatchObject({ statusCode: 202 });
    expect(world.on('reader')).toHaveLength(1);
  });

  it('begins anew when the bulk that it named is forgotten', async () => {
    const world = bulkWorld();
    world.store.put('ids.csv', 'id\nu1\n');
    const first = await world.start(PUSH, KEY);
    await world.cancel(first.body.id);
    world.clock.advance(8 * 24 * 3600 * 1000);
    expect((await world.status(first.body.id)).statusCode).toBe(404);
    const second = await world.start(PUSH, KEY);
    expect(second).toMatchObject({ statusCode: 202, body: { status: 'running' } });
    expect(second.headers).not.toHaveProperty('idempotent-replayed');
    expect((await world.status(second.body.id)).body).toMatchObject({ status: 'running' });
    expect(await world.start(PUSH, KEY)).toMatchObject({ body: second.body });
  });

  it('can be demanded', async () => {
    const world = bulkWorld({ requireKey: true });
    const { statusCode, body } = await world.start(PUSH);
    expect(statusCode).toBe(400);
    expect(body.errors).toEqual([{ header: 'Idempotency-Key', detail: expect.any(String) }]);
    expect((await world.start(PUSH, KEY)).statusCode).toBe(202);
  });

  it('that begins as the names of parts do is refused', async () => {
    const world = bulkWorld();
    for (const start of [
      world.start(PUSH, { 'Idempotency-Key': 'bulk:x' }),
      world.start({ ...PUSH, idempotency_key: 'bulk:x' }),
    ])
      expect((await start).statusCode).toBe(400);
    expect(world.table.items.size).toBe(0);
  });
});

describe('what is out of reach', () => {
  it.each([
    ['certainly did not take the message', 'ThrottlingException', 503],
    ['may have taken it', 'TimeoutError', 504],
  ])('a queue that %s: %s is %i, and the same start again makes good for it', async (_, name, expected) => {
    const world = bulkWorld();
    const { queues } = world.readerTools;
    const { send } = queues;
    queues.send = async () => {
      throw Object.assign(new Error(name), { name });
    };
    expect((await world.start(PUSH, KEY)).statusCode).toBe(expected);
    queues.send = send;
    expect((await world.start(PUSH, KEY)).statusCode).toBe(202);
    expect(world.on('reader')).toHaveLength(1);
  });

  it('a ledger: 503, and nothing is queued', async () => {
    const world = bulkWorld();
    world.peril.arm(0);
    expect((await world.start(PUSH, KEY)).statusCode).toBe(503);
    expect(world.on('reader')).toEqual([]);
  });

  it('the secret: 503, and nothing is written', async () => {
    const world = bulkWorld({ secret: async () => Promise.reject(new SecretsUnavailableError('down')) });
    expect((await world.start(PUSH)).statusCode).toBe(503);
    expect(world.table.items.size).toBe(0);
  });

  it('a secret without projects is a fault of the configuration', async () => {
    const world = bulkWorld({
      secret: async () => JSON.stringify({ restApiKey: 'rest-key', apps: { ios: 'ios-key' } }),
    });
    expect((await world.start(PROFILES)).statusCode).toBe(500);
  });
});

const tokens = { ...PUSH, file: { ...PUSH.file, list: 'tokens' } };
const ids = { custom_ids: ['u1'] };

describe('a start is refused, and nothing is written, for', () => {
  it.each<[string, unknown, string[]]>([
    ['an unknown member', { ...PUSH, dry_run: true }, ['/dry_run']],
    ['an unknown member of the file', { ...PUSH, file: { ...PUSH.file, size: 1 } }, ['/file/size']],
    ['no capability', { ...PUSH, capability: undefined }, ['/capability']],
    ['a capability that no file fills', { ...PUSH, capability: 'campaign-create' }, ['/capability']],
    ['a capability that there is not', { ...PUSH, capability: 'transactional-sent' }, ['/capability']],
    ['no request', { ...PUSH, request: undefined }, ['/request']],
    ['no file', { ...PUSH, file: undefined }, ['/file']],
    ['an empty key', { ...PUSH, file: { ...PUSH.file, key: '' } }, ['/file/key']],
    ['a key of 1,025 bytes', { ...PUSH, file: { ...PUSH.file, key: `é${'k'.repeat(1_023)}` } }, ['/file/key']],
    ['a bucket that can be none', { ...PUSH, file: { ...PUSH.file, bucket: 'Own' } }, ['/file/bucket']],
    ['another format', { ...PUSH, file: { ...PUSH.file, format: 'xlsx' } }, ['/file/format']],
    ['an empty column', { ...PUSH, file: { ...PUSH.file, column: '' } }, ['/file/column']],
    ['a list that pushes have not', { ...PUSH, file: { ...PUSH.file, list: 'users' } }, ['/file/list']],
    ['a list where there is only one', { ...UPDATE, file: { ...UPDATE.file, list: 'custom_ids' } }, ['/file/list']],
    ['a list for deletions', { ...DELETION, file: { ...UPDATE.file, list: 'custom_ids' } }, ['/file/list']],
    ['`unique` for users', { ...UPDATE, unique: true }, ['/unique']],
    ['`unique` for events', { ...EVENTS, unique: false }, ['/unique']],
    ['`unique` for profiles', { ...PROFILES, unique: true }, ['/unique']],
    ['CSV for events', { ...EVENTS, file: { ...EVENTS.file, format: 'csv' } }, ['/file/format']],
    ['a pace of 0', { ...PUSH, pace_per_minute: 0 }, ['/pace_per_minute']],
    ['half a pace', { ...PUSH, pace_per_minute: 1.5 }, ['/pace_per_minute']],
    ['recipients', { ...PUSH, request: { ...PUSH.request, recipients: ids } }, ['/request/recipients']],
    [
      'recipients in `extra`',
      { ...PUSH, request: { ...PUSH.request, extra: { recipients: ids } } },
      ['/request/extra/recipients'],
    ],
    ['users', { ...UPDATE, request: { users: [] } }, ['/request/users']],
    ['profiles', { ...PROFILES, request: { profiles: [] } }, ['/request/profiles']],
    [
      'a key in the request',
      { ...PUSH, request: { ...PUSH.request, idempotency_key: 'k' } },
      ['/request/idempotency_key'],
    ],
    ['a dry run', { ...PUSH, request: { ...PUSH.request, dry_run: false } }, ['/request/dry_run']],
    ['a confirmation', { ...PUSH, request: { ...PUSH.request, confirm: 'everyone' } }, ['/request/confirm']],
    [
      'what the capability itself refuses',
      { ...PUSH, request: { group_id: 7 } },
      ['/request/group_id', '/request/message'],
    ],
    ['an app that there is not', { ...PUSH, request: { ...PUSH.request, apps: ['ios', 'tv'] } }, ['/request/apps/1']],
    ['no app', { ...PUSH, request: { ...PUSH.request, apps: [] } }, ['/request/apps']],
    [
      'a project where apps are asked for',
      { ...PUSH, request: { ...PUSH.request, projects: ['main'] } },
      ['/request/projects'],
    ],
    ['tokens for all apps', tokens, ['/request/apps']],
    ['tokens for two apps', { ...tokens, request: { ...PUSH.request, apps: ['ios', 'android'] } }, ['/request/apps']],
  ])('%s', async (_, start, pointers) => {
    const world = bulkWorld();
    const { statusCode, body } = await world.start(start);
    expect(statusCode).toBe(400);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([...pointers].sort());
    expect(world.table.items.size).toBe(0);
    expect(world.messages).toEqual([]);
  });

  it('several faults, all of which are told at once', async () => {
    const { body } = await bulkWorld().start({
      ...EVENTS,
      request: { users: [] },
      file: { format: 'csv', key: '' },
      unique: 1,
    });
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/request/users', '/file/key', '/file/format', '/unique']));
    expect(new Set(pointers).size).toBe(pointers.length);
  });

  it('a body of over 256 KiB, by its bytes', async () => {
    const sized = (bytes: number) => {
      const start = { ...PUSH, request: { ...PUSH.request, extra: { custom: '' } } };
      start.request.extra.custom = 'x'.repeat(bytes - JSON.stringify(start).length);
      return start;
    };
    expect((await bulkWorld().start(sized(256 * 1024 + 1))).statusCode).toBe(413);
    expect((await bulkWorld().start(sized(256 * 1024))).statusCode).toBe(202);
  });

  it('a header that is not plainly one key', async () => {
    expect((await bulkWorld().start(PUSH, { 'Idempotency-Key': 'a, b' })).statusCode).toBe(400);
  });

  it('tokens, but not for one app', async () => {
    const order = await orderFor({ ...tokens, request: { ...PUSH.request, apps: ['ios'] } });
    expect(order).toMatchObject({ apps: ['ios'], file: { list: 'tokens' } });
  });
});
