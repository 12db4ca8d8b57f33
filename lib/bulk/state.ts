import type { Place } from './file/place.ts';
import type { BulkOrder } from './order.ts';
import type { Counts } from './tally.ts';

/** What lines came to. */
export interface Counted extends Counts {
  readonly items: number;
}

/** A part, written down right before it is handed over. */
export interface HandedPart extends Counted {
  readonly n: number;
  readonly from: Place;
  readonly next: Place;
  /** When its message may be received, in milliseconds since the epoch. */
  readonly dueAt: number;
}

/** How the items of one app of a part ended. */
export interface PartOutcome {
  readonly app: string;
  readonly status: Exclude<PartStatus, 'queued'>;
  readonly items: number;
}

export type PartStatus = 'queued' | 'accepted' | 'rejected' | 'deferred' | 'unknown' | 'cancelled';

/** What became of a part, as far as a worker has come with it. */
export interface PartFate {
  readonly n: number;
  readonly status: Exclude<PartStatus, 'queued'>;
  /** Whether it is on its queue again. */
  readonly isOpen: boolean;
  readonly results: readonly PartOutcome[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The object that a bulk is held to. */
export interface ObjectVersion {
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/** Why the reader gave up. */
export interface ReaderError {
  readonly name: string;
  readonly detail: string;
  readonly line?: number | undefined;
}

/** Why nothing more is handed over. */
export interface BulkEnd {
  /** `open`: it had been given up, and a person has it gone on with. */
  readonly status: 'read' | 'failed' | 'cancelled' | 'open';
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly error?: ReaderError | undefined;
  /** What came behind the last part. */
  readonly tail?: Counted | undefined;
}

/** All that is kept of a bulk. */
export interface BulkState {
  readonly order: BulkOrder;
  readonly version?: ObjectVersion | undefined;
  readonly end?: BulkEnd | undefined;
  /** What is written down of its end, be it that there is none any more. */
  readonly lastEnd?: BulkEnd | undefined;
  /** In their order. */
  readonly parts: readonly HandedPart[];
  readonly fates: ReadonlyMap<number, PartFate>;
  /** When all of it is forgotten: milliseconds since the epoch. */
  readonly expiresAt: number;
}
