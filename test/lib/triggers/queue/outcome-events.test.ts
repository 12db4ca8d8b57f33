import { describe, expect, it } from 'vitest';
import type { EventBus, OutgoingEvent } from '../../../../lib/aws/event-bus.ts';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { customDataUpdate } from '../../../../lib/endpoints/v1/custom-data-update.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { profilesUpdate } from '../../../../lib/endpoints/v2/profiles-update.ts';
import { record, type SentCall, work } from '../../../support/work.ts';

const push = transactionalSend as Endpoint;
const asking = (more: object = {}) => ({
  apps: ['ios', 'android'],
  group_id: 'g',
  recipients: { custom_ids: ['u1', 'u2'] },
  message: { body: 'b' },
  ...more,
});
const rejected: Outcome = { status: 'rejected', httpStatus: 403, error: { name: 'API_MISUSE', detail: 'u1' } };
const timeout: Outcome = { status: 'unknown', error: { name: 'TIMEOUT', detail: '' } };
const maintenance: Outcome = { status: 'deferred', by: 'outage', error: { name: 'MAINTENANCE_ERROR', detail: '' } };

/** A queue whose outcomes are told to a bus that keeps them. */
function begin(endpoint: Endpoint = push, answer: (call: SentCall) => Outcome = () => ({ status: 'accepted' })) {
  const told: OutgoingEvent[] = [];
  let lettersBefore = -1;
  let puts = 0;
  const bus: EventBus = {
    async put(events) {
      lettersBefore = queue.letters.length;
      puts += 1;
      told.push(...events);
      return { failed: 0 };
    },
  };
  const queue = work(endpoint, { answer, maxReceiveCount: 5 });
  queue.tools.outcomeEvents = bus;
  const details = () => told.map(({ detail }) => detail);
  return { ...queue, told, details, lettersBefore: () => lettersBefore, puts: () => puts };
}

it('tells of each request whose fate is decided, by its name, added up by app and outcome', async () => {
  const { take, told, logged } = begin(push, ({ app }) => (app === 'ios' ? { status: 'accepted' } : rejected));
  await take([record('m', asking({ idempotency_key: 'k' })), record('n', asking({ apps: ['ios'] }))]);
  expect(told).toEqual([
    {
      detailType: 'Batch Request Ended',
      detail: {
        capability: 'transactional-send',
        key: 'k',
        status: 'partial',
        reason: 'rejected',
        results: [
          { app: 'ios', status: 'accepted', items: 2 },
          { app: 'android', status: 'rejected', items: 2 },
        ],
      },
    },
    {
      detailType: 'Batch Request Ended',
      detail: {
        capability: 'transactional-send',
        key: 'n',
        status: 'accepted',
        results: [{ app: 'ios', status: 'accepted', items: 2 }],
      },
    },
  ]);
  expect(logged()).toEqual([]);
});

describe('what is decided otherwise', () => {
  it('is rejected, for what we refuse ourselves, after its letter lies there', async () => {
    const { take, details, lettersBefore } = begin();
    await take([record('m', { nonsense: 1 }), record('n', asking({ apps: ['windows'] }))]);
    expect(details()).toMatchObject([
      { key: 'm', status: 'rejected', reason: 'invalid', results: [] },
      { key: 'n', status: 'rejected', reason: 'invalid', results: [] },
    ]);
    expect(lettersBefore()).toBe(2);
  });

  it('is unknown, for what may have been sent', async () => {
    const { take, details } = begin(push, () => timeout);
    await take([record('m', asking({ apps: ['ios'] }))]);
    expect(details()).toMatchObject([
      { status: 'unknown', reason: 'unknown-outcome', results: [{ app: 'ios', status: 'unknown', items: 2 }] },
    ]);
  });

  it('is deferred, for what went back each time, and for what is too old', async () => {
    const { take, details, clock } = begin(push, () => maintenance);
    await take([record('m', asking({ apps: ['ios'] }), { ApproximateReceiveCount: '5' })]);
    clock.advance(8 * 24 * 3_600_000);
    await take([record('n', asking(), { messageAttributes: { since: '1' } })]);
    expect(details()).toMatchObject([
      { key: 'm', status: 'deferred', reason: 'exhausted' },
      { key: 'n', status: 'deferred', reason: 'too-old', results: [] },
    ]);
  });

  it('names projects, where it is for those', async () => {
    const { take, details } = begin(profilesUpdate as Endpoint);
    await take([
      record('m', { projects: ['main'], profiles: [{ identifiers: { custom_id: 'u1' }, attributes: { a: 1 } }] }),
    ]);
    expect(details()).toMatchObject([{ results: [{ project: 'main', status: 'accepted', items: 1 }] }]);
  });

  it('is told of what may be repeated, too', async () => {
    const { take, details } = begin(customDataUpdate as Endpoint);
    await take([record('m', { apps: ['ios'], users: [{ id: 'u1', update: { values: { 'u.a': 1 } } }] })]);
    expect(details()).toMatchObject([{ capability: 'custom-data-update', key: 'm', status: 'accepted' }]);
  });
});

