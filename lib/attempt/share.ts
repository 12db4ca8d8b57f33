import type { Delivered } from '../delivery/delivered.ts';
import type { Part } from '../endpoints/call.ts';

/** What became of a request: each call's end, as far as the request has a part in it. */
export interface Share {
  /** As the request, or its first try, named it. */
  readonly app: string;
  readonly delivered: Delivered;
  /** This request's in the call; none where the ledger remembers the outcome of several. */
  readonly parts: readonly Part[];
  /** Recipients or users of this request in the call. */
  readonly items: number;
}
