import { setTimeout as sleep } from 'node:timers/promises';
import { jittered } from '../../lib/delivery/retry.ts';

/** What came back, or why nothing did. */
export type Attempt =
  | { readonly status: number; readonly retryAfter: string | undefined; readonly text: string }
  | { readonly error: unknown };

/** How long repeating may take, and what it waits for. */
export interface Budget {
  /** Milliseconds from the first attempt on: none begins after it. */
  readonly budgetMs: number;
  /** Ends the waiting and the attempt under way. */
  readonly signal: AbortSignal | undefined;
}

/** Shortest and longest wait between two attempts where the gateway names none. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;

/**
 * Asks until there is an answer that repeating does not improve, or the budget is spent. A request is repeated under the
 * same name: on 409, 429, 500, 503, a 207 with `Retry-After`, and where there is no answer. Never on 504 and 422: the rule is the
 * gateway's, docs/delivery.md. The last attempt is the answer.
 */
export async function repeated(attempt: () => Promise<Attempt>, { budgetMs, signal }: Budget): Promise<Attempt> {
  const endsAt = performance.now() + budgetMs;
  for (let count = 0; ; count += 1) {
    const made = await attempt();
    const waitMs = mayImprove(made) ? (askedFor(made) ?? backOffMs(count)) : undefined;
    if (waitMs === undefined || performance.now() + waitMs > endsAt) return made;
    // What the timer throws is an error of its own, and the signal has the caller's.
    await sleep(waitMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

function mayImprove(made: Attempt): boolean {
  if ('error' in made) return true;
  return [409, 429, 500, 503].includes(made.status) || (made.status === 207 && made.retryAfter !== undefined);
}

/** `Retry-After` in milliseconds; the gateway gives it in seconds. */
function askedFor(made: Attempt): number | undefined {
  const text = 'retryAfter' in made ? made.retryAfter : undefined;
  return text !== undefined && /^\d+$/.test(text) ? Number(text) * 1000 : undefined;
}

/** Doubles, with jitter over the upper half, so that clients that failed together don't come back together. */
function backOffMs(count: number): number {
  return jittered(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** count), Math.random);
}
