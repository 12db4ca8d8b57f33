import type { Deadline } from '../deadline.ts';
import { requestId } from './identity.ts';
import { fromItem } from './item.ts';
import { knownOf } from './known.ts';
import type { Lookup } from './lookup.ts';
import { type Mark, markOf } from './mark.ts';
import { type RequestStatus, statusOf } from './status.ts';

/** What is kept of a named request, and until when. */
export interface Kept extends RequestStatus {
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** What became of the request of a name; nothing if nobody knows it. Throws what the lookup throws. */
export async function keptOf(
  lookup: Lookup,
  capability: string,
  name: string,
  { deadline, now }: { deadline: Deadline; now: number },
): Promise<Kept | undefined> {
  const own = requestId(capability, 'key', name);
  const found = await keptUnder(own);
  if (!found || !('names' in found) || found.names === own) return found && toKept(found);
  // It was queued under a name of its own, and this is the id that the queue gave it.
  return toKept((await keptUnder(found.names)) ?? found);

  async function keptUnder(request: string): Promise<Kept | Mark | undefined> {
    const items = await lookup.all(request, deadline);
    const known = knownOf(items.filter((item) => !markOf(item)).map(fromItem));
    if (known) return { ...statusOf(known, now), expiresAt: known.expiresAt };
    const marks = items.map(markOf).filter((mark) => mark !== undefined);
    return marks.sort((one, other) => other.at - one.at)[0];
  }
}

function toKept(found: Kept | Mark): Kept {
  return 'names' in found ? { status: found.status, results: [], expiresAt: found.expiresAt } : found;
}
