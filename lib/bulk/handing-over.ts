import { type Deadline, sooner } from '../deadline.ts';
import type { Part } from './cut.ts';
import { BEGINNING, type Place } from './file/place.ts';
import { messageOf } from './message.ts';
import type { BulkOrder } from './order.ts';
import type { Read, ReaderTools } from './reader-tools.ts';
import type { Served } from './served.ts';
import type { HandedPart } from './state.ts';

/** Messages on their way at once. Ours: while they are, the file is read on. */
const AT_ONCE = 4;

/** SQS's limit on the delay of a message. */
const MAX_DELAY_SECONDS = 900;

/** Kept for what is on its way, and for the message to the next reader. Ours. */
const LEFT_FOR_THE_END_MS = 3_000;

/** What is handed over, and what of it is on its queue for certain. */
interface Handed {
  readonly order: BulkOrder;
  readonly served: Served;
  /** The last part that is. */
  readonly sent?: number | undefined;
}

/**
 * Hands over the parts of a bulk, in their order. Each is written down before it is sent, and none before the fourth in front of
 * it is sent: so whoever goes on repeats the last four at most, which does no harm, and leaves none out.
 */
export class HandingOver {
  readonly #order: BulkOrder;
  readonly #served: Served;
  readonly #tools: ReaderTools;
  readonly #deadline: Deadline;
  /** Where to go on; nothing if that is the beginning. */
  readonly from: { readonly n: number; readonly place: Place } | undefined;
  /** Numbers of the parts that were written down last, before. */
  readonly #written: readonly number[];
  #place: Place;
  #before: Pick<HandedPart, 'n' | 'dueAt' | 'items'> | undefined;
  #onTheWay: Promise<unknown>[] = [];
  #handed = 0;

  private constructor(handed: Handed, last: readonly HandedPart[], tools: ReaderTools, deadline: Deadline) {
    const { order, served, sent = -1 } = handed;
    this.#order = order;
    this.#served = served;
    this.#tools = tools;
    this.#deadline = deadline;
    this.#written = last.map(({ n }) => n);
    const behind = last.find(({ n }) => n <= Math.max(sent, (last[0]?.n ?? 0) - AT_ONCE));
    this.from = behind && { n: behind.n + 1, place: behind.next };
    this.#before = behind;
    this.#place = behind?.next ?? BEGINNING;
  }

  /** From what was written down last. Throws what the ledger throws. */
  static async begin(handed: Handed, tools: ReaderTools, deadline: Deadline): Promise<HandingOver> {
    const last = await tools.bulks.lastParts(handed.order.id, AT_ONCE + 1, deadline);
    return new HandingOver(handed, last, tools, deadline);
  }

  /** Takes the next part. Answers what is to be done if not another one is to be read. Throws what queue and ledger throw. */
  async take(part: Part): Promise<Read | undefined> {
    const place = this.#place;
    this.#place = part.next;
    if (this.from && part.n < this.from.n) return undefined;
    if (this.#onTheWay.length >= AT_ONCE) await this.#onTheWay.shift();
    const dueAt = this.#dueAt();
    const inMs = dueAt - this.#tools.clock.now();
    if (inMs > MAX_DELAY_SECONDS * 1000) return this.#leave(MAX_DELAY_SECONDS);
    if (this.#handed > 0 && this.#deadline.remainingMs() < LEFT_FOR_THE_END_MS) return this.#leave(0);
    const end = await this.#tools.bulks.ended(this.#order.id, this.#deadline);
    if (end) return end.status === 'cancelled' ? this.abandon('cancelled') : this.#leaveToOthers();
    const { json, weight: _, ...counts } = part;
    await this.#tools.bulks.notePart(this.#order.id, { ...counts, from: place, dueAt }, this.#deadline);
    const sending = this.#send(part, Math.max(0, Math.ceil(inMs / 1000)));
    // Whoever waits for it is told.
    sending.catch(() => {});
    this.#onTheWay.push(sending);
    this.#before = { n: part.n, dueAt, items: part.items };
    this.#handed += 1;
    return undefined;
  }

  /** Until all is sent. */
  async finish(): Promise<void> {
    await Promise.all(this.#onTheWay);
  }

  /**
   * Hands over nothing more. What an earlier reader wrote down, who may have been killed before it was sent, may lie on no queue:
   * it counts so until a worker who finds it there says otherwise.
   */
  async abandon(status: 'cancelled' | 'unknown'): Promise<'ended'> {
    await this.finish();
    const { bulks, clock } = this.#tools;
    for (const n of this.#written) {
      if (n <= (this.#before?.n ?? -1)) continue;
      const fate = { n, status, isOpen: false, results: [], at: clock.now() };
      await bulks.assumeFate(this.#order.id, fate, this.#deadline);
    }
    return 'ended';
  }

  /** Another reader has ended the bulk, and has seen to all parts. */
  async #leaveToOthers(): Promise<'ended'> {
    await this.finish();
    return 'ended';
  }

  async #leave(goesOnInSeconds: number): Promise<Read> {
    await this.finish();
    return { sent: this.#before?.n ?? -1, goesOnInSeconds };
  }

  /** No catching up after a pause. */
  #dueAt(): number {
    const now = this.#tools.clock.now();
    const { pacePerMinute } = this.#order;
    if (pacePerMinute === undefined || !this.#before) return now;
    return Math.max(now, this.#before.dueAt + (this.#before.items * 60_000) / pacePerMinute);
  }

  async #send(part: Part, delaySeconds: number): Promise<void> {
    const url = this.#tools.queueUrls[this.#order.capability];
    if (url === undefined) throw new Error(`QUEUE_URLS has no ${this.#order.capability}.`);
    const message = messageOf(this.#order, this.#served, part);
    await this.#tools.queues.send(url, { ...message, delaySeconds }, sooner(this.#deadline));
  }
}
