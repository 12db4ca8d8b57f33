import { appsOf, type Call, type Part, type Piece, type WithApps } from '../endpoint.ts';
import { planByApp } from './by-app.ts';
import { type Packed, pack } from './packing.ts';

/** Batch's limit on the events of one call, counted over all its users. */
const MAX_EVENTS_PER_CALL = 1_000;

/** What one request says that users did. */
interface Tracked<Event> extends WithApps {
  readonly users: readonly { readonly id: string; readonly events: readonly Event[] }[];
}

/** What one user did, as far as one chunk has it. */
interface Doings<Event> {
  readonly id: string;
  readonly events: Event[];
  /** Where the request says so. */
  readonly places: number[];
}

/** Users of one request, in order, with as many events as go into one call. */
interface Chunk<Event> extends Part, Packed {
  readonly users: readonly Doings<Event>[];
  /** Places of the request's list. Only where the request has several chunks. */
  readonly of?: readonly [from: number, to: number];
}

/** A call, whichever app it is for. */
type Plan<Event> = Omit<Call, 'app' | 'narrow' | 'only'> & { readonly chunks: readonly Chunk<Event>[] };

/**
 * Lets the events of many requests travel together. What a user did stays in the order in which it is told: in one call, or
 * in calls that wait for one another. Takes time in proportion to the events.
 */
export function planEvents<Event>(requests: readonly Tracked<Event>[]): Call[] {
  const chunks = requests.map((request, index) => cut(index, request.users));
  const isFor = (app: string) => (_: unknown, index: number) => requests[index]?.apps.includes(app);
  const chunksOf = new Map(appsOf(requests).map((app) => [app, chunks.filter(isFor(app)).flat()]));
  return planByApp(chunksOf, planChunks, toCall);
}

function planChunks<Event>(chunks: readonly Chunk<Event>[]): Plan<Event>[] {
  const calls = pack(chunks, { most: MAX_EVENTS_PER_CALL, mayRepeatPerson: true });
  const waves = wavesOf(calls);
  return calls.map((inCall, index) => planCall(inCall, waves[index]));
}

/** What one request says, cut at the limit: before a user who does not fit whole, and within a user who fits into no call. */
function cut<Event>(request: number, users: Tracked<Event>['users']): Chunk<Event>[] {
  const chunks: Building<Event>[] = [];
  for (const [place, { id, events }] of users.entries()) {
    let from = 0;
    do {
      let chunk = chunks.at(-1);
      const room = MAX_EVENTS_PER_CALL - (chunk?.items ?? MAX_EVENTS_PER_CALL);
      if (!chunk || (room < events.length - from && (room === 0 || from === 0))) {
        chunk = { users: new Map(), items: 0, from: place, to: place };
        chunks.push(chunk);
      }
      const some = events.slice(from, from + MAX_EVENTS_PER_CALL - chunk.items);
      add(chunk, { id, events: some, places: [place] });
      from += some.length;
    } while (from < events.length);
  }
  return chunks.map((chunk, index) => built(chunk, request, index, chunks.length > 1));
}

interface Building<Event> {
  readonly users: Map<string, Doings<Event>>;
  items: number;
  readonly from: number;
  to: number;
}

/** A user whom the request names again stands in the call once all the same. */
function add<Event>(chunk: Building<Event>, { id, events, places }: Doings<Event>): void {
  const known = chunk.users.get(id);
  if (known) {
    for (const event of events) known.events.push(event);
    known.places.push(...places);
  } else chunk.users.set(id, { id, events, places });
  chunk.items += events.length;
  chunk.to = (places[0] as number) + 1;
}

function built<Event>(
  { users, items, from, to }: Building<Event>,
  request: number,
  chunk: number,
  isCut: boolean,
): Chunk<Event> {
  const of = [from, to] as const;
  const people = { users: [...users.keys()] };
  return { request, chunk, items, size: users.size, users: [...users.values()], people, ...(isCut && { of }) };
}

/** A call comes after all that hold earlier events of one of its users. */
function wavesOf<Event>(calls: readonly (readonly Chunk<Event>[])[]): number[] {
  const waves: number[] = [];
  const waveOf = new Map<string, number>();
  for (const chunks of calls) {
    const ids = chunks.flatMap(({ people }) => people['users'] ?? []);
    const wave = ids.reduce((least, id) => Math.max(least, (waveOf.get(id) ?? -1) + 1), 0);
    for (const id of ids) waveOf.set(id, wave);
    waves.push(wave);
  }
  return waves;
}

