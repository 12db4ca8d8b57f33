import { describe, expect, it } from 'vitest';
import { createCredentials } from '../../../../lib/aws/credentials.ts';
import type { Bulks } from '../../../../lib/bulk/bulks.ts';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { customDataDelete } from '../../../../lib/endpoints/v1/custom-data-delete.ts';
import { customDataUpdate } from '../../../../lib/endpoints/v1/custom-data-update.ts';
import { eventsTrack } from '../../../../lib/endpoints/v1/events-track.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { linesOf } from '../../../support/bulk-parts.ts';
import { BULK_ID, bulkWorld, QUEUE_URLS } from '../../../support/bulk-world.ts';
import { AFTER_ITS_OWNER_MS, record, type SentCall, work } from '../../../support/work.ts';

const DOWN: Outcome = { status: 'deferred', by: 'outage', error: { name: 'HTTP_503', detail: 'down' } };
const REFUSED: Outcome = { status: 'rejected', httpStatus: 400, error: { name: 'MALFORMED_PARAMETER', detail: 'no' } };
const LOST: Outcome = { status: 'unknown', error: { name: 'TIMEOUT', detail: 'late' } };

type Order = Parameters<ReturnType<typeof bulkWorld>['order']>[0];

/** A bulk whose file was read whole, and a worker of its capability on the same clock. */
async function begin(
  endpoint: unknown,
  content: string,
  {
    order = {},
    answer,
    maxReceiveCount,
  }: { order?: Order; answer?: (call: SentCall) => Outcome; maxReceiveCount?: number } = {},
) {
  const world = bulkWorld();
  const { name } = endpoint as Endpoint;
  world.store.put('ids', content);
  await world.order({ capability: name, ...(name !== 'transactional-send' && { request: {} }), ...order });
  await world.read();
  const worker = work(endpoint as Endpoint, { answer: answer ?? (() => ({ status: 'accepted' })), maxReceiveCount });
  worker.clock.advance(world.clock.now());
  const bulks: Pick<Bulks, 'ended' | 'noteFate'> = {
    ended: (...asked) => world.bulks.ended(...asked),
    noteFate: (...told) => world.bulks.noteFate(...told),
  };
  Object.assign(worker.tools, { bulks });
  const queue = QUEUE_URLS[name as keyof typeof QUEUE_URLS];
  /** Part n, as it is received; `id` is its message's. */
  const part = (n = 0, { id = `m${n}`, ...more }: Parameters<typeof record>[2] & { id?: string } = {}) => {
    const message = world.on(queue)[n];
    const sent = { SentTimestamp: `${message?.sentAt}`, messageAttributes: { ...message?.attributes }, ...more };
    return record(id, message?.body ?? '', sent);
  };
  return { world, worker, bulks, part, told: async () => (await world.status()).body };
}

/** The ledger is told how the first call ends, and of the others that they were begun: what is left of a function that is killed. */
function tellFirstEndOnly({ remembered }: ReturnType<typeof work>): void {
  let ends = 0;
  remembered.refuse(({ state }) => (state === 'sending' || ++ends === 1 ? undefined : new Error('killed')));
}

