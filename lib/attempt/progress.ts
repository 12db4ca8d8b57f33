import type { Deadline } from '../deadline.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { RequestFields } from '../endpoints/endpoint.ts';
import { toRemember } from '../ledger/apps.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type Count, type Entry, type PartName, partName } from '../ledger/record.ts';
import { outcomeOfCount } from '../ledger/remembered.ts';
import type { Admitted } from './admission.ts';
import type { Share } from './share.ts';

/*
 * What the ledger keeps of a message that goes back: the apps it is for, and, where it may be repeated, which parts of it are
 * done. Said again, an older word would overwrite a newer one.
 */

/** Stands at `first` where that is no part: all parts of a repeatable request have places of their own. */
const NO_PART: PartName = '#0';

type Tried = Pick<Admitted<RequestFields>, 'asked' | 'namesApps' | 'targets' | 'known'>;

/** Whether a part of a repeatable request is still to be made. */
export function isStillOpen(
  { request, app, chunk }: { request: number; app: string; chunk: number },
  admitted: readonly Tried[],
): boolean {
  const { targets = [], known } = admitted[request] ?? {};
  const target = targets.find((each) => each.app === app);
  return !known?.parts.get(partName(target?.keyHash, chunk))?.end?.counts;
}

/** What was noted of the parts that are not made again. */
export function rememberedShares({ targets, known }: Tried): Share[] {
  return targets.flatMap(({ alias, app, keyHash }) =>
    (known?.whole.chunks ?? []).flatMap((_, chunk) =>
      (known?.parts.get(partName(keyHash, chunk))?.end?.counts ?? []).map((count) => shareOf(alias, app, count)),
    ),
  );
}

function shareOf(alias: string, app: string, count: Count): Share {
  const { items } = count;
  const outcome = outcomeOfCount(count);
  const call = { app, items, body: '', parts: [] };
  return { app: alias, items, parts: [], delivered: { call, outcome, exchanges: [], durationMs: 0, remembered: true } };
}

/** How the items of one part ended. */
interface Ended {
  items: number;
  isOpen: boolean;
  readonly counts: Map<string, Count>;
}

/**
 * Notes which apps a request is for that names none and of which nothing was claimed, so that the next attempt is for the same.
 * Throws what the ledger throws.
 */
export async function noteApps(
  ledger: Ledger,
  tried: Tried,
  shares: readonly Share[],
  deadline: Deadline,
): Promise<void> {
  const parts = partsOf(tried, shares);
  const [part, { items } = { items: 0 }] = [...parts][0] ?? [];
  if (part !== undefined && !tried.known) await noteFirst(ledger, tried, parts, { part, items }, deadline);
}

/** Notes what is done of a request that may be repeated, if anything is. Throws what the ledger throws. */
export async function noteProgress(
  ledger: Ledger,
  tried: Tried,
  shares: readonly Share[],
  deadline: Deadline,
): Promise<void> {
  const parts = partsOf(tried, shares);
  const done = [...parts].filter(([, { isOpen }]) => !isOpen);
  const mustKnowApps = done.length > 0 || !tried.namesApps;
  if (mustKnowApps && !tried.known) await noteFirst(ledger, tried, parts, { part: NO_PART, items: 0 }, deadline);
  await Promise.all(
    done.map(([part, { items, counts }]) => {
      const all = [...counts.values()];
      const state = all.every(({ status }) => status === 'accepted') ? 'accepted' : 'rejected';
      return ledger.note(entryOf(tried, { place: part, part, items }), state, { counts: all }, deadline);
    }),
  );
}

async function noteFirst(
  ledger: Ledger,
  tried: Tried,
  parts: ReadonlyMap<PartName, Ended>,
  first: Pick<Entry, 'part' | 'items'>,
  deadline: Deadline,
): Promise<void> {
  const chunks: number[] = [];
  for (const [name, { items }] of parts) chunks[Number(name.split('#')[1])] = items;
  const whole = { apps: toRemember(tried.targets), chunks };
  await ledger.note(entryOf(tried, { place: 'first', ...first, whole }), 'deferred', {}, deadline);
}

function entryOf({ asked }: Tried, entry: Omit<Entry, 'request' | 'bodyHash'>): Entry {
  const { request = '', bodyHash = '' } = asked.identity ?? {};
  return { request, bodyHash, ...entry };
}

function partsOf({ targets }: Tried, shares: readonly Share[]): Map<PartName, Ended> {
  const parts = new Map<PartName, Ended>();
  for (const { app, delivered, parts: own } of shares) {
    const target = targets.find(({ alias }) => alias === app);
    for (const { chunk, items } of own) add(parts, partName(target?.keyHash, chunk), delivered.outcome, items);
  }
  return parts;
}

function add(parts: Map<PartName, Ended>, name: PartName, outcome: Outcome, items: number): void {
  const part = parts.get(name) ?? { items: 0, isOpen: false, counts: new Map<string, Count>() };
  parts.set(name, part);
  part.items += items;
  if (outcome.status === 'deferred' || outcome.status === 'unknown') {
    part.isOpen = true;
    return;
  }
  const error = outcome.status === 'rejected' ? outcome.error.name : undefined;
  const key = `${outcome.status} ${error}`;
  const count = part.counts.get(key) ?? { status: outcome.status, error, items: 0 };
  part.counts.set(key, { ...count, items: count.items + items });
}
