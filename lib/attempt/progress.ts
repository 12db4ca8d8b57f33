import type { Deadline } from '../deadline.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { ChunkName, Part } from '../endpoints/call.ts';
import type { RequestFields } from '../endpoints/endpoint.ts';
import { pieceAt, placesIn } from '../endpoints/piece.ts';
import { toWhole } from '../ledger/apps.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type Count, type End, type Entry, type PartName, partName, type State } from '../ledger/record.ts';
import { outcomeOfCount } from '../ledger/remembered.ts';
import type { Admitted } from './admission.ts';
import type { Share } from './share.ts';

/*
 * What the ledger keeps of a message that goes back: the apps it is for, and, where it may be repeated, which parts of it are
 * done. Said again, an older word would overwrite a newer one.
 */

/** Stands at `first` where that is no part: all parts of a repeatable request have places of their own. */
const NO_PART: PartName = '#0';

type Tried = Pick<Admitted<RequestFields>, 'asked' | 'namesApps' | 'targets' | 'account' | 'known'>;

/** Whether a part of a repeatable request is still to be made. */
export function isStillOpen(chunk: ChunkName, admitted: readonly Tried[]): boolean {
  return !endOf(chunk, admitted)?.counts;
}

/** Which places of such a part are done all the same, if any are. */
export function placesDone(chunk: ChunkName, admitted: readonly Tried[]): ReadonlySet<number> | undefined {
  const begun = endOf(chunk, admitted)?.begun;
  return begun && new Set(placesIn(begun.piece));
}

function endOf({ request, app, chunk }: ChunkName, admitted: readonly Tried[]): End | undefined {
  const { targets = [], known } = admitted[request] ?? {};
  const target = targets.find((each) => each.app === app);
  return known?.parts.get(partName(target?.keyHash, chunk))?.end;
}

/** What was noted of what is not made again. */
export function rememberedShares({ targets, known }: Tried): Share[] {
  return targets.flatMap(({ alias, app, keyHash }) =>
    (known?.whole.chunks ?? []).flatMap((_, chunk) => {
      const { counts, begun } = known?.parts.get(partName(keyHash, chunk))?.end ?? {};
      return (counts ?? begun?.counts ?? []).map((count) => shareOf(alias, app, count));
    }),
  );
}

function shareOf(alias: string, app: string, count: Count): Share {
  const { items } = count;
  const outcome = outcomeOfCount(count);
  const call = { app, items, body: '', parts: [] };
  return { app: alias, items, parts: [], delivered: { call, outcome, exchanges: [], durationMs: 0, remembered: true } };
}

/** How the items of one part ended, and which are done. */
interface Ended {
  items: number;
  isOpen: boolean;
  readonly counts: Map<string, Count>;
  readonly done: number[];
}

/**
 * Notes which apps a request is for of which nothing was claimed: that the next attempt is for the same, and whoever asks finds
 * it. Throws what the ledger throws.
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
  const news = [...parts].filter(([, { isOpen, done }]) => !isOpen || done.length > 0);
  const mustKnowApps = news.length > 0 || !tried.namesApps;
  if (mustKnowApps && !tried.known) await noteFirst(ledger, tried, parts, { part: NO_PART, items: 0 }, deadline);
  await Promise.all(
    news.map(([part, ended]) => {
      const { state, end } = noted(ended, tried.known?.parts.get(part)?.end?.begun);
      return ledger.note(entryOf(tried, { place: part, part, items: ended.items }), state, end, deadline);
    }),
  );
}

/** What is kept of a part, with what an earlier attempt has kept of it. */
function noted({ isOpen, counts, done }: Ended, earlier: End['begun']): { state: State; end: End } {
  const all = [...(earlier?.counts ?? []), ...counts.values()];
  if (!isOpen) {
    const state = all.every(({ status }) => status === 'accepted') ? 'accepted' : 'rejected';
    return { state, end: { counts: all } };
  }
  const places = new Set([...(earlier ? placesIn(earlier.piece) : []), ...done]);
  const piece = pieceAt([...places].sort((one, other) => one - other));
  return { state: 'deferred', end: { begun: { counts: all, piece } } };
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
  const whole = toWhole(tried.targets, tried.account, chunks);
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
    for (const part of own) add(parts, partName(target?.keyHash, part.chunk), delivered.outcome, part);
  }
  return parts;
}

function add(parts: Map<PartName, Ended>, name: PartName, outcome: Outcome, { items, places = [] }: Part): void {
  const part = parts.get(name) ?? { items: 0, isOpen: false, counts: new Map<string, Count>(), done: [] };
  parts.set(name, part);
  part.items += items;
  if (outcome.status === 'deferred' || outcome.status === 'unknown') {
    part.isOpen = true;
    return;
  }
  for (const place of places) part.done.push(place);
  const error = outcome.status === 'rejected' ? outcome.error.name : undefined;
  const key = `${outcome.status} ${error}`;
  const count = part.counts.get(key) ?? { status: outcome.status, error, items: 0 };
  part.counts.set(key, { ...count, items: count.items + items });
}
