import type { Call } from '../endpoints/call.ts';
import type { NotMine } from './claims.ts';
import type { Outcome } from './outcome.ts';

/** One time that a call was made. */
export interface Exchanged {
  readonly outcome: Outcome;
  readonly durationMs: number;
}

/** A call and how it ended. */
export interface Delivered extends Partial<Pick<NotMine, 'remembered' | 'hindrance'>> {
  readonly call: Call;
  readonly outcome: Outcome;
  /** Each time the call was made; none if there was no time, or if it was not to be made. */
  readonly exchanges: readonly Exchanged[];
  /** From its first turn to its end, waiting included. */
  readonly durationMs: number;
  /** An error of ours that ended the call. */
  readonly defect?: unknown;
  /** Why the ledger could not be told how the call ended. */
  readonly unrecorded?: unknown;
}

/** A call that was not made, and why. */
export function notMade(call: Call, outcome: Outcome): Delivered {
  return { call, outcome, exchanges: [], durationMs: 0 };
}
