import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createBulks } from '../../../../lib/bulk/bulks.ts';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { requestStatus } from '../../../../lib/endpoints/gateway/request-status.ts';
import { customDataUpdate } from '../../../../lib/endpoints/v1/custom-data-update.ts';
import { eventsTrack } from '../../../../lib/endpoints/v1/events-track.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { profilesUpdate } from '../../../../lib/endpoints/v2/profiles-update.ts';
import { ConfigurationError } from '../../../../lib/errors.ts';
import { createItems } from '../../../../lib/ledger/items.ts';
import { createLedger } from '../../../../lib/ledger/ledger.ts';
import { createLookup } from '../../../../lib/ledger/lookup.ts';
import { createMarks } from '../../../../lib/ledger/marks.ts';
import { createStatusTrigger } from '../../../../lib/triggers/http/request-status.ts';
import { accept } from '../../../support/fake-batch.ts';
import { scriptedGateway } from '../../../support/gateway.ts';
import { LEDGER_TTL_MS } from '../../../support/ledger.ts';
import { createWholeTable } from '../../../support/whole-table.ts';
import { record, type SentCall, silent, work } from '../../../support/work.ts';

const push = transactionalSend as Endpoint;
const asking = (more: object = {}) => ({
  apps: ['ios', 'android'],
  group_id: 'g',
  recipients: { custom_ids: ['u1'] },
  message: { body: 'b' },
  ...more,
});
const rejected: Outcome = {
  status: 'rejected',
  httpStatus: 400,
  error: { name: 'MALFORMED_PARAMETER', detail: 'u1 is none' },
};
const maintenance: Outcome = { status: 'deferred', by: 'outage', error: { name: 'MAINTENANCE_ERROR', detail: 'x' } };

interface Event {
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
}

/** A queue, an API and who asks what became of requests, over one table. */
function begin(
  endpoint: Endpoint = push,
  answer: (call: SentCall) => Outcome = () => ({ status: 'accepted', token: 't' }),
) {
  const table = createWholeTable();
  const queue = work(endpoint, { answer });
  const { now } = queue.clock;
  const options = { ttlMs: LEDGER_TTL_MS, now };
  const lookup = createLookup('t', now, () => table.client);
  const marks = createMarks('t', options, () => table.client);
  queue.tools.ledger = createLedger('t', { ...options, makeClient: () => table.client });
  queue.tools.marks = marks;
  const bulks = createBulks(
    lookup,
    createItems('t', () => table.client),
    options,
  );
  const handler = createStatusTrigger(requestStatus, silent, () => ({ lookup, bulks, now }));
  const ask = async ({ path = {}, query }: Event) => {
    const event = { pathParameters: path, ...(query && { queryStringParameters: query }) };
    const { statusCode, body } = await handler(event as never, {} as Context);
    return { status: statusCode, body: JSON.parse(body ?? '') };
  };
  const statusOf = (key: string, capability = endpoint.name) => ask({ path: { capability, key } });
  return { ...queue, table, marks, ask, statusOf };
}

