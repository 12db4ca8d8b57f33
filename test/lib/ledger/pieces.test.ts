import { describe, expect, it } from 'vitest';
import { pieceAt, placesIn } from '../../../lib/endpoints/piece.ts';
import { inPieces, keptOf, pieceEndOf, restOf, stateOf } from '../../../lib/ledger/pieces.ts';
import type { PieceEnd } from '../../../lib/ledger/record.ts';
import { recordOf } from '../../support/ledger-record.ts';

const piece = (from: number, to: number) => pieceAt(Array.from({ length: to - from }, (_, index) => from + index));

/** A piece from and up to (not including) two places, and how it ended. */
function ended(from: number, to: number, state: PieceEnd['state'], more: Partial<PieceEnd> = {}): PieceEnd {
  return { piece: piece(from, to), items: to - from, state, ...more };
}

describe('a part whose pieces ended', () => {
  it('is under way for as long as one of its people is in none of them', () => {
    expect(stateOf([ended(0, 9, 'accepted')], 10)).toBe('sending');
    expect(stateOf([ended(0, 10, 'accepted')], 10)).toBe('accepted');
  });

  it.each([
    [['accepted', 'rejected'], 'rejected'],
    [['rejected', 'unknown'], 'unknown'],
    [['unknown', 'deferred'], 'deferred'],
  ] as const)('is, of %j, %s', ([one, other], state) => {
    expect(stateOf([ended(0, 5, one), ended(5, 10, other)], 10)).toBe(state);
  });

  it('is each of them, and what is left, which ended in no way yet', () => {
    const pieces = [ended(0, 4, 'accepted', { token: 't' }), ended(4, 6, 'unknown', { error: 'HTTP_500' })];
    const record = recordOf({ unknowns: 2, end: { pieces } });
    expect(inPieces(record)).toEqual([
      { ...record, piece: piece(0, 4), items: 4, state: 'accepted', unknowns: 0, end: { token: 't' } },
      { ...record, piece: piece(4, 6), items: 2, state: 'unknown', unknowns: 2, end: { error: 'HTTP_500' } },
      { ...record, items: 4, end: {} },
    ]);
  });

  it('has nothing left where they are all of it, and is itself where there are none', () => {
    const whole = recordOf({ end: { pieces: [ended(0, 10, 'rejected')] } });
    expect(inPieces(whole)).toHaveLength(1);
    expect(inPieces(recordOf())).toEqual([recordOf()]);
  });

  it('keeps what Batch said of one sealed, and as it was', () => {
    const sealed = Uint8Array.from([1, 2, 250]);
    const part = { request: 0, chunk: 0, items: 4, piece: piece(0, 4) };
    const end = pieceEndOf(part, 'rejected', { error: 'MISSING_PARAMETER', sealed });
    const [known] = inPieces(recordOf({ items: 4, end: { pieces: [end] } }));
    expect([...(known?.end?.sealed ?? [])]).toEqual([1, 2, 250]);
    expect(pieceEndOf(part, 'accepted', { token: 't' })).not.toHaveProperty('sealed');
  });
});

describe('the rest of a part', () => {
  it('are the people of whom nothing is told', () => {
    const rest = restOf([ended(0, 4, 'accepted'), ended(6, 10, 'unknown')], 10);
    expect(rest && [...placesIn(rest)]).toEqual([4, 5]);
    expect(restOf([ended(0, 10, 'accepted')], 10)).toBeUndefined();
  });

  it('may have been sent by an attempt that was cut off, and is kept as unknown', () => {
    const pieces = [ended(0, 4, 'accepted'), ended(4, 6, 'deferred')];
    const found = recordOf({ end: { pieces } });
    const isDeferred = ({ state }: { state: string }) => state === 'deferred';
    expect(keptOf(found, 10, isDeferred)).toEqual([pieces[0], ended(6, 10, 'unknown')]);
  });

  it('is free where it may be tried again, as are pieces', () => {
    const pieces = [ended(0, 4, 'accepted'), ended(4, 6, 'unknown')];
    const mayRepeat = ({ state }: { state: string }) => state !== 'accepted';
    expect(keptOf(recordOf({ end: { pieces } }), 10, mayRepeat)).toEqual([pieces[0]]);
    expect(keptOf(recordOf(), 10, mayRepeat)).toBeUndefined();
  });
});
