import type { Clock } from '../clock.ts';
import type { Deadline } from '../deadline.ts';
import type { Deferred } from './outcome.ts';
import { BACKOFF_BUDGET_MS, THROTTLED_FLOOR_MS, type Trigger } from './retry.ts';

/** Least time worth starting a call with, unless its own timeout is shorter. Ours: Batch answers well within it. */
const MIN_CALL_MS = 1_000;

interface WaitingOptions {
  readonly clock: Clock;
  /** Longest that one exchange may take. */
  readonly timeoutMs: number;
  readonly trigger: Trigger;
}

/** Longest that a call on a queue waits for room. Ours: rather than come back, since room comes steadily. Over HTTP that is part of the budget. */
const ROOM_BUDGET_MS = 10_000;

/** One call's turns. */
export interface Turns {
  /** Waits out a back-off of so many milliseconds. Answers whether the call may then be made. */
  next(backoffMs: number): Promise<boolean>;
  /** How long the call may wait for room, in milliseconds. */
  mostForRoomMs(): number;
  /** Waits until then, in milliseconds since the epoch, for room that was found. Answers whether nothing has come in between. */
  until(at: number): Promise<boolean>;
}

/** The waiting of one invocation: nobody sleeps past the deadline, and a 429 to one call holds back them all. */
export class Waiting {
  readonly #deadline: Deadline;
  readonly #clock: Clock;
  readonly #trigger: Trigger;
  readonly #budgetMs: number;
  readonly #leastCallMs: number;
  #pausedUntil = 0;
  #stopped: Deferred | undefined;

  constructor(deadline: Deadline, { clock, timeoutMs, trigger }: WaitingOptions) {
    this.#deadline = deadline;
    this.#clock = clock;
    this.#trigger = trigger;
    this.#budgetMs = BACKOFF_BUDGET_MS[trigger];
    this.#leastCallMs = Math.min(MIN_CALL_MS, timeoutMs);
  }

  /** Batch answered 429. */
  pause(retryAfterMs = 0): void {
    const until = this.#clock.now() + Math.max(THROTTLED_FLOOR_MS, retryAfterMs);
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }

  /** No further call is made: why not. */
  stop(outcome: Deferred): void {
    this.#stopped = outcome;
  }

  /** One call's turns: each waits out the call's back-off and everybody's pause, and all share one budget. */
  turns(): Turns {
    let budgetMs = this.#budgetMs;
    let roomMs = ROOM_BUDGET_MS;
    const mostForRoomMs = () => {
      const ownMs = this.#trigger === 'http' ? budgetMs : roomMs;
      return Math.max(0, Math.min(ownMs, this.#deadline.remainingMs() - this.#leastCallMs));
    };
    return {
      next: async (backoffMs) => {
        for (let waitMs = Math.max(backoffMs, this.#pauseMs()); ; waitMs = this.#pauseMs()) {
          if (this.#stopped) return false;
          if (waitMs > budgetMs || this.#deadline.remainingMs() - waitMs < this.#leastCallMs) return false;
          if (waitMs === 0) return true;
          budgetMs -= waitMs;
          await this.#clock.sleep(waitMs);
        }
      },
      mostForRoomMs,
      until: async (at) => {
        const waitMs = Math.max(0, at - this.#clock.now());
        if (this.#trigger === 'http') budgetMs -= waitMs;
        else roomMs -= waitMs;
        if (waitMs > 0) await this.#clock.sleep(waitMs);
        return !this.#stopped && this.#pauseMs() === 0;
      },
    };
  }

  /** The outcome of a call that never got a turn. */
  notStarted(): Deferred {
    if (this.#stopped) return this.#stopped;
    const retryAfterMs = this.#pauseMs();
    if (retryAfterMs === 0) {
      const error = { name: 'NO_TIME_LEFT', detail: 'Not sent: the function had no time left to start the call.' };
      return { status: 'deferred', by: 'deadline', error };
    }
    const error = { name: 'TOO_MANY_REQUESTS', detail: 'Not sent: Batch had asked for a pause.' };
    return { status: 'deferred', by: 'throttled', error, retryAfterMs };
  }

  #pauseMs(): number {
    return Math.max(0, this.#pausedUntil - this.#clock.now());
  }
}