it('tells nothing of what goes back, nor of a dry run', async () => {
  const { take, puts } = begin(push, () => maintenance);
  expect(await take([record('m', asking()), record('n', asking({ dry_run: true }))])).toEqual(['m']);
  expect(puts()).toBe(0);
});

it('changes no fate, whatever becomes of it', async () => {
  const at = begin();
  const error = new Error('EventBridge is down.');
  at.tools.outcomeEvents = { put: async () => ({ failed: 1, error }) };
  expect(await at.take([record('m', asking())])).toEqual([]);
  expect(at.letters).toEqual([]);
  expect(at.logged()).toEqual([['failure', error]]);
});

it('waits for no longer than there is time', async () => {
  const at = begin();
  const left: number[] = [];
  at.tools.outcomeEvents = {
    async put(_, deadline) {
      left.push(deadline.remainingMs());
      return { failed: 0 };
    },
  };
  await at.take([record('m', asking())]);
  expect(left[0]).toBeLessThanOrEqual(10_000);
  expect(left[0]).toBeGreaterThan(9_000);
});

describe('of a request that is asked about by its name, and of which nothing was tried, the ledger keeps', () => {
  /** A queue, and what is noted of its requests. */
  function noting(endpoint: Endpoint = push, answer?: (call: SentCall) => Outcome) {
    const queue = begin(endpoint, answer);
    const noted: unknown[] = [];
    queue.tools.marks = {
      queued: async () => {},
      async ended(requests) {
        noted.push(...requests);
      },
    };
    return { ...queue, noted };
  }

  it('that we refuse it, or that it was never sent', async () => {
    const { take, noted, clock } = noting();
    clock.advance(8 * 24 * 3_600_000);
    const old = { messageAttributes: { since: '1' } };
    await take([record('m', { nonsense: 1 }), record('n', asking({ idempotency_key: 'k' }), old)]);
    expect(noted).toEqual([
      { capability: 'transactional-send', name: 'm', status: 'rejected' },
      { capability: 'transactional-send', name: 'k', status: 'deferred' },
    ]);
  });

  it.each<[string, Endpoint, (call: SentCall) => Outcome, object]>([
    ['was tried', push, () => rejected, asking()],
    ['goes back', push, () => maintenance, asking()],
    ['is a dry run', push, () => rejected, asking({ dry_run: true })],
    ['may be repeated, and has no name', customDataUpdate as Endpoint, () => rejected, { nonsense: 1 }],
  ])('nothing, if it %s', async (_, endpoint, answer, body) => {
    const at = noting(endpoint, answer);
    at.tools.marks = { queued: async () => {}, ended: () => Promise.reject(new Error('It is asked.')) };
    await at.take([record('m', body)]);
    expect(at.logged()).toEqual([]);
  });

  it('nothing of what can’t be tried, and comes back', async () => {
    const at = noting();
    at.tools.credentials = { ...at.tools.credentials, get: () => Promise.reject(new Error('down')) };
    expect(await at.take([record('m', asking())])).toEqual(['m']);
    expect(at.noted).toEqual([]);
  });

  it('nothing, if it can’t be written, which changes no fate and is logged', async () => {
    const at = noting();
    const error = new Error('The table is down.');
    at.tools.marks = { queued: async () => {}, ended: () => Promise.reject(error) };
    expect(await at.take([record('m', { nonsense: 1 })])).toEqual([]);
    expect(at.letters).toHaveLength(1);
    expect(at.logged()).toEqual([['failure', error]]);
  });
});
