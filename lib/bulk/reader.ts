import type { Deadline } from '../deadline.ts';
import type { BulkHead } from './bulks.ts';
import { Cutter } from './cut.ts';
import { FileFault, type FileFaultTold } from './file/fault.ts';
import type { Header } from './file/header.ts';
import { readHeader, readItems } from './file/read.ts';
import { formOf, limitsOf, uniqueOf } from './form-of.ts';
import { HandingOver } from './handing-over.ts';
import type { BulkOrder } from './order.ts';
import type { Read, ReaderTools } from './reader-tools.ts';
import type { Served } from './served.ts';
import type { BulkEnd, ObjectVersion } from './state.ts';

/** What comes after one invocation of the reader, and which turn that has. */
export type Turned = 'ended' | (Exclude<Read, 'ended'> & { readonly turn: number });

/** What a message to the reader says. */
export interface ReaderMessage {
  readonly id: string;
  /** Counts the messages that follow on each other, from 0. Of two alike only one is followed on in the long run. */
  readonly turn: number;
  /** The parts up to this one are on their queue. */
  readonly sent?: number | undefined;
  /** Whether a person wants gone on with what was given up. */
  readonly isReopened: boolean;
}

/**
 * Reads on from where the last invocation came to, and hands over as many parts as there is time for, one at the least.
 *
 * @throws ObjectsUnavailableError, LedgerUnavailableError and what the queues throw: then it goes on from the same place later
 */
export async function readOn(message: ReaderMessage, tools: ReaderTools, deadline: Deadline): Promise<Turned> {
  const head = await openHead(message, tools, deadline);
  if (!head || (head.end && head.end.status !== 'cancelled')) return 'ended';
  // It came twice, and what follows on it is on the queue already.
  if (head.turn > message.turn && !message.isReopened) return 'ended';
  const read = await readFrom(head, message, tools, deadline);
  return read === 'ended' ? read : { ...read, turn: Math.max(head.turn, message.turn) + 1 };
}

async function readFrom(head: BulkHead, message: ReaderMessage, tools: ReaderTools, deadline: Deadline): Promise<Read> {
  const { order } = head;
  const served = tools.servedOf(order.capability);
  const handing = await HandingOver.begin({ order, served, sent: message.sent }, tools, deadline);
  if (head.end) return handing.abandon('cancelled');
  const reading = new BulkReading(head, served, tools, deadline);
  try {
    return await reading.run(handing);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    await handing.abandon('unknown');
    await reading.end({ status: 'failed', error: error.fault });
    return 'ended';
  }
}

async function openHead({ id, isReopened }: ReaderMessage, { bulks, clock }: ReaderTools, deadline: Deadline) {
  const head = await bulks.head(id, deadline);
  if (!isReopened || head?.end?.error?.name !== OUT_OF_REACH) return head;
  await bulks.end(id, { status: 'open', at: clock.now() }, head.end, deadline);
  return bulks.head(id, deadline);
}

/** The reader was not able to go on, again and again. */
export const OUT_OF_REACH = 'OUT_OF_REACH';

/** Gives a bulk up whose reader's message can't be received again. */
export async function giveUp(id: string, { bulks, clock }: Pick<ReaderTools, 'bulks' | 'clock'>, deadline: Deadline) {
  const error = { name: OUT_OF_REACH, detail: 'S3, a queue or the ledger was out of reach again and again.' };
  const head = await bulks.head(id, deadline);
  if (head && !head.end) await bulks.end(id, { status: 'failed', at: clock.now(), error }, head.lastEnd, deadline);
}

class BulkReading {
  readonly #order: BulkOrder;
  readonly #lastEnd: BulkEnd | undefined;
  readonly #served: Served;
  readonly #tools: ReaderTools;
  readonly #deadline: Deadline;
  #version: ObjectVersion | undefined;

  constructor({ order, version, lastEnd }: BulkHead, served: Served, tools: ReaderTools, deadline: Deadline) {
    this.#order = order;
    this.#lastEnd = lastEnd;
    this.#version = version;
    this.#served = served;
    this.#tools = tools;
    this.#deadline = deadline;
  }

  async run(handing: HandingOver): Promise<Read> {
    const unique = uniqueOf(this.#order, this.#served);
    const from = unique === 'in-file' ? undefined : handing.from;
    const header = from && (await this.#header());
    const bytes = await this.#open(from?.place.offset ?? 0);
    const cutter = new Cutter(limitsOf(this.#order), { unique, ...(from && { from: { n: from.n } }) });
    const reading = readItems(
      bytes,
      formOf(this.#order, this.#served),
      from && { place: from.place, header: header ?? [] },
    );
    for await (const found of reading) {
      for (const each of found) {
        const part = cutter.add(each);
        const stop = part && (await handing.take(part));
        if (stop) return stop;
      }
    }
    const { part, ...tail } = cutter.end();
    const stop = part && (await handing.take(part));
    if (stop) return stop;
    await handing.finish();
    await this.end({ status: 'read', tail: { ...tail, items: 0 } });
    return 'ended';
  }

  /** Ends it, unless somebody else has. */
  async end(end: Pick<BulkEnd, 'status' | 'error' | 'tail'>): Promise<void> {
    const { bulks, clock } = this.#tools;
    await bulks.end(this.#order.id, { ...end, at: clock.now() }, this.#lastEnd, this.#deadline);
  }

  async #header(): Promise<Header | undefined> {
    if (this.#order.file.format === 'ndjson') return [];
    const bytes = await this.#open(0);
    return readHeader(bytes, formOf(this.#order, this.#served));
  }

  /** The object that the bulk is held to, or the first that is seen. */
  async #open(offset: number): Promise<AsyncIterable<Uint8Array>> {
    const { objects } = this.#tools;
    const { bucket, key } = this.#order.file;
    const known = this.#version;
    if (known && offset >= known.size) return NOTHING;
    const opened = await objects.open({ bucket, key }, { offset, etag: known?.etag }, this.#deadline);
    if (opened.status !== 'open') throw new FileFault(opened.status === 'changed' ? CHANGED : UNREADABLE);
    if (known || (await this.#isHeldTo({ etag: opened.etag, size: opened.size }))) return opened.bytes;
    opened.bytes.destroy();
    return this.#open(offset);
  }

  /** Another reader may have been the first, and have seen another object: then that is meant. */
  async #isHeldTo(version: ObjectVersion): Promise<boolean> {
    const { bulks } = this.#tools;
    const { id } = this.#order;
    this.#version = version;
    if (await bulks.holdTo(id, version, this.#deadline)) return true;
    const head = await bulks.head(id, this.#deadline);
    this.#version = head?.version ?? version;
    return this.#version.etag === version.etag;
  }
}

const NOTHING: AsyncIterable<Uint8Array> = {
  async *[Symbol.asyncIterator]() {},
};

const UNREADABLE: FileFaultTold = {
  name: 'FILE_UNREADABLE',
  detail:
    'There is no such object, or the reader may not read it: `bulkBuckets` names other buckets than the own one of the stack.',
};

const CHANGED: FileFaultTold = {
  name: 'FILE_CHANGED',
  detail: 'The object is another one than at the beginning. What was handed over before stays handed over.',
};
