import type { Effect } from '../endpoints/call.ts';
import type { Outcome } from './outcome.ts';

/** After a 429 Batch wants at least this long a pause. Batch's rule. */
export const THROTTLED_FLOOR_MS = 5_000;

/** How AWS calls us, and so who waits: an HTTP caller does, a queue does better without. */
export type Trigger = 'http' | 'queue';

/**
 * Longest that one call may spend waiting between its tries. Ours: past it, the last outcome serves an HTTP caller
 * better; a message waits on its queue, where waiting costs nothing.
 */
export const BACKOFF_BUDGET_MS: Readonly<Record<Trigger, number>> = { http: 10_000, queue: 1_000 };

const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 4_000;
const THROTTLED_JITTER_MS = 500;

/**
 * May this call be made again, and after how long? Undefined means no.
 *
 * - `accepted` is done, `rejected` would be rejected again.
 * - `deferred` was certainly not carried out: again, unless waiting can't help. Refused keys have their own one retry,
 *   with the secret read anew; a wrong configuration waits for a person.
 * - `unknown` may have been carried out: again unless its effect is `once`, as a push's is.
 * - On the queue, only a call that may be repeated gets a second try, at once, when its outcome is unknown.
 *
 * @param tries how often the call has been made so far, from 1
 */
export function retryDelayMs(
  outcome: Outcome,
  { trigger, effect, tries, random }: { trigger: Trigger; effect: Effect; tries: number; random: () => number },
): number | undefined {
  if (trigger === 'queue' && (outcome.status !== 'unknown' || tries > 1)) return undefined;
  if (outcome.status === 'unknown') return effect === 'once' ? undefined : backoffMs(tries, random);
  if (outcome.status !== 'deferred') return undefined;
  switch (outcome.by) {
    case 'throttled':
      return Math.max(THROTTLED_FLOOR_MS, outcome.retryAfterMs ?? 0) + random() * THROTTLED_JITTER_MS;
    case 'outage':
      return Math.max(backoffMs(tries, random), outcome.retryAfterMs ?? 0);
    case 'deadline':
    case 'keys':
    case 'configuration':
    case 'running':
    case 'cancelled':
      return undefined;
  }
}

/** Exponential, the upper half of it at random, so that callers who failed together don't come back together. */
function backoffMs(tries: number, random: () => number): number {
  return jittered(Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries - 1)), random);
}

/** From half of the ceiling up to it. */
export function jittered(ceiling: number, random: () => number): number {
  return ceiling / 2 + (random() * ceiling) / 2;
}
