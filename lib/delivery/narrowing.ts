import type { Call } from '../endpoints/call.ts';
import type { Outcome, Rejected } from './outcome.ts';

/** Levels of halving in a row that bring no acceptance before a search is given up. Design's rule. */
const MAX_BARREN_LEVELS = 3;

/** Statuses of 4xx that are about the caller or the moment, not about what a call holds. */
const NOT_ABOUT_ITEMS: ReadonlySet<number> = new Set([401, 408, 425, 429]);

/** A call that was made, as far as it decides whether it is halved. */
export interface Made {
  readonly call: Call;
  readonly outcome: Outcome;
  readonly exchanges: readonly { readonly outcome: Outcome }[];
}

/**
 * Whether what a call holds was refused: by Batch, or by what stands before it, which may dislike one item of many. Trying the
 * same again is no use then, trying its halves is.
 */
export function isRefused(
  outcome: Outcome,
): outcome is Exclude<Outcome, { status: 'accepted' }> & { httpStatus: number } {
  if (outcome.status === 'accepted' || outcome.httpStatus === undefined) return false;
  const { httpStatus } = outcome;
  return httpStatus >= 400 && httpStatus < 500 && !NOT_ABOUT_ITEMS.has(httpStatus);
}

/** Whether a call ended in a 5xx twice. A call that may be repeated is halved then, should one item make Batch stumble. */
export function stumbled(exchanges: Made['exchanges']): boolean {
  return exchanges.length >= 2 && exchanges.slice(-2).every(({ outcome }) => isServerError(outcome));
}

function isServerError(outcome: Outcome): boolean {
  return outcome.status === 'unknown' && (outcome.httpStatus ?? 0) >= 500;
}

/**
 * Whether the halves of a call are to be tried in its stead.
 *
 * @param barren levels of halving in a row, down to this call, that brought no acceptance
 */
export function isHalved({ call, outcome, exchanges }: Made, barren: number, isRepeatable: boolean): boolean {
  if (!call.narrow) return false;
  if (isRefused(outcome)) return outcome.httpStatus === 400 || barren < MAX_BARREN_LEVELS;
  return isRepeatable && barren === 0 && stumbled(exchanges);
}

/** A refusal by something that gave no reason counts as one of the item, once others of the same call were accepted. */
export function asRejected(outcome: Outcome): Outcome {
  if (outcome.status !== 'deferred' || !isRefused(outcome)) return outcome;
  const { httpStatus, error } = outcome;
  const rejected: Rejected = { status: 'rejected', httpStatus, error };
  return rejected;
}
