import { describe, expect, it } from 'vitest';
import { type LedgerRecord, partName } from '../../../lib/ledger/record.ts';
import { overall, type PartStatus, statusOf } from '../../../lib/ledger/status.ts';
import { recordOf } from '../../support/ledger-record.ts';

const NOW = 1_000;

/** What is told of a request for one app, of whose only part this is known. */
function told(record: LedgerRecord, account?: 'project') {
  const whole = { apps: [{ alias: 'ios', keyHash: 'ios-hash' }], chunks: [10], account };
  const { status, results } = statusOf({ whole, parts: new Map([[record.part, record]]) }, NOW);
  return { status, result: results[0] };
}

describe('what is told of a part', () => {
  it('is that it is running for as long as its sender may live, and unknown from then on', () => {
    expect(told(recordOf({ until: NOW }))).toMatchObject({ status: 'running', result: { status: 'running' } });
    expect(told(recordOf({ until: NOW - 1 }))).toMatchObject({
      status: 'unknown',
      result: { status: 'unknown', error: { name: 'INTERRUPTED' } },
    });
  });

  it('is the worst of what became of its items, and of the request that some of it was accepted', () => {
    const counts = [
      { status: 'accepted', items: 9 },
      { status: 'rejected', error: 'ITEM_REFUSED', items: 1 },
    ] as const;
    expect(told(recordOf({ state: 'accepted', end: { counts } }))).toEqual({
      status: 'partial',
      result: { app: 'ios', chunk: 0, status: 'rejected', error: { name: 'ITEM_REFUSED' } },
    });
  });

  it('is that something is left to be sent where only some of its places are done', () => {
    const begun = { counts: [{ status: 'accepted', items: 4 }], piece: [0, 4] } as const;
    expect(told(recordOf({ state: 'deferred', end: { begun } as never }))).toEqual({
      status: 'deferred',
      result: { app: 'ios', chunk: 0, status: 'deferred' },
    });
  });

  it('names the project that it is for', () => {
    expect(told(recordOf({ state: 'accepted', end: { token: 't' } }), 'project').result).toEqual({
      project: 'ios',
      chunk: 0,
      status: 'accepted',
      token: 't',
    });
  });

  it('is that it is to be sent, where nobody has begun it', () => {
    const { results } = statusOf(
      { whole: { apps: [{ alias: 'ios', keyHash: 'h' }], chunks: [10, 1] }, parts: new Map() },
      NOW,
    );
    expect(results).toEqual([0, 1].map((chunk) => ({ app: 'ios', chunk, status: 'deferred' })));
  });
});

it('is looked up by the hash of the app’s key, and the chunk', () => {
  expect(partName('h', 1)).toBe('h#1');
});

it.each<[PartStatus[], string]>([
  [['running', 'deferred', 'accepted'], 'running'],
  [['deferred', 'unknown', 'accepted'], 'deferred'],
  [['accepted', 'accepted'], 'accepted'],
  [['accepted', 'unknown'], 'partial'],
  [['accepted', 'cancelled'], 'partial'],
  [['unknown', 'rejected'], 'unknown'],
  [['rejected', 'cancelled'], 'rejected'],
  [['cancelled'], 'cancelled'],
])('parts that are %j come to %s', (parts, expected) => {
  expect(overall(parts)).toBe(expected);
});
