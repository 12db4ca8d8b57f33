import type { Deadline } from '../deadline.ts';
import type { Kept } from '../ledger/kept.ts';
import { overall, type PartResult } from '../ledger/status.ts';
import type { Bulks } from './bulks.ts';
import { partOfName } from './names.ts';
import type { PartFate } from './state.ts';

/**
 * What is kept of a request that is a part of a bulk, with what the bulk itself knows of it: that it was handed over, and what of
 * it was called off before it was sent.
 */
export async function withBulk(
  kept: Kept | undefined,
  { capability, key }: { readonly capability: string; readonly key: string },
  bulks: Pick<Bulks, 'read'>,
  deadline: Deadline,
): Promise<Kept | undefined> {
  const part = partOfName(key);
  const state = part && (await bulks.read(part.id, deadline));
  if (!part || !state?.parts.some(({ n }) => n === part.n) || state.order.capability !== capability) return kept;
  const fate = state.fates.get(part.n);
  if (kept) return fate ? withCancelled(kept, fate) : kept;
  const expiresAt = Math.floor(state.expiresAt / 1000);
  if (!fate) return { status: 'running', results: [], expiresAt };
  const results = fate.results.map(({ app, status }) => ({ [state.order.account]: app, chunk: 0, status }));
  return { status: fate.status, results, expiresAt };
}

/** What was never begun of a part that was called off never will be. */
function withCancelled(kept: Kept, { isOpen, results: told }: PartFate): Kept {
  if (isOpen || !told.some(({ status }) => status === 'cancelled')) return kept;
  const results = kept.results.map((result): PartResult => {
    return result.status === 'deferred' ? { ...result, status: 'cancelled' } : result;
  });
  return { ...kept, results, status: overall(results.map(({ status }) => status)) };
}
