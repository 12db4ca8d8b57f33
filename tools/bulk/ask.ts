import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Gateway, GatewayRequest, NoAnswer } from '../shared/gateway.ts';
import { type BulkStatus, statusIn } from './status.ts';

/** Tries of a request, with so much time between the first two and twice as much each further time. Ours: 15 s in all. */
const TRIES = 5;
const FIRST_DELAY_MS = 1_000;

/** Throttled, out of reach, or nobody knows. */
const PASSING = new Set([429, 503, 504]);

/** Faulty answers in a row after which a bulk is left alone. Ours. */
const MAX_FAULTS = 10;

/** Time between two looks at a bulk, which grows to the most with the time that it takes: of a long one a look costs more. Ours. */
const LEAST_LOOK_MS = 1_000;
const MOST_LOOK_MS = 10_000;
const SHARE_OF_TIME = 0.05;

/** What it takes to ask the gateway over and over. */
export interface Asking {
  readonly gateway: Gateway;
  /** Aborted once there is no point in asking any more. */
  readonly signal: AbortSignal;
  /** Milliseconds. Returns early, and does not throw, when the signal is aborted. */
  sleep(ms: number): Promise<void>;
  now(): number;
}

/** With the time of the machine. */
export function openAsking(gateway: Gateway, signal: AbortSignal): Asking {
  return {
    gateway,
    signal,
    sleep: (ms) => sleep(ms, undefined, { signal }).catch(() => {}),
    now: () => performance.now(),
  };
}

/** Asks again as long as there is no answer, or one that passes by itself: for what can be repeated without harm. */
export async function persist(request: GatewayRequest, asking: Asking): Promise<Answer | NoAnswer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await asking.gateway(request, asking.signal);
    if (!isPassing(answer) || tries === TRIES || asking.signal.aborted) return answer;
    await asking.sleep(FIRST_DELAY_MS * 2 ** (tries - 1));
  }
}

/** Whether asking again may help. */
export function isPassing(answer: Answer | NoAnswer): boolean {
  return 'noAnswer' in answer || PASSING.has(answer.status);
}

/**
 * Looks at a bulk until nothing of it can change any more: then its status comes back, and if it is stopped before, the last one.
 * An answer that is no status comes back once it is clear that none will come.
 *
 * @param onStatus gets each status
 */
export async function watch(
  id: string,
  asking: Asking,
  onStatus: (status: BulkStatus) => void,
): Promise<{ readonly last?: BulkStatus; readonly fault?: Answer | NoAnswer }> {
  const startedAt = asking.now();
  let last: BulkStatus | undefined;
  for (let faults = 0; !asking.signal.aborted; ) {
    const answer = await asking.gateway({ method: 'GET', path: `/bulk/${id}` }, asking.signal);
    const status = statusIn(answer);
    if (status) onStatus(status);
    last = status ?? last;
    faults = status ? 0 : faults + 1;
    if (status?.ended !== undefined) break;
    if (!asking.signal.aborted && !status && (!isPassing(answer) || faults === MAX_FAULTS)) return { fault: answer };
    await asking.sleep(Math.min(MOST_LOOK_MS, Math.max(LEAST_LOOK_MS, (asking.now() - startedAt) * SHARE_OF_TIME)));
  }
  return last ? { last } : {};
}
