import type { Item } from './lookup.ts';
import type { RequestStatus } from './status.ts';

/**
 * What is known of a request besides its parts: that it was put on its queue, or that it was put aside there before any part was
 * begun. Two places, so that neither is written over the other.
 */
export interface Mark {
  readonly place: 'queued' | 'ended';
  /** What the ledger knows the request by: the same, or that of the name which it goes by. */
  readonly names: string;
  readonly status: RequestStatus['status'];
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** As DynamoDB keeps it. */
export function toItem(request: string, { place, names, status, at, expiresAt }: Mark) {
  return {
    request: { S: request },
    part: { S: place },
    names: { S: names },
    status: { S: status },
    at: { N: `${at}` },
    expiresAt: { N: `${expiresAt}` },
  };
}

/** What an item says, if it is such a mark. */
export function markOf(item: Item): Mark | undefined {
  const place = item['part']?.S;
  if (place !== 'queued' && place !== 'ended') return undefined;
  return {
    place,
    names: item['names']?.S ?? '',
    status: item['status']?.S as Mark['status'],
    at: Number(item['at']?.N),
    expiresAt: Number(item['expiresAt']?.N),
  };
}