describe('of a request that was carried out', () => {
  it('tells each app and chunk, and until when that is known', async () => {
    const { take, statusOf } = begin();
    const custom_ids = Array.from({ length: 20_001 }, (_, index) => `u${index}`);
    await take([record('m', asking({ recipients: { custom_ids }, idempotency_key: 'k' }))]);
    const { status, body } = await statusOf('k');
    expect(status).toBe(200);
    expect(body).toMatchObject({ capability: 'transactional-send', key: 'k', status: 'accepted' });
    expect(body.results).toEqual(
      ['ios', 'android'].flatMap((app) => [0, 1, 2].map((chunk) => ({ app, chunk, status: 'accepted', token: 't' }))),
    );
    expect(body.expires).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('goes by the id of its message where it has no name', async () => {
    const { take, statusOf } = begin();
    await take([record('m', asking())]);
    expect((await statusOf('m')).body.status).toBe('accepted');
  });

  it('is told without a word of Batch’s', async () => {
    const { take, statusOf } = begin(push, ({ app }) => (app === 'ios' ? rejected : { status: 'accepted' }));
    await take([record('m', asking({ idempotency_key: 'k' }))]);
    const { body } = await statusOf('k');
    expect(body.status).toBe('partial');
    expect(body.results).toEqual([
      { app: 'ios', chunk: 0, status: 'rejected', error: { name: 'MALFORMED_PARAMETER' } },
      { app: 'android', chunk: 0, status: 'accepted' },
    ]);
  });

  it('is partial if one of its people was refused', async () => {
    const users = Array.from({ length: 8 }, (_, index) => ({ id: `u${index}`, events: [{ name: 'ue.a' }] }));
    const isBad = ({ body }: SentCall) => JSON.stringify(body).includes('"u3"');
    const at = begin(eventsTrack as Endpoint, (call) => (isBad(call) ? rejected : { status: 'accepted' }));
    await at.take([record('m', { apps: ['ios'], users, idempotency_key: 'k' })]);
    expect((await at.statusOf('k')).body).toMatchObject({
      status: 'partial',
      results: [{ app: 'ios', chunk: 0, status: 'rejected' }],
    });
  });

  it('names projects where it is for those', async () => {
    const { take, statusOf } = begin(profilesUpdate as Endpoint);
    const profiles = [{ identifiers: { custom_id: 'u1' }, events: [{ name: 'bought' }] }];
    await take([record('m', { projects: ['main'], profiles, idempotency_key: 'k' })]);
    expect((await statusOf('k')).body.results).toEqual([{ project: 'main', chunk: 0, status: 'accepted', token: 't' }]);
  });
});

describe('of a request that is not decided', () => {
  it('says which parts are still to be sent, those that were never begun as well', async () => {
    const { take, statusOf } = begin(push, ({ app }) => (app === 'ios' ? { status: 'accepted' } : maintenance));
    await take([record('m', asking({ idempotency_key: 'k' }))]);
    expect((await statusOf('k')).body).toMatchObject({
      status: 'deferred',
      results: [
        { app: 'ios', status: 'accepted' },
        { app: 'android', status: 'deferred' },
      ],
    });
  });

  it('knows of one for which there was no time at all', async () => {
    const { take, statusOf, tools } = begin();
    tools.timeoutMs = 10_000;
    const slow = work(push, { remainingMs: 1_000 });
    slow.tools.ledger = tools.ledger;
    await slow.take([record('m', asking({ idempotency_key: 'k' }))]);
    expect((await statusOf('k')).body).toMatchObject({ status: 'deferred', results: [{ status: 'deferred' }, {}] });
    await take([]);
  });

  it('is running while a sender may live, and unknown when it must be dead', async () => {
    const { take, statusOf, clock } = begin(push, () => new Promise(() => {}) as never);
    const dying = take([record('m', asking({ apps: ['ios'], idempotency_key: 'k' }))]);
    await expect.poll(async () => (await statusOf('k')).body.status).toBe('running');
    clock.advance(3_600_000);
    expect((await statusOf('k')).body).toMatchObject({
      status: 'unknown',
      results: [{ app: 'ios', chunk: 0, status: 'unknown', error: { name: 'INTERRUPTED' } }],
    });
    expect(dying).toBeInstanceOf(Promise);
  });
});

describe('of a request of which nothing was tried', () => {
  it('is rejected if we refused it ourselves', async () => {
    const { take, statusOf } = begin();
    await take([record('m', { nonsense: true })]);
    expect((await statusOf('m')).body).toMatchObject({ status: 'rejected', results: [] });
  });

  it('is deferred if a person may still have it sent', async () => {
    const { take, statusOf, clock } = begin();
    clock.advance(8 * 24 * 3_600_000);
    const old = record('m', asking({ idempotency_key: 'k' }), { messageAttributes: { since: '1' } });
    await take([old]);
    expect((await statusOf('k')).body).toMatchObject({ status: 'deferred', results: [] });
  });
});

describe('of a request that was queued over HTTP', () => {
  async function queued(headers: Record<string, string>) {
    const at = begin();
    const sent: string[] = [];
    const queues = {
      send: async (_: string, { body }: { body: string }) => `message-${sent.push(body)}`,
      delay: async () => {},
    };
    const api = await scriptedGateway(push, [accept], { queues });
    api.tools.marks = at.marks;
    const answer = await api.post(asking(), { prefer: 'respond-async', ...headers });
    return { ...at, answer, sent };
  }

  it('is known by its name and by its id from the answer on, and by both afterwards', async () => {
    const { answer, sent, take, statusOf } = await queued({ 'Idempotency-Key': 'order/7' });
    expect(answer).toMatchObject({ statusCode: 202, body: { status: 'queued', id: 'message-1', key: 'order/7' } });
    for (const name of ['order/7', 'message-1']) {
      expect((await statusOf(name)).body).toMatchObject({ key: name, status: 'running', results: [] });
    }
    await take([record('message-1', JSON.parse(sent[0] ?? ''))]);
    for (const name of ['order/7', 'message-1']) {
      expect((await statusOf(name)).body).toMatchObject({ key: name, status: 'accepted', results: [{}, {}] });
    }
  });

  it('goes by its id alone where it has no name', async () => {
    const { answer, statusOf } = await queued({});
    expect(answer.body).toEqual({ status: 'queued', id: 'message-1', key: 'message-1' });
    expect((await statusOf('message-1')).body.status).toBe('running');
  });

  it('is answered all the same where that can’t be written down', async () => {
    const at = begin();
    const queues = { send: async () => 'message', delay: async () => {} };
    const api = await scriptedGateway(push, [accept], { queues });
    api.tools.marks = at.marks;
    at.table.goDown(new Error('down'));
    expect((await api.post(asking(), { prefer: 'respond-async' })).statusCode).toBe(202);
  });
});

describe('asking', () => {
  it('finds a name that the path could not bear in the query, or encoded', async () => {
    const { take, ask } = begin();
    await take([record('m', asking({ idempotency_key: 'a/b?c' }))]);
    const inQuery = await ask({ path: { capability: push.name }, query: { key: 'a/b?c' } });
    expect([inQuery.status, inQuery.body.key]).toEqual([200, 'a/b?c']);
    expect((await ask({ path: { capability: push.name, key: 'a%2Fb%3Fc' } })).status).toBe(200);
  });

  it('takes a name as it is before it decodes it', async () => {
    const { take, statusOf } = begin();
    await take([record('m', asking({ idempotency_key: '100%25', apps: ['ios'] }))]);
    expect((await statusOf('100%25')).body.results).toHaveLength(1);
    expect((await statusOf('100%')).status).toBe(404);
  });

  it.each([
    ['a name that nobody knows', 'other', push.name],
    ['a name of another capability', 'k', 'campaign-create'],
    ['a capability that there is not', 'k', 'nonsense'],
  ])('is 404 for %s', async (_, key, capability) => {
    const { take, statusOf } = begin();
    await take([record('m', asking({ idempotency_key: 'k' }))]);
    expect((await statusOf(key, capability)).status).toBe(404);
  });

  it('is 404 for what may be repeated, of which nothing is kept', async () => {
    const { take, statusOf } = begin(customDataUpdate as Endpoint);
    await take([record('m', { users: [{ id: 'u1', update: { values: { 'u.a': 1 } } }], idempotency_key: 'k' })]);
    expect((await statusOf('k')).status).toBe(404);
  });

  it('is 404 once the ledger has forgotten', async () => {
    const { take, statusOf, clock } = begin();
    await take([record('m', asking({ idempotency_key: 'k' }))]);
    clock.advance(LEDGER_TTL_MS + 2 * 3_600_000);
    expect((await statusOf('k')).status).toBe(404);
  });

  it('names every fault by its parameter', async () => {
    const { ask } = begin();
    const { status, body } = await ask({ path: { capability: 'x' }, query: { nonsense: '1' } });
    expect([status, body.errors.map(({ parameter }: { parameter: string }) => parameter).sort()]).toEqual([
      400,
      ['key', 'nonsense'],
    ]);
  });

  it('is 503 while the ledger is out of reach', async () => {
    const { statusOf, table } = begin();
    table.goDown(Object.assign(new Error('x'), { name: 'TimeoutError' }));
    expect((await statusOf('k')).status).toBe(503);
  });

  it('is 500 for a stack without a ledger', async () => {
    const handler = createStatusTrigger(requestStatus, silent, () => {
      throw new ConfigurationError('LEDGER_TABLE must be the name or ARN of a DynamoDB table.');
    });
    const event = { pathParameters: { capability: 'x', key: 'k' } };
    expect((await handler(event as never, {} as Context)).statusCode).toBe(500);
  });
});
