import type { Objects } from '../aws/objects.ts';
import type { Queues } from '../aws/queues.ts';
import type { Clock } from '../clock.ts';
import type { Bulks } from './bulks.ts';
import type { Served } from './served.ts';

/** What it takes to read a file and hand it over. */
export interface ReaderTools {
  readonly bulks: Bulks;
  readonly objects: Objects;
  readonly queues: Queues;
  readonly clock: Clock;
  /** The queue of each capability that a bulk serves. */
  readonly queueUrls: Readonly<Record<string, string>>;
  /** Throws for a capability that there is no more. */
  servedOf(capability: string): Served;
}

/** What comes after one invocation of the reader: nothing, or another one. */
export type Read = 'ended' | { readonly sent: number; readonly goesOnInSeconds: number };
