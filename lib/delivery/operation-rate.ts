import type { Clock } from '../clock.ts';
import type { Call } from '../endpoints/call.ts';
import { type Rate, type Reserved, type SharedNumbers, UNASKED_MS } from './rates.ts';

/*
 * A token bucket as one time: when it will be full again (the generic cell rate algorithm). A call moves that on by what its
 * operations take to fill up, and may leave once it was no further ahead than the rest of the bucket takes.
 */

/**
 * What of rate and burst is aimed at. Ours: a call arrives sooner or later after it leaves, the first the latest, since it has to
 * connect; and a bucket that is full meanwhile gets no fuller. A quarter of Batch's own takes 0.8 s to fill.
 */
const AIM_AT_RATE = 0.97;
const AIM_AT_BURST = 0.75;

/** How much of the burst that is not aimed at a call may use up by leaving late; the rest is for its way. Ours. */
const LATE_SHARE = 0.5;

/** The least of that, whatever the burst. Ours: a machine under load is late by some milliseconds each time. */
const LEAST_LATE_MS = 250;

interface OperationRateOptions {
  readonly perSecond: number;
  readonly burst: number;
  readonly clock: Pick<Clock, 'now'>;
}

/** A bucket for each project, which every operation of a call draws on. */
export function createOperationRate(numbers: SharedNumbers, options: OperationRateOptions): Rate {
  return new OperationRate(numbers, options);
}

class OperationRate implements Rate {
  readonly #numbers: SharedNumbers;
  readonly #options: OperationRateOptions;
  readonly #msEach: number;
  /** When each project's bucket will be full again, as far as we know. */
  readonly #fullAt = new Map<string, number>();
  readonly #reserving = new Map<string, Promise<unknown>>();
  #unaskedUntil = 0;

  constructor(numbers: SharedNumbers, options: OperationRateOptions) {
    this.#numbers = numbers;
    this.#options = options;
    this.#msEach = 1_000 / (options.perSecond * AIM_AT_RATE);
  }

  knownWaitMs(call: Call): number {
    const now = this.#now();
    const fullAt = now < this.#unaskedUntil ? now : (this.#fullAt.get(call.app) ?? now);
    return Math.max(0, fullAt - this.#restMs(call) - now);
  }

  /** One after the other: the calls of a sandbox would be in each other's way at the table, and what one learns spares the next. */
  async reserve(call: Call, mostMs: number): Promise<Reserved> {
    const latest = this.#now() + mostMs;
    const reserving = (this.#reserving.get(call.app) ?? Promise.resolve()).then(() => this.#reserveNext(call, latest));
    this.#reserving.set(call.app, reserving);
    return reserving;
  }

  async #reserveNext(call: Call, latest: number, isSecondTry = false): Promise<Reserved> {
    const now = this.#now();
    const mostMs = Math.max(0, latest - now);
    if (now < this.#unaskedUntil) return { at: now };
    const waitMs = this.knownWaitMs(call);
    if (waitMs > mostMs) return { waitMs };
    const restMs = this.#restMs(call);
    const terms = { now, byMs: call.items * this.#msEach, latest: now + mostMs + restMs };
    try {
      const { isMoved, from } = await this.#numbers.moveOn(`operations ${call.app}`, terms);
      this.#fullAt.set(call.app, isMoved ? from + terms.byMs : from);
      if (!isMoved) return { waitMs: from - restMs - now };
      const at = Math.max(now, from - restMs);
      return { at, goodUntil: at + this.#lateMs() };
    } catch {
      // Without an answer too much would leave: one that was lost is asked for again, as long as the call can wait for it.
      if (!isSecondTry && this.#now() < latest) return this.#reserveNext(call, latest, true);
      this.#unaskedUntil = this.#now() + UNASKED_MS;
      return { at: now };
    }
  }

  took(): void {}

  /** How long the rest of the bucket takes to fill up. Of a call that is larger than the bucket nothing is left: it needs all of it. */
  #restMs({ items }: Call): number {
    return Math.max(0, this.#options.burst * AIM_AT_BURST - items) * this.#msEach;
  }

  /**
   * How late a call may leave. What is let through as the bucket fills fits even if it comes at once with what came late, as
   * long as that is less than what of the burst is not aimed at.
   */
  #lateMs(): number {
    return Math.max(LEAST_LATE_MS, this.#options.burst * (1 - AIM_AT_BURST) * LATE_SHARE * this.#msEach);
  }

  #now(): number {
    return this.#options.clock.now();
  }
}
