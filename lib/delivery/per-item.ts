import type { Call } from '../endpoints/endpoint.ts';
import type { Delivered } from './delivered.ts';
import type { Accepted, RefusedItem, Rejected } from './outcome.ts';

/** What Batch refused of a call that it took otherwise. A retry would send again what it took of the item. */
export const ITEM_REFUSED = 'ITEM_REFUSED';

/** Most reasons of one call that are told apart. Ours: the ledger keeps them all in one item, of 400 kB at most. */
const MAX_REASONS = 100;
const OTHER_REASONS = 'Refused for other reasons, which are too many to tell.';

/** A call of which Batch took some items and refused others. */
interface Divided {
  /** What it took, and what it refused, by reason. */
  readonly ended: readonly Delivered[];
  /** Refused items that were merged from several, each by itself. */
  readonly apart: readonly Call[];
}

/** Tells apart what an accepted call came to, item by item. A place at which it has no item says nothing. */
export function divide(delivered: Delivered): Divided {
  const { call, outcome } = delivered;
  if (outcome.status !== 'accepted' || !outcome.refused || !call.at) return { ended: [delivered], apart: [] };
  const { refused, ...accepted } = outcome;
  const named = refused.filter(({ index }) => index >= 0 && index < call.items);
  const isMerged = ({ index }: RefusedItem) => call.at?.([index]).apart !== undefined;
  const merged = named.filter(isMerged);
  const ended = endOf(delivered, accepted, named);
  for (const [reason, indexes] of byReason(named.filter((item) => !isMerged(item)))) {
    ended.push({ ...delivered, call: call.at(indexes), outcome: rejected(reason), exchanges: [] });
  }
  // It was made once, whatever it came to.
  const told = ended.map((each, index) => (index === 0 ? { ...each, exchanges: delivered.exchanges } : each));
  return { ended: told, apart: merged.length > 0 ? (call.at(merged.map(indexOf)).apart?.() ?? []) : [] };
}

/** All that is not named. */
function endOf(delivered: Delivered, outcome: Accepted, named: readonly RefusedItem[]): Delivered[] {
  const { call } = delivered;
  if (named.length === 0) return [{ ...delivered, outcome }];
  const gone = new Set(named.map(indexOf));
  const rest = Array.from({ length: call.items }, (_, index) => index).filter((index) => !gone.has(index));
  return rest.length > 0 && call.at ? [{ ...delivered, call: call.at(rest), outcome }] : [];
}

function byReason(items: readonly RefusedItem[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const { index, reason } of items) {
    const isToldApart = groups.has(reason) || groups.size < MAX_REASONS;
    const told = isToldApart ? reason : OTHER_REASONS;
    const known = groups.get(told);
    if (known) known.push(index);
    else groups.set(told, [index]);
  }
  return groups;
}

function indexOf({ index }: RefusedItem): number {
  return index;
}

function rejected(reason: string): Rejected {
  return { status: 'rejected', httpStatus: 202, error: { name: ITEM_REFUSED, detail: reason } };
}
