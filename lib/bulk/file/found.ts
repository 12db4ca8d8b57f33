import type { Place } from './place.ts';

/** A line that is an item. */
export interface FoundItem {
  readonly kind: 'item';
  /** Counted from 1; of a record of several lines its first. */
  readonly line: number;
  readonly item: unknown;
  /** The item as it stands in a message. */
  readonly json: string;
  /** Right behind it. */
  readonly place: Place;
  /** What it takes of a call. */
  readonly weight: number;
}

/** A line that is none, and is in nobody's way. */
export interface FoundFault {
  readonly kind: 'refused';
  readonly line: number;
  /** In words without content of the line. */
  readonly reason: string;
  readonly place: Place;
}

export type Found = FoundItem | FoundFault;
