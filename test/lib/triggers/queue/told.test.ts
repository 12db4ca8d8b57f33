import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Part } from '../../../../lib/endpoints/call.ts';
import { identify } from '../../../../lib/ledger/identity.ts';
import type { Known } from '../../../../lib/ledger/known.ts';
import type { LedgerRecord } from '../../../../lib/ledger/record.ts';
import { endOf } from '../../../../lib/ledger/remembered.ts';
import {
  isRunning,
  statusOfTold,
  summed,
  type Told,
  toldByLedger,
  toldOf,
} from '../../../../lib/triggers/queue/told.ts';
import { accepted, deferred, outage, rejected, unknown } from '../../../support/outcomes.ts';

const identity = identify('transactional-send', 'key', 'k', { group_id: 'g' });
const NOW = 10_000;

const told = (outcome: Outcome, more: Partial<Told> = {}): Told => ({ app: 'ios', items: 1, outcome, ...more });

it.each([
  [accepted, 'accepted', false],
  [rejected, 'rejected', false],
  [unknown, 'unknown', false],
  [outage, 'deferred', false],
  [deferred('running'), 'unknown', true],
  [deferred('cancelled'), 'cancelled', false],
] as const)('%o is told as %s', (outcome, status, mayRun) => {
  expect([statusOfTold(told(outcome)), isRunning(told(outcome))]).toEqual([status, mayRun]);
});

it('adds up by app and status, whatever it is that counts', () => {
  const all = [
    told(accepted, { items: 1 }),
    told(rejected, { items: 2 }),
    told(accepted, { items: 4 }),
    told(accepted, { app: 'android', items: 8 }),
  ];
  expect(summed(all, ({ items }) => items)).toEqual([
    { app: 'ios', status: 'accepted', items: 5 },
    { app: 'ios', status: 'rejected', items: 2 },
    { app: 'android', status: 'accepted', items: 8 },
  ]);
});

describe('people of a share', () => {
  const part = (more: Partial<Part>): Part => ({ request: 0, chunk: 0, items: 5, ...more });

  it.each([
    ['items, where nothing else is said', [part({})], 5],
    ['the chunk’s', [part({ size: 3 })], 3],
    ['those at its places', [part({ size: 9, places: [1, 4] })], 2],
    ['those of the piece', [part({ size: 9, piece: [0, 3, 5, 6] })], 4],
    ['those of all its parts', [part({ size: 3 }), part({ size: 4 })], 7],
  ])('are %s', (_, parts, people) => {
    const delivered = { call: {} as never, outcome: accepted, exchanges: [], durationMs: 0 };
    expect(toldOf([{ app: 'ios', delivered, parts, items: 5 }])).toEqual([
      { app: 'ios', items: 5, people, outcome: accepted, remembered: undefined },
    ]);
  });
});

describe('what the ledger knows of a request is told', () => {
  const IOS = { alias: 'ios', keyHash: 'hash-of-ios' };
  const ANDROID = { alias: 'android', keyHash: 'hash-of-android' };

  const record = (more: Partial<LedgerRecord>): LedgerRecord => ({
    request: identity.request,
    place: 'first',
    part: 'hash-of-ios#0',
    bodyHash: identity.bodyHash,
    items: 3,
    state: 'accepted',
    attempt: 'a',
    until: 0,
    expiresAt: 0,
    ...more,
  });

  /** How each part is told: what of it, and that all of it is of an earlier try. */
  function tell(records: readonly LedgerRecord[], { apps = [IOS], chunks = [3] } = {}) {
    const parts: Known['parts'] = new Map(records.map((each) => [each.part, each]));
    const known = { bodyHash: identity.bodyHash, whole: { apps, chunks }, parts, expiresAt: 0 };
    const all = toldByLedger(known, identity, NOW);
    expect(all.every(({ remembered }) => remembered)).toBe(true);
    return all.map((each) => {
      const { outcome } = each;
      const name = outcome.status === 'accepted' ? outcome.token : outcome.error.name;
      return [each.app, each.items, statusOfTold(each), name];
    });
  }

  it('app by app, chunk by chunk; of what there is no record of, nothing was sent', () => {
    const records = [
      record({ end: { token: 't' } }),
      record({ part: 'hash-of-android#1', items: 2, state: 'rejected', end: endOf(rejected, identity) }),
    ];
    expect(tell(records, { apps: [IOS, ANDROID], chunks: [3, 2] })).toEqual([
      ['ios', 3, 'accepted', 't'],
      ['ios', 2, 'deferred', 'NOT_SENT'],
      ['android', 3, 'deferred', 'NOT_SENT'],
      ['android', 2, 'rejected', 'X'],
    ]);
  });

  it.each<[string, Partial<LedgerRecord>, string, string]>([
    ['under way, to the very end of its time', { state: 'sending', until: NOW }, 'unknown', 'STILL_RUNNING'],
    ['cut off', { state: 'sending', until: NOW - 1 }, 'unknown', 'INTERRUPTED'],
    ['unknown, as it was told', { state: 'unknown', end: endOf(unknown, identity) }, 'unknown', 'X'],
    ['free to be sent', { state: 'deferred', until: NOW }, 'deferred', 'NOT_SENT'],
    [
      'free to be sent, after a try of which nobody knows',
      { state: 'deferred', unknowns: 1 },
      'unknown',
      'INTERRUPTED',
    ],
  ])('a part that is %s', (_, more, status, name) => {
    expect(tell([record(more)])).toEqual([['ios', 3, status, name]]);
  });

  it('of what may be repeated, how many of a part ended how', () => {
    const counts = [
      { status: 'accepted', items: 1 },
      { status: 'rejected', error: 'E', items: 1 },
    ] as const;
    const done = [
      ['ios', 1, 'accepted', undefined],
      ['ios', 1, 'rejected', 'E'],
    ];
    expect(tell([record({ end: { counts } })])).toEqual(done);
    expect(tell([record({ state: 'deferred', end: { begun: { counts, piece: [0, 2] } } })])).toEqual([
      ...done,
      ['ios', 1, 'deferred', 'NOT_SENT'],
    ]);
  });

  it('piece by piece, where a part was halved', () => {
    const pieces = [
      { piece: [0, 1], items: 1, state: 'accepted', token: 't' },
      { piece: [1, 2], items: 1, state: 'deferred' },
    ] as const;
    expect(tell([record({ state: 'sending', until: NOW, end: { pieces } })])).toEqual([
      ['ios', 1, 'accepted', 't'],
      ['ios', 1, 'deferred', 'NOT_SENT'],
      ['ios', 1, 'unknown', 'STILL_RUNNING'],
    ]);
  });
});