describe('a worker of a part', () => {
  it('writes down what became of it before the message is let go of', async () => {
    const { worker, part, told } = await begin(transactionalSend, linesOf(4));
    expect(await worker.take([part(0), part(1)])).toEqual([]);
    expect(await told()).toMatchObject({
      status: 'done',
      parts: { total: 2, accepted: 2 },
      results: [
        { app: 'ios', status: 'accepted', items: 4 },
        { app: 'android', status: 'accepted', items: 4 },
      ],
    });
  });

  it('sends it back if that can’t be written, and then the ledger keeps it from being sent again', async () => {
    const { worker, bulks, part, told } = await begin(transactionalSend, linesOf(2));
    const { noteFate } = bulks;
    bulks.noteFate = async () => {
      throw new Error('The table is down.');
    };
    expect(await worker.take([part()])).toEqual(['m0']);
    expect(worker.calls).toHaveLength(2);
    bulks.noteFate = noteFate;
    expect(await worker.take([part(0, { ApproximateReceiveCount: '2' })])).toEqual([]);
    expect(worker.calls).toHaveLength(2);
    expect(await told()).toMatchObject({ status: 'done', parts: { accepted: 1 } });
  });

  it('buries no part whose end can’t be written', async () => {
    const { worker, bulks, part } = await begin(transactionalSend, linesOf(2), { answer: () => REFUSED });
    const error = new Error('The table is down.');
    bulks.noteFate = () => Promise.reject(error);
    expect(await worker.take([part()])).toEqual(['m0']);
    expect(worker.letters).toEqual([]);
    expect(worker.logged()).toEqual([['failure', error]]);
  });

  it('waits for as long as Batch asks for, whether that it goes back can be written or not', async () => {
    const answer = (): Outcome => ({ ...DOWN, retryAfterMs: 600_000 });
    const { worker, bulks, part } = await begin(transactionalSend, linesOf(2), { answer });
    bulks.noteFate = () => Promise.reject(new Error('The table is down.'));
    await worker.take([part()]);
    expect(worker.fates().get('m0')).toEqual({ kind: 'deferred', delaySeconds: 600 });
  });

  it('writes nothing down of a part of which nothing was tried, or of which another may try some just now', async () => {
    const { worker, bulks, part } = await begin(transactionalSend, linesOf(2));
    const noted: unknown[] = [];
    bulks.noteFate = async (...fate) => void noted.push(fate);
    tellFirstEndOnly(worker);
    const { credentials } = worker.tools;
    worker.tools.credentials = { ...credentials, get: () => Promise.reject(new Error('down')) };
    expect(await worker.take([part()])).toEqual(['m0']);
    expect(noted).toEqual([]);
    worker.tools.credentials = credentials;
    // One of two calls is told to the ledger: the other may run on for all that others know.
    await worker.take([part()]);
    noted.length = 0;
    expect(await worker.take([part(0, { id: 'other' })])).toEqual(['other']);
    expect(noted).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['pushes', transactionalSend, linesOf(2)],
    ['updates', customDataUpdate, '{"id":"u0","update":{"values":{"u.age":1}}}'],
    ['deletions', customDataDelete, linesOf(2)],
    ['events', eventsTrack, '{"id":"u0","events":[{"name":"ue.x"}]}'],
  ])('sends a part of %s once that came in two messages', async (_, endpoint, content) => {
    const { worker, part, told } = await begin(endpoint, content);
    expect(await worker.take([part(0, { id: 'one' })])).toEqual([]);
    const calls = worker.calls.length;
    expect(await worker.take([part(0, { id: 'other' })])).toEqual([]);
    expect(worker.calls).toHaveLength(calls);
    expect(await told()).toMatchObject({ status: 'done', parts: { total: 1, accepted: 1 } });
  });

  it('treats a part whose bulk nobody knows as a message like others', async () => {
    const { worker, world, part } = await begin(transactionalSend, linesOf(2));
    (world.table.items as Map<string, unknown>).clear();
    expect(await worker.take([part()])).toEqual([]);
    expect(worker.calls).toHaveLength(2);
    expect((await world.status()).statusCode).toBe(404);
  });

  it('knows no part by a name in the body', async () => {
    const { worker, part, told } = await begin(transactionalSend, linesOf(2));
    const { body } = part();
    const named = { ...JSON.parse(body), idempotency_key: `bulk:${BULK_ID}#0` };
    expect(await worker.take([record('m', named)])).toEqual([]);
    expect(worker.letters.map(({ attributes }) => attributes['reason'])).toEqual(['invalid']);
    expect(worker.calls).toEqual([]);
    expect(await told()).toMatchObject({ parts: { queued: 1 } });
  });
});

