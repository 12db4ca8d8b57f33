import type { Outcome } from './outcome.ts';

/** After a 429 Batch wants at least this long a pause. Batch's rule. */
export const THROTTLED_FLOOR_MS = 5_000;

/** Longest that one call may spend waiting between its tries. Ours: past it, the last outcome serves the caller better. */
export const BACKOFF_BUDGET_MS = 10_000;

const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 4_000;
const THROTTLED_JITTER_MS = 500;

/**
 * May this call be made again, and after how long? Undefined means no.
 *
 * - `accepted` is done, `rejected` would be rejected again.
 * - `deferred` was certainly not carried out: again, unless waiting can't help. Refused keys have their own one retry,
 *   with the secret read anew; a wrong configuration waits for a person.
 * - `unknown` may have been carried out: again only if the endpoint is idempotent. A push never is.
 *
 * @param tries how often the call has been made so far, from 1
 */
export function retryDelayMs(
  outcome: Outcome,
  { idempotent, tries, random }: { idempotent: boolean; tries: number; random: () => number },
): number | undefined {
  if (outcome.status === 'unknown') return idempotent ? backoffMs(tries, random) : undefined;
  if (outcome.status !== 'deferred') return undefined;
  switch (outcome.by) {
    case 'throttled':
      return Math.max(THROTTLED_FLOOR_MS, outcome.retryAfterMs ?? 0) + random() * THROTTLED_JITTER_MS;
    case 'outage':
      return Math.max(backoffMs(tries, random), outcome.retryAfterMs ?? 0);
    case 'deadline':
    case 'keys':
    case 'configuration':
      return undefined;
  }
}

/** Exponential, the upper half of it at random, so that callers who failed together don't come back together. */
function backoffMs(tries: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries - 1));
  return ceiling / 2 + (random() * ceiling) / 2;
}
