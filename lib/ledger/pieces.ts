import type { Part } from '../endpoints/call.ts';
import { type Piece, pieceAt, placesIn } from '../endpoints/piece.ts';
import type { End, LedgerRecord, PieceEnd, State } from './record.ts';

/*
 * A part whose call Batch refused may have been halved. Then its record holds how each piece ended, and what is told of the
 * part, and what of it may be tried again, is told piece by piece.
 */

/** What is known of a part, or of a piece of it as if that were a part. */
export interface InPieces extends LedgerRecord {
  readonly piece?: Piece;
}

/** What is known of a part: as a whole, or of each of its pieces, and of what is left, as if each were a part. */
export function inPieces(record: LedgerRecord): InPieces[] {
  const { end: { pieces } = {}, unknowns = 0, items } = record;
  if (!pieces) return [record];
  const known = pieces.map(({ piece, items, state, token, error, sealed }) => ({
    ...record,
    piece,
    items,
    state,
    // Of what is unknown the record counts the tries; of what is deferred nothing has left this time.
    unknowns: state === 'unknown' ? unknowns : 0,
    end: { token, error, ...(sealed !== undefined && { sealed: Buffer.from(sealed, 'base64') }) },
  }));
  const left = items - itemsOf(pieces);
  return left > 0 ? [...known, { ...record, items: left, end: {} }] : known;
}

/** How a piece ended, as its part's record holds it. */
export function pieceEndOf({ piece, items }: Part, state: PieceEnd['state'], { token, error, sealed }: End): PieceEnd {
  return {
    piece: piece as Piece,
    items,
    state,
    token,
    error,
    ...(sealed && { sealed: Buffer.from(sealed).toString('base64') }),
  };
}

/** The people of so many of whom nothing is said, if there are any. */
export function restOf(pieces: readonly PieceEnd[], size: number): Piece | undefined {
  const told = new Set(pieces.flatMap(({ piece }) => placesIn(piece)));
  const rest = Array.from({ length: size }, (_, place) => place).filter((place) => !told.has(place));
  return rest.length > 0 ? pieceAt(rest) : undefined;
}

/** How far a part has come by its pieces. What is deferred is free to be claimed again, the rest of it is kept. */
export function stateOf(pieces: readonly PieceEnd[], items: number): State {
  if (itemsOf(pieces) < items) return 'sending';
  const states = new Set(pieces.map(({ state }) => state));
  return (['deferred', 'unknown', 'rejected'] as const).find((state) => states.has(state)) ?? 'accepted';
}

/**
 * What stays as it is when a part of so many people is claimed again. What an attempt that was cut off has not told of may have
 * been sent: it becomes pieces of unknown outcome, unless it may be tried again.
 */
export function keptOf(
  found: LedgerRecord,
  size: number,
  mayRepeat: (piece: LedgerRecord) => boolean,
): PieceEnd[] | undefined {
  const { end: { pieces } = {} } = found;
  if (!pieces) return undefined;
  const known = inPieces(found);
  const kept = pieces.filter((_, index) => !mayRepeat(known[index] as LedgerRecord));
  const rest = known[pieces.length];
  if (!rest || mayRepeat(rest)) return kept;
  const piece = restOf(pieces, size);
  return piece ? [...kept, { piece, items: rest.items, state: 'unknown' }] : kept;
}

function itemsOf(pieces: readonly PieceEnd[]): number {
  return pieces.reduce((sum, { items }) => sum + items, 0);
}