describe('a part counts as', () => {
  it.each<[string, (call: SentCall) => Outcome, string[], object, string]>([
    ['deferred while it is on the queue again', () => DOWN, ['m0'], { deferred: 1 }, 'running'],
    ['rejected', () => REFUSED, [], { rejected: 1 }, 'done'],
    ['unknown', () => LOST, [], { unknown: 1 }, 'done'],
    ['unknown rather than rejected', ({ app }) => (app === 'ios' ? LOST : REFUSED), [], { unknown: 1 }, 'done'],
    [
      'rejected rather than accepted',
      ({ app }) => (app === 'ios' ? { status: 'accepted' } : REFUSED),
      [],
      { rejected: 1 },
      'done',
    ],
    [
      'deferred rather than accepted',
      ({ app }) => (app === 'ios' ? { status: 'accepted' } : DOWN),
      ['m0'],
      { deferred: 1 },
      'running',
    ],
  ])('%s', async (_, answer, back, parts, status) => {
    const { worker, part, told } = await begin(transactionalSend, linesOf(2), { answer });
    expect(await worker.take([part()])).toEqual(back);
    expect(await told()).toMatchObject({ status, parts });
  });

  it('deferred when it was given up', async () => {
    const { worker, part, told } = await begin(transactionalSend, linesOf(2), {
      answer: () => DOWN,
      maxReceiveCount: 3,
    });
    expect(await worker.take([part(0, { ApproximateReceiveCount: '3' })])).toEqual([]);
    expect(await told()).toMatchObject({ status: 'done', parts: { deferred: 1 } });
  });

  it('rejected when it is refused by ourselves: an alias that is gone', async () => {
    const { worker, part, told } = await begin(transactionalSend, linesOf(2), { order: { apps: ['ios', 'tv'] } });
    expect(await worker.take([part()])).toEqual([]);
    const { parts, results } = await told();
    expect(parts).toMatchObject({ rejected: 1 });
    expect(results).toEqual(['ios', 'tv'].map((app) => ({ app, status: 'rejected', items: 2 })));
  });

  it('what a dead letter of it ends as that is put back', async () => {
    let outcome = REFUSED as Outcome;
    const { worker, part, told } = await begin(transactionalSend, linesOf(2), { answer: () => outcome });
    await worker.take([part()]);
    const [letter] = worker.letters;
    outcome = { status: 'accepted' };
    const attributes = { ...letter?.attributes, 'rejected-outcome': 'retry' };
    expect(await worker.take([record('again', letter?.body, { messageAttributes: attributes })])).toEqual([]);
    expect(await told()).toMatchObject({ status: 'done', parts: { total: 1, accepted: 1, rejected: 0 } });
  });
});

describe('items are counted as lines are', () => {
  it('9,999 accepted and 1 rejected, after halving', async () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `"u${index}"`).join('\n');
    const { worker, part, told } = await begin(customDataDelete, ids, {
      order: { apps: ['ios'], limits: { most: 10_000, bytes: 1_000_000 } },
      answer: ({ body }) => (JSON.stringify(body).includes('"u777"') ? REFUSED : { status: 'accepted' }),
    });
    expect(await worker.take([part()])).toEqual([]);
    const { parts, results } = await told();
    expect(parts).toMatchObject({ total: 1, rejected: 1 });
    expect(results).toEqual(
      expect.arrayContaining([
        { app: 'ios', status: 'accepted', items: 9_999 },
        { app: 'ios', status: 'rejected', items: 1 },
      ]),
    );
  });

  it('users, and not their events', async () => {
    const events = Array.from({ length: 10 }, () => ({ name: 'ue.x' }));
    const lines = ['u0', 'u1', 'u2'].map((id) => JSON.stringify({ id, events }));
    const { worker, part, told } = await begin(eventsTrack, lines.join('\n'), {
      order: { apps: ['ios'], limits: { most: 1_000, bytes: 1_000_000 } },
      answer: ({ body }) => (JSON.stringify(body).includes('"u1"') ? REFUSED : { status: 'accepted' }),
    });
    expect(await worker.take([part()])).toEqual([]);
    expect((await told()).results).toEqual([
      { app: 'ios', status: 'rejected', items: 1 },
      { app: 'ios', status: 'accepted', items: 2 },
    ]);
  });

  it('users that repeat as often as they stand there', async () => {
    const user = JSON.stringify({ id: 'u0', update: { values: { 'u.age': 1 } } });
    const limits = { most: 9, bytes: 1_000_000 };
    const { worker, part, told } = await begin(customDataUpdate, `${user}\n${user}\n${user}`, {
      order: { apps: ['ios'], limits },
    });
    expect(await worker.take([part()])).toEqual([]);
    expect(await told()).toMatchObject({ items: 3, results: [{ app: 'ios', status: 'accepted', items: 3 }] });
  });
});

