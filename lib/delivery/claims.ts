import type { Call, Part } from '../endpoints/call.ts';
import type { Outcome } from './outcome.ts';

/** What hinders a request as a whole: the name is another request's, or the request is for other apps than was thought. */
export type Hindrance = 'other-body' | 'other-apps';

/** A part that is not to be sent now, and why. */
export interface NotMine {
  readonly part: Part;
  readonly outcome: Outcome;
  /** The outcome is an earlier attempt's. */
  readonly remembered?: true;
  readonly hindrance?: Hindrance;
}

/** What stands between a call and Batch: each part of it leaves once, whoever else tries. Its methods never throw. */
export interface Claims {
  /** Parts that need not be asked for: it is known beforehand that they are not to be sent. */
  foreknown(call: Call): readonly NotMine[];
  /** To be asked right before the call leaves. */
  claim(call: Call): Promise<{ readonly mine: readonly Part[]; readonly others: readonly NotMine[] }>;
  /** Writes down how a call ended. Answers why that was not possible, or nothing. */
  settle(call: Call, outcome: Outcome): Promise<unknown>;
}

/** For calls that may be repeated, and for callers who gave no name to remember them by. */
export const NOTHING_TO_CLAIM: Claims = {
  foreknown: () => [],
  claim: async ({ parts }) => ({ mine: parts, others: [] }),
  settle: async () => undefined,
};