function planCall<Event>(chunks: readonly Chunk<Event>[], wave = 0): Plan<Event> {
  const users = usersOf(chunks);
  return {
    chunks,
    wave,
    items: chunks.reduce((sum, { items }) => sum + items, 0),
    body: JSON.stringify(users.map(({ id, events }) => ({ id, events }))),
    parts: chunks,
    people: users.map(({ id }) => id),
    ...placesOf(chunks, wave),
  };
}

/** One call. If Batch refuses what several requests, or several users, make up, they are tried in halves. */
function toCall<Event>(app: string, { chunks, ...plan }: Plan<Event>): Call {
  /** No call has two chunks of one request. */
  let chunkOf: Map<number, Chunk<Event>> | undefined;
  const isForMany = chunks.length > 1 || (chunks[0]?.users.length ?? 0) > 1;
  return {
    app,
    ...plan,
    ...(isForMany && { narrow: () => halve(chunks).map((half) => toCall(app, half)) }),
    only(parts) {
      chunkOf ??= new Map(chunks.map((chunk) => [chunk.request, chunk]));
      const wanted = parts.flatMap((part) => take(chunkOf?.get(part.request), part));
      return toCall(app, planCall(wanted, plan.wave));
    },
  };
}

/** What the chunks say of each user, in order. */
function usersOf<Event>(chunks: readonly Chunk<Event>[]): Doings<Event>[] {
  const [only, other] = chunks;
  if (only && !other) return [...only.users];
  const users = new Map<string, Doings<Event>>();
  for (const { id, events } of chunks.flatMap((chunk) => chunk.users)) {
    const known = users.get(id);
    if (known) for (const event of events) known.events.push(event);
    else users.set(id, { id, events: [...events], places: [] });
  }
  return [...users.values()];
}

/** Where one request says it. */
function placesOf<Event>(chunks: readonly Chunk<Event>[], wave: number): Pick<Call, 'of' | 'places'> {
  const [only, other] = chunks;
  if (!only || other) return {};
  const [user, another] = only.users;
  return {
    ...(only.of && wave === 0 && !only.piece && { of: { users: only.of } }),
    ...(user && !another && { places: user.places.map((place) => `/users/${place}`) }),
  };
}

/** The second half waits for the first if it goes on with what one of its users did. */
function halve<Event>(chunks: readonly Chunk<Event>[]): Plan<Event>[] {
  const [first, second] = halvesOf(chunks);
  const earlier = new Set(first.flatMap(({ people }) => people['users'] ?? []));
  const goesOn = second.some(({ people }) => people['users']?.some((id) => earlier.has(id)));
  return [planCall(first), planCall(second, goesOn ? 1 : 0)];
}

/** Half of the requests each; if there is but one, half of its users. */
function halvesOf<Event>(chunks: readonly Chunk<Event>[]): [Chunk<Event>[], Chunk<Event>[]] {
  const middle = Math.ceil(chunks.length / 2);
  const [only] = chunks;
  if (!only || chunks.length > 1) return [chunks.slice(0, middle), chunks.slice(middle)];
  const [from] = only.piece ?? [0];
  const to = from + only.users.length;
  const half = from + Math.ceil(only.users.length / 2);
  return [[pieceOf(only, [from, half])], [pieceOf(only, [half, to])]];
}

/** What a part, or a piece of it, asks for of a chunk. */
function take<Event>(chunk: Chunk<Event> | undefined, { piece }: Part): Chunk<Event>[] {
  if (!chunk) return [];
  return [piece ? pieceOf(chunk, piece) : chunk];
}

/** Some users of a chunk, by their places in the whole of it. */
function pieceOf<Event>(chunk: Chunk<Event>, [from, to]: Piece): Chunk<Event> {
  const [first] = chunk.piece ?? [0];
  const users = chunk.users.slice(from - first, to - first);
  const items = users.reduce((sum, { events }) => sum + events.length, 0);
  return { ...chunk, users, items, people: { users: users.map(({ id }) => id) }, piece: [from, to] };
}