describe('a part of a bulk that was cancelled', () => {
  it('is not sent, leaves no letter, and counts as cancelled', async () => {
    const { worker, world, part, told } = await begin(transactionalSend, linesOf(4));
    await worker.take([part(0)]);
    await world.cancel();
    expect(await worker.take([part(1)])).toEqual([]);
    expect(worker.calls).toHaveLength(2);
    expect(worker.letters).toEqual([]);
    expect(worker.fates().get('m1')).toEqual({ kind: 'done' });
    expect(await told()).toMatchObject({
      status: 'cancelled',
      ended: expect.any(String),
      parts: { accepted: 1, cancelled: 1 },
    });
  });

  it.each<[string, unknown, string]>([
    ['pushes', transactionalSend, linesOf(2)],
    ['deletions', customDataDelete, linesOf(2)],
    ['events', eventsTrack, '{"id":"u0","events":[{"name":"ue.x"}]}\n{"id":"u1","events":[{"name":"ue.x"}]}'],
  ])(
    'keeps what became of apps that it was sent to before; the others are cancelled: %s',
    async (_, endpoint, content) => {
      const answer = ({ app }: SentCall): Outcome => (app === 'ios' ? { status: 'accepted' } : DOWN);
      const { worker, world, part, told } = await begin(endpoint, content, { answer });
      expect(await worker.take([part()])).toEqual(['m0']);
      const calls = worker.calls.length;
      await world.cancel();
      expect(await worker.take([part(0, { ApproximateReceiveCount: '2' })])).toEqual([]);
      expect(worker.calls).toHaveLength(calls);
      expect(worker.letters).toEqual([]);
      const { parts, results } = await told();
      expect(parts).toMatchObject({ cancelled: 1 });
      expect(results).toEqual([
        { app: 'ios', status: 'accepted', items: 2 },
        { app: 'android', status: 'cancelled', items: 2 },
      ]);
    },
  );

  it('goes back, unsent, while nobody can tell whether it was, and nothing else of the batch does', async () => {
    const { worker, bulks, part } = await begin(transactionalSend, linesOf(2));
    const error = new Error('The table is down.');
    bulks.ended = () => Promise.reject(error);
    expect(await worker.take([part(), record('other', { ...JSON.parse(part().body), apps: ['ios'] })])).toEqual(['m0']);
    expect(worker.calls.map(({ app }) => app)).toEqual(['ios']);
    expect(worker.logged()).toEqual([['failure', error]]);
  });

  it('is asked about once for all parts of a batch, and for a message that is none not at all', async () => {
    const { worker, bulks, part } = await begin(transactionalSend, linesOf(4));
    const { ended } = bulks;
    const asked: string[] = [];
    bulks.ended = (id, deadline) => {
      asked.push(id);
      return ended(id, deadline);
    };
    await worker.take([record('other', JSON.parse(part().body)), part(0), part(1)]);
    expect(asked).toEqual([BULK_ID]);
  });

  it('counts as cancelled, and leaves no letter, if it could not be sent anyway', async () => {
    const secret = JSON.stringify({ restApiKey: 'rest-key', apps: { ios: 'ios-key' } });
    const { worker, world, part, told } = await begin(transactionalSend, linesOf(2));
    await world.cancel();
    worker.tools.credentials = createCredentials(async () => secret, { ttlMs: 1, now: worker.clock.now });
    expect(await worker.take([part()])).toEqual([]);
    expect([worker.calls, worker.letters]).toEqual([[], []]);
    expect(worker.fates().get('m0')).toEqual({ kind: 'done' });
    expect(await told()).toMatchObject({ status: 'cancelled', parts: { cancelled: 1 } });
  });

  it('goes back while one of its calls may be under way in a function that was killed', async () => {
    const { worker, world, bulks, part, told } = await begin(transactionalSend, linesOf(2));
    const { noteFate } = bulks;
    bulks.noteFate = () => Promise.reject(new Error('killed'));
    tellFirstEndOnly(worker);
    await worker.take([part()]);
    worker.remembered.refuse(() => undefined);
    bulks.noteFate = noteFate;
    await world.cancel();
    const again = part(0, { ApproximateReceiveCount: '2' });
    expect(await worker.take([again])).toEqual(['m0']);
    expect(worker.fates().get('m0')).toEqual({ kind: 'deferred', delaySeconds: 15 });
    worker.clock.advance(AFTER_ITS_OWNER_MS);
    expect(await worker.take([again])).toEqual([]);
    expect(worker.calls).toHaveLength(2);
    expect(await told()).toMatchObject({ parts: { unknown: 1 } });
  });

  it('ends as it ends if its call was under way', async () => {
    let cancel: () => Promise<unknown> = async () => undefined;
    const { worker, world, part, told } = await begin(transactionalSend, linesOf(2), {
      answer: () => {
        void cancel();
        return { status: 'accepted' };
      },
    });
    cancel = () => world.cancel();
    expect(await worker.take([part()])).toEqual([]);
    expect(await told()).toMatchObject({ status: 'cancelled', parts: { accepted: 1 } });
  });

  it('of one that has failed is sent all the same', async () => {
    const { worker, part, told } = await begin(transactionalSend, 'id\nu0\nu1\nu2\n"', {
      order: { file: { bucket: 'own', key: 'ids', format: 'csv', column: 'id' } },
    });
    expect(await worker.take([part()])).toEqual([]);
    expect(await told()).toMatchObject({ status: 'failed', ended: expect.any(String), parts: { accepted: 1 } });
  });
});
