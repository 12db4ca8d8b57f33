import type { Call, Division, RefusedItem } from '../call.ts';

/** Most reasons of one call that are told apart. Ours: the ledger keeps them all in one item, of 400 kB at most. */
const MAX_REASONS = 100;
const OTHER_REASONS = 'Refused for other reasons, which are too many to tell.';

/** A call whose items can be looked at one by one. */
interface Divisible {
  /** Items that are sent. */
  readonly items: number;
  /** The same call for some of them, by their places, which ascend. */
  at(places: readonly number[]): Call;
  /** Whether one was merged from several. */
  isMerged(place: number): boolean;
  /** Calls in which nothing of these is merged. */
  apart(places: readonly number[]): readonly Call[];
}

/** Tells apart what an accepted call came to, item by item. A place at which it has no item says nothing. */
export function divide({ items, at, isMerged, apart }: Divisible, refused: readonly RefusedItem[]): Division {
  const named = refused.filter(({ index }) => index >= 0 && index < items);
  const gone = new Set(named.map(({ index }) => index));
  const rest = Array.from({ length: items }, (_, place) => place).filter((place) => !gone.has(place));
  const single = named.filter(({ index }) => !isMerged(index));
  const merged = named.filter(({ index }) => isMerged(index)).map(({ index }) => index);
  return {
    rest: rest.length > 0 ? at(rest) : undefined,
    refused: [...byReason(single)].map(([reason, places]) => ({ call: at(inOrder(places)), reason })),
    apart: merged.length > 0 ? apart(inOrder(merged)) : [],
  };
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

function inOrder(places: readonly number[]): number[] {
  return [...places].sort((one, other) => one - other);
}
