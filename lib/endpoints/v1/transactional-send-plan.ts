import type { Call, Part, Places } from '../call.ts';
import { appsOf, type WithApps } from '../endpoint.ts';
import { type Packed, pack } from '../planning/packing.ts';
import { firstPlacesOf } from './first-places.ts';

/** Batch's limit on the ids of one call, counted over all the lists. */
export const MAX_RECIPIENTS_PER_CALL = 10_000;

/** A request, as far as cutting and packing it goes. */
interface Push extends WithApps {
  readonly recipients: object;
}

/** Ids by the name of their list. */
type Recipients = Readonly<Record<string, readonly string[]>>;

/** The body for Batch, less the recipients. */
type Common = Readonly<Record<string, unknown>>;

/** Some recipients of one request. They stay together, whatever else the call carries. */
interface Chunk extends Part, Packed {
  /** Their places in the request's lists. Only where the request has several chunks. */
  readonly of?: Places;
}

/** Requests that may travel together, since they differ in their recipients alone. */
interface Group {
  readonly apps: readonly string[];
  readonly common: Common;
  readonly chunks: Chunk[];
}

/**
 * Packs the same push to many people into as few calls as will do. Takes time in proportion to the ids.
 *
 * @param commonOf the body for Batch, less the recipients
 */
export function planPushes<Request extends Push>(
  pushes: readonly Request[],
  commonOf: (push: Request) => Common,
): Call[] {
  const callsOf = new Map<string, Call[]>(appsOf(pushes).map((app) => [app, []]));
  for (const { apps, common, chunks } of groupsOf(pushes, commonOf)) {
    for (const inCall of packed(chunks)) {
      const body = bodyOf(inCall, common);
      for (const app of apps) callsOf.get(app)?.push(toCall(app, inCall, common, body));
    }
  }
  return [...callsOf.values()].flat();
}

/** In the order in which they are first asked for. */
function groupsOf<Request extends Push>(pushes: readonly Request[], commonOf: (push: Request) => Common): Group[] {
  const groups: Group[] = [];
  /** By the apps, then by what they have in common. */
  const known = new Map<string, Map<string, Group>>();
  for (const [request, push] of pushes.entries()) {
    const { apps, recipients } = push;
    const common = commonOf(push);
    const ofApps = getOrAdd(known, [...apps].sort().join(), () => new Map<string, Group>());
    const group = getOrAdd(ofApps, JSON.stringify(common), () => {
      const added = { apps, common, chunks: [] };
      groups.push(added);
      return added;
    });
    group.chunks.push(...cut(request, recipients as Recipients));
  }
  return groups;
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** What one request asks for, cut at the limit. An id that a list repeats is sent once. */
function cut(request: number, recipients: Recipients): Chunk[] {
  const lists = Object.entries(recipients).map(([list, ids]) => ({ list, ids, places: firstPlacesOf(ids) }));
  const items = lists.reduce((sum, { ids, places = ids }) => sum + places.length, 0);
  const isWhole = items <= MAX_RECIPIENTS_PER_CALL && lists.every(({ places }) => !places);
  return isWhole ? [{ request, chunk: 0, items, people: recipients }] : cutLists(request, lists);
}

interface List {
  readonly list: string;
  readonly ids: readonly string[];
  /** Where each id stands for the first time, if any stands there twice. */
  readonly places: readonly number[] | undefined;
}

function cutLists(request: number, lists: readonly List[]): Chunk[] {
  const chunks: {
    people: Record<string, readonly string[]>;
    of: Record<string, [number, number]>;
    items: number;
  }[] = [];
  for (const { list, ids, places } of lists) {
    const placeOf = (index: number) => (places ? (places[index] ?? ids.length) : index);
    const count = places?.length ?? ids.length;
    for (let from = 0, to = 0; from < count; from = to) {
      let chunk = chunks.at(-1);
      if (!chunk || chunk.items === MAX_RECIPIENTS_PER_CALL) {
        chunk = { people: {}, of: {}, items: 0 };
        chunks.push(chunk);
      }
      to = Math.min(from + MAX_RECIPIENTS_PER_CALL - chunk.items, count);
      chunk.people[list] = places?.slice(from, to).map((place) => ids[place] as string) ?? ids.slice(from, to);
      chunk.of[list] = [placeOf(from), placeOf(to)];
      chunk.items += to - from;
    }
  }
  // A list that is empty leaves as it came.
  for (const { list, ids } of lists) if (chunks[0] && ids.length === 0) chunks[0].people[list] = ids;
  if (chunks.length === 1) return chunks.map(({ people, items }) => ({ request, chunk: 0, items, people }));
  return chunks.map((chunk, index) => ({ request, chunk: index, ...chunk }));
}

/** Whoever is asked for by two requests is pushed twice, so stands in two calls. */
function packed(chunks: readonly Chunk[]): (readonly Chunk[])[] {
  if (chunks.length === 1) return [chunks];
  return pack(chunks, { most: MAX_RECIPIENTS_PER_CALL, mayRepeatPerson: false });
}

/** One call. If Batch refuses what several requests make up, they are tried in halves. */
function toCall(app: string, chunks: readonly Chunk[], common: Common, body = bodyOf(chunks, common)): Call {
  const items = chunks.reduce((sum, chunk) => sum + chunk.items, 0);
  const call = { app, items, body, parts: chunks };
  const [first, second] = chunks;
  if (!second) return first?.of ? { ...call, of: first.of } : call;
  const middle = Math.ceil(chunks.length / 2);
  let chunkOf: Map<number, Chunk> | undefined;
  return {
    ...call,
    narrow: () => [chunks.slice(0, middle), chunks.slice(middle)].map((half) => toCall(app, half, common)),
    only(parts) {
      chunkOf ??= new Map(chunks.map((chunk) => [chunk.request, chunk]));
      const wanted = parts.flatMap(({ request }) => chunkOf?.get(request) ?? []);
      return toCall(app, wanted, common);
    },
  };
}

function bodyOf(chunks: readonly Chunk[], common: Common): string {
  return JSON.stringify({ ...common, recipients: recipientsOf(chunks) });
}

function recipientsOf(chunks: readonly Chunk[]): Recipients {
  const [first, second] = chunks;
  if (first && !second) return first.people;
  const recipients: Record<string, string[]> = {};
  for (const [list, ids] of chunks.flatMap((chunk) => Object.entries(chunk.people))) {
    const all = recipients[list] ?? [];
    recipients[list] = all;
    for (const id of ids) all.push(id);
  }
  return recipients;
}
