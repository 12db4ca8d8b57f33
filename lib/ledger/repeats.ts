import { ITEM_REFUSED } from '../delivery/outcome.ts';
import { inPieces } from './pieces.ts';
import { type LedgerRecord, unknownsOf } from './record.ts';

/** How often a part is sent at most without anybody knowing how that ended, under `resend`. Ours: a person got 150 pushes. */
const MAX_UNKNOWNS = 3;

/** What may be tried again although it was tried before. */
export interface Repeats {
  /** What was cut off, so that nobody was told how it ended. */
  readonly interrupted: boolean;
  readonly unknown: boolean;
  /** A person's word for what is unknown: by what says it, and good for one try more than is made without. */
  readonly unknownWord?: string | undefined;
  /** A person's word for what Batch refused: the same, and good for one try. */
  readonly rejectedWord?: string | undefined;
}

/** Whether the attempt that claimed a part may still be under way. */
export function mayBeAlive({ state, until }: LedgerRecord, now: number): boolean {
  return state === 'sending' && until >= now;
}

/** May a part, or a piece of it, be tried again that was tried before? */
export function isOpen(found: LedgerRecord, repeats: Repeats, now: number): boolean {
  return !mayBeAlive(found, now) && inPieces(found).some((piece) => mayRepeat(piece, repeats));
}

/**
 * May it be tried again, nobody being at it? What was certainly not carried out may; of the rest, what its policy
 * or a person says, and what nobody knows about only so often.
 */
export function mayRepeat(found: LedgerRecord, repeats: Repeats): boolean {
  const { state } = found;
  if (state === 'accepted') return false;
  const isNew = (word: string | undefined) => word !== undefined && word !== found.word;
  // What Batch took of an item it would take again.
  if (state === 'rejected') return isNew(repeats.rejectedWord) && found.end?.error !== ITEM_REFUSED;
  if (state === 'deferred' && unknownsOf(found) === 0) return true;
  const isMeant = repeats.unknown || (repeats.interrupted && state !== 'unknown');
  return isMeant && (unknownsOf(found) < MAX_UNKNOWNS || isNew(repeats.unknownWord));
}
