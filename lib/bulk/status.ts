import { rfc3339 } from '../request/times.ts';
import type { BulkEnd, BulkState, Counted, HandedPart, PartFate, PartOutcome, PartStatus } from './state.ts';
import type { RefusedLine } from './tally.ts';

/** Lines that were refused and are told. Ours. */
export const MAX_REFUSED_LINES = 100;

const STATUSES: readonly PartStatus[] = ['queued', 'accepted', 'rejected', 'deferred', 'unknown', 'cancelled'];

/** What is told of a bulk: all of it counts what was handed over, and adds up at every moment. */
export function statusOfBulk({ order, end, parts, fates }: BulkState) {
  const { id, capability, account, apps, startedAt } = order;
  const told = tallyOf([...parts, ...(end?.tail ? [end.tail] : [])]);
  const endedAt = endOf(end?.at, parts, fates);
  return {
    id,
    capability,
    status: overall(end?.status, endedAt),
    lines: told.lines,
    items: told.items,
    repeated: told.repeated,
    refused: told.refused,
    refused_lines: told.refusedLines,
    parts: { total: parts.length, ...countsOf(parts, fates) },
    results: resultsOf(parts, fates, apps).map(({ app, ...rest }) => ({ [account]: app, ...rest })),
    started: rfc3339(startedAt),
    ...(endedAt !== undefined && { ended: rfc3339(endedAt) }),
    ...(end?.error && { error: end.error }),
  };
}

function overall(ended: BulkEnd['status'] | undefined, endedAt: number | undefined) {
  if (ended === 'failed' || ended === 'cancelled') return ended;
  return endedAt === undefined ? 'running' : 'done';
}

/** When the reader had ended, and the last part's fate was decided. */
function endOf(
  readAt: number | undefined,
  parts: readonly HandedPart[],
  fates: ReadonlyMap<number, PartFate>,
): number | undefined {
  if (readAt === undefined) return undefined;
  let last = readAt;
  for (const { n } of parts) {
    const fate = fates.get(n);
    if (!fate || fate.isOpen) return undefined;
    last = Math.max(last, fate.at);
  }
  return last;
}

function tallyOf(all: readonly Counted[]): Counted {
  const sum = (of: (counted: Counted) => number) => all.reduce((total, counted) => total + of(counted), 0);
  return {
    lines: sum(({ lines }) => lines),
    items: sum(({ items }) => items),
    repeated: sum(({ repeated }) => repeated),
    refused: sum(({ refused }) => refused),
    refusedLines: all.flatMap(({ refusedLines }): readonly RefusedLine[] => refusedLines).slice(0, MAX_REFUSED_LINES),
  };
}

function countsOf(parts: readonly HandedPart[], fates: ReadonlyMap<number, PartFate>): Record<PartStatus, number> {
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<PartStatus, number>;
  for (const { n } of parts) counts[fates.get(n)?.status ?? 'queued'] += 1;
  return counts;
}

function resultsOf(parts: readonly HandedPart[], fates: ReadonlyMap<number, PartFate>, apps: readonly string[]) {
  const sums = new Map<string, { readonly app: string; readonly status: PartStatus; items: number }>();
  for (const part of parts) {
    for (const app of apps) {
      for (const { status, items } of outcomesOf(part, fates.get(part.n), app)) {
        const key = `${app} ${status}`;
        const sum = sums.get(key) ?? { app, status, items: 0 };
        sum.items += items;
        sums.set(key, sum);
      }
    }
  }
  return [...sums.values()].filter(({ items }) => items > 0);
}

/**
 * How the items of a part ended on one app. A worker may count otherwise than lines are counted (an event each, a user that was
 * cut): what it tells is fitted to the items of the part, the worst of it first.
 */
function outcomesOf(
  { items }: HandedPart,
  fate: PartFate | undefined,
  app: string,
): { status: PartStatus; items: number }[] {
  if (!fate) return [{ status: 'queued', items }];
  const told = fate.results.filter((result) => result.app === app);
  if (told.length === 0) return [{ status: fate.status, items }];
  const fitted: { status: PartStatus; items: number }[] = [];
  let left = items;
  for (const [index, { status, items: counted }] of worstFirst(told).entries()) {
    const share = index === told.length - 1 ? left : Math.min(counted, left);
    fitted.push({ status, items: share });
    left -= share;
  }
  return fitted;
}

/** A part that ended in several ways counts under the first of these. */
export const WORST_FIRST = ['unknown', 'rejected', 'deferred', 'cancelled', 'accepted'] as const;

function worstFirst(told: readonly PartOutcome[]): PartOutcome[] {
  return [...told].sort((one, other) => WORST_FIRST.indexOf(one.status) - WORST_FIRST.indexOf(other.status));
}
