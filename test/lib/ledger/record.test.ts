import { describe, expect, it } from 'vitest';
import { knownOf, mayHaveBeenSent } from '../../../lib/ledger/known.ts';
import {
  ended,
  isOfSamePart,
  type LedgerRecord,
  type PieceEnd,
  partName,
  type State,
} from '../../../lib/ledger/record.ts';
import { recordOf } from '../../support/ledger-record.ts';

const piece = (state: PieceEnd['state'], from = 0): PieceEnd => ({ piece: [from, from + 5], items: 5, state });

describe('an attempt that has ended', () => {
  it.each<[State, PieceEnd[] | undefined, number | undefined]>([
    ['accepted', undefined, 1],
    ['unknown', undefined, 2],
    ['deferred', [piece('accepted'), piece('unknown', 5)], 2],
    ['rejected', [piece('accepted'), piece('rejected', 5)], 1],
    ['sending', [piece('unknown')], 1],
  ])('%s, with pieces %o, leaves %s tries of which nobody knows', (state, pieces, unknowns) => {
    expect(ended(recordOf({ unknowns: 1 }), state, { pieces }).unknowns).toBe(unknowns);
  });

  it('counts its first such try', () => {
    expect(ended(recordOf(), 'unknown', {})).toEqual({ ...recordOf(), state: 'unknown', unknowns: 1, end: {} });
  });

  it.each<[State, string]>([
    ['accepted', 'now'],
    ['unknown', 'now'],
    ['deferred', 'before'],
  ])('%s, keeps the word that was used: %s', (state, word) => {
    expect(ended(recordOf({ word: 'now', wordBefore: 'before' }), state, {}).word).toBe(word);
  });
});

describe('of a part something may have been sent', () => {
  it.each<[Partial<LedgerRecord>, boolean]>([
    [{ state: 'deferred' }, false],
    [{ state: 'deferred', unknowns: 1 }, true],
    [{ state: 'sending' }, true],
    [{ state: 'accepted' }, true],
    [{ state: 'deferred', end: { begun: { counts: [], piece: [0, 1] } } }, true],
    [{ state: 'deferred', end: { pieces: [piece('deferred'), piece('accepted', 5)] } }, true],
    [{ state: 'deferred', end: { pieces: [piece('deferred'), piece('deferred', 5)] } }, false],
  ])('%o: %s', (more, may) => {
    expect(mayHaveBeenSent(recordOf(more))).toBe(may);
  });
});

describe('the records of a request', () => {
  const whole = { apps: [{ alias: 'ios', keyHash: 'ios-hash' }], chunks: [10, 10] };
  const first = recordOf({ whole, expiresAt: 9 });
  const second = recordOf({ place: partName('ios-hash', 1), part: partName('ios-hash', 1) });

  it('come to what is known of each part, but for those of another body', () => {
    const others = recordOf({ part: partName('ios-hash', 2), bodyHash: 'other' });
    const known = knownOf([second, first, others]);
    expect(known).toMatchObject({ bodyHash: 'body', whole, expiresAt: 9 });
    expect([...(known?.parts ?? [])]).toEqual([
      [second.part, second],
      [first.part, first],
    ]);
  });

  it('come to nothing without the first', () => {
    expect(knownOf([second])).toBeUndefined();
    expect(knownOf([recordOf()])).toBeUndefined();
  });

  it.each<[string, Partial<LedgerRecord>, boolean]>([
    ['the same', {}, true],
    ['of another body', { bodyHash: 'other' }, false],
    ['another', { part: second.part }, false],
    ['of a request for other apps', { whole: { ...whole, apps: [] } }, false],
    ['the same, whatever the request has come to', { whole: { ...whole, chunks: [] }, state: 'accepted' }, true],
  ])('may be %s as what is asked for', (_, more, isSame) => {
    expect(isOfSamePart({ ...first, ...more }, first)).toBe(isSame);
  });

  it('are of one request elsewhere than at its first, whatever stands there', () => {
    expect(isOfSamePart({ ...second, whole }, second)).toBe(true);
  });
});
