/*
 * Time is a row of slots, each for one call, so many a second. It is lent in combs: every so many-th slot of a frame of some
 * seconds. So what one sandbox has is spread over the frame, and it can keep up with that over few connections, while a single
 * write buys many calls.
 */

/** What of a limit is aimed at. Ours: the rest is for calls that leave a little late, beside those of the next moment. */
const AIM = 0.97;

/** Latest that a slot may be used. A later call would come on top of those whose slots are then, so the slot is dropped. */
const LATE_MS = 60;

/** Length of a frame: longer where the limit is low, so that it has slots to lend, but not so long that nobody can wait for the next. */
const SHORTEST_FRAME_MS = 2_000;
const LONGEST_FRAME_MS = 6_000;
const ENOUGH_SLOTS = 800;

const COMB_SLOTS = 6;

/** The slots of a limit, the same for every sandbox: they are so many a second from the epoch on. Times are in milliseconds since then. */
export class Slots {
  readonly #perMs: number;
  readonly #frameMs: number;

  constructor(perSecond: number) {
    this.#perMs = (perSecond * AIM) / 1_000;
    const enoughMs = Math.ceil(ENOUGH_SLOTS / this.#perMs);
    this.#frameMs = Math.min(LONGEST_FRAME_MS, Math.max(SHORTEST_FRAME_MS, enoughMs));
  }

  /** Slots that a comb has in a second. */
  get combPerSecond(): number {
    return (COMB_SLOTS * 1_000) / this.#frameMs;
  }

  /** The oldest slot that may still be used. */
  usableAt(now: number): number {
    return now - LATE_MS;
  }

  frameAt(ms: number): number {
    return Math.floor(ms / this.#frameMs);
  }

  startOf(frame: number): number {
    return frame * this.#frameMs;
  }

  /** What counts the combs of a frame that are lent. */
  nameOf(frame: number): string {
    return `calls ${this.#frameMs} ${frame}`;
  }

  combsOf(frame: number): number {
    return Math.ceil((this.#firstOf(frame + 1) - this.#firstOf(frame)) / COMB_SLOTS);
  }

  /** The slots of the nth comb that is lent. Combs that are lent one after the other lie far apart, since they are for one sandbox. */
  comb(frame: number, nth: number): number[] {
    const combs = this.combsOf(frame);
    const last = this.#firstOf(frame + 1);
    const slots: number[] = [];
    for (let slot = this.#firstOf(frame) + ((nth * strideOf(combs)) % combs); slot < last; slot += combs) {
      slots.push(slot / this.#perMs);
    }
    return slots;
  }

  #firstOf(frame: number): number {
    return Math.ceil(this.startOf(frame) * this.#perMs);
  }
}

/** Of as many steps as there are combs each leads to another one, and near ones lie far apart: by the golden ratio. */
function strideOf(combs: number): number {
  let stride = Math.max(1, Math.round(combs * 0.618));
  while (commonDivisor(stride, combs) > 1) stride += 1;
  return stride;
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}
