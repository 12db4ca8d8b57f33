import type { Clock } from '../clock.ts';
import type { Call } from '../endpoints/call.ts';
import { type Rate, type Reserved, type SharedNumbers, UNASKED_MS } from './rates.ts';
import { Slots } from './slots.ts';

/** Soonest that a call finds another slot of ours worth a loan more: as soon as our calls end, but not sooner than this. */
const NEAR_MS = 2;

/** How long a call takes, until one of ours has ended. Ours: as long as one to Batch. */
const PRESUMED_CALL_MS = 100;

/** More than a sandbox can use of the slots that it is lent, since not all of them come when it can. Ours. */
const SPARE = 0.85;

/** Sandboxes at the least that share a frame. Ours: nobody should wait for long for who was first. */
const LEAST_SHARES = 16;

/** Combs that are asked for at first. Ours. */
const FIRST_SIZE = 5;

interface CallRateOptions {
  readonly perSecond: number;
  /** Calls that a sandbox makes at once. */
  readonly concurrency: number;
  readonly clock: Pick<Clock, 'now'>;
}

/** At most so many calls in any second, over all that share the numbers. */
export function createCallRate(numbers: SharedNumbers, options: CallRateOptions): Rate {
  return new CallRate(numbers, options);
}

class CallRate implements Rate {
  readonly #numbers: SharedNumbers;
  readonly #options: CallRateOptions;
  readonly #all: Slots;
  /** Slots that are ours, in order. */
  readonly #own: number[] = [];
  readonly #full = new Set<number>();
  #asking: Promise<void> | undefined;
  #unaskedUntil = 0;
  #callMs = PRESUMED_CALL_MS;
  /** Combs that are asked for at once, and how many slots have been used and dropped since that was settled. */
  #size = FIRST_SIZE;
  #used = 0;
  #dropped = 0;

  constructor(numbers: SharedNumbers, options: CallRateOptions) {
    this.#numbers = numbers;
    this.#options = options;
    this.#all = new Slots(options.perSecond);
  }

  knownWaitMs(): number {
    const now = this.#now();
    if (now < this.#unaskedUntil || this.#next(now) !== undefined) return 0;
    return Math.max(0, this.#all.startOf(this.#openFrame(now)) - now);
  }

  took(durationMs: number): void {
    this.#callMs = 0.9 * this.#callMs + 0.1 * durationMs;
  }

  async reserve(_call: Call, mostMs: number): Promise<Reserved> {
    const latest = this.#now() + mostMs;
    for (;;) {
      const now = this.#now();
      if (now < this.#unaskedUntil) return { at: now };
      const next = this.#next(now) ?? Number.POSITIVE_INFINITY;
      const frame = this.#openFrame(now);
      const open = Math.max(now, this.#all.startOf(frame));
      if (open > latest || !this.#isWorthAsking(next, open)) {
        if (next > latest) return { waitMs: Math.min(next, open) - now };
        this.#own.shift();
        this.#used += 1;
        return { at: Math.max(now, next) };
      }
      this.#asking ??= this.#ask(frame).finally(() => {
        this.#asking = undefined;
      });
      await this.#asking;
    }
  }

  /**
   * Whether a loan from `open` on gets a call away sooner than our next slot does, and we can use so many slots. Of a frame that is
   * still to come nobody takes more than one loan: others want some too, and what is left when it begins is for whoever can use it.
   */
  #isWorthAsking(next: number, open: number): boolean {
    if (open > this.#now()) return next === Number.POSITIVE_INFINITY;
    const eachMs = this.#callMs / this.#options.concurrency;
    if (next <= open + Math.max(NEAR_MS, eachMs)) return false;
    const ownSoon = this.#own.filter((slot) => slot < open + 1_000).length;
    return ownSoon === 0 || ownSoon + this.#size * this.#all.combPerSecond <= (1_000 / eachMs) * SPARE;
  }

  /** Our next slot; those that have passed are dropped. */
  #next(now: number): number | undefined {
    while ((this.#own[0] ?? now) < this.#all.usableAt(now)) {
      this.#own.shift();
      this.#dropped += 1;
    }
    return this.#own[0];
  }

  /** The first frame of which there may be something to lend. */
  #openFrame(now: number): number {
    let frame = this.#all.frameAt(now);
    for (const full of this.#full) if (full < frame) this.#full.delete(full);
    while (this.#full.has(frame)) frame += 1;
    return frame;
  }

  async #ask(frame: number): Promise<void> {
    const combs = this.#all.combsOf(frame);
    this.#settleSize(Math.max(FIRST_SIZE, Math.ceil(combs / LEAST_SHARES)));
    const size = this.#size;
    try {
      const count = await this.#numbers.count(this.#all.nameOf(frame), size, this.#all.startOf(frame + 1));
      if (count >= combs) this.#full.add(frame);
      // Those who came too late before us look for combs in the next frames: we begin after them.
      for (let gone = 2 * combs, full = frame + 1; gone <= count - size; gone += combs, full += 1) this.#full.add(full);
      for (let nth = count - size; nth < Math.min(count, combs); nth += 1) {
        this.#own.push(...this.#all.comb(frame, nth));
      }
      this.#own.sort((one, other) => one - other);
    } catch {
      this.#unaskedUntil = this.#now() + UNASKED_MS;
    }
  }

  /** Who uses what is lent is lent more at once, which costs fewer writes; who does not, less, which others can use. */
  #settleSize(most: number): void {
    const { length } = this.#own;
    if (this.#used + this.#dropped === 0 || length > this.#used + this.#dropped) return;
    if (this.#dropped > this.#used / 2) this.#size = Math.max(1, Math.floor(this.#size / 2));
    else if (this.#dropped <= this.#used / 10) this.#size = Math.min(most, this.#size * 2);
    this.#used = 0;
    this.#dropped = 0;
  }

  #now(): number {
    return this.#options.clock.now();
  }
}
