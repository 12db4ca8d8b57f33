import type { Call } from '../call.ts';
import { appsOf, type WithApps } from '../endpoint.ts';
import { planByApp } from '../planning/by-app.ts';
import { type Asked, chunkOf, type WholeChunk } from '../planning/chunk.ts';
import { type ChunkPlan, type ChunkRules, planChunks, toChunkCall } from '../planning/chunk-calls.ts';
import { pack } from '../planning/packing.ts';

/** Batch's limit on the events of one call, counted over all its users. */
export const MAX_EVENTS_PER_CALL = 1_000;

/** What one request says that users did. */
interface Tracked<Event> extends WithApps {
  readonly users: readonly { readonly id: string; readonly events: readonly Event[] }[];
}

/** What one user did, as far as one chunk has it. */
interface Doings<Event> extends Asked<Event[]> {
  items: number;
  readonly places: number[];
}

/**
 * Lets the events of many requests travel together. What a user did stays in the order in which it is told: in one call, or
 * in calls that wait for one another. Takes time in proportion to the events.
 */
export function planEvents<Event>(requests: readonly Tracked<Event>[]): Call[] {
  const rules: ChunkRules<Event[]> = {
    list: 'users',
    mayRepeatPerson: true,
    toBatch: (id, contents) => ({ id, events: contents.length > 1 ? contents.flat() : contents[0] }),
  };
  const chunks = requests.map((request, index) => cut(index, request.users));
  const isFor = (app: string) => (_: unknown, index: number) => requests[index]?.apps.includes(app);
  const chunksOf = new Map(appsOf(requests).map((app) => [app, chunks.filter(isFor(app)).flat()]));
  return planByApp(
    chunksOf,
    (some) => planCalls(some, rules),
    (app, plan) => toChunkCall(app, plan, rules),
  );
}

function planCalls<Event>(chunks: readonly WholeChunk<Event[]>[], rules: ChunkRules<Event[]>): ChunkPlan<Event[]>[] {
  const calls = pack(chunks, { most: MAX_EVENTS_PER_CALL, mayRepeatPerson: true });
  const waves = wavesOf(calls);
  return calls.map((inCall, index) => planChunks(inCall, rules, waves[index]));
}

/** What one request says, cut at the limit: before a user who does not fit whole, and within a user who fits into no call. */
function cut<Event>(request: number, users: Tracked<Event>['users']): WholeChunk<Event[]>[] {
  const chunks: Building<Event>[] = [];
  for (const [place, { id, events }] of users.entries()) {
    let from = 0;
    do {
      let chunk = chunks.at(-1);
      const room = MAX_EVENTS_PER_CALL - (chunk?.items ?? MAX_EVENTS_PER_CALL);
      if (!chunk || room < events.length - from) {
        chunk = { users: new Map(), items: 0, from: place, to: place };
        chunks.push(chunk);
      }
      const some = events.slice(from, from + MAX_EVENTS_PER_CALL);
      add(chunk, id, some, place);
      from += some.length;
    } while (from < events.length);
  }
  return chunks.map(({ users, from, to }, chunk) => ({
    ...chunkOf({ request, chunk }, [...users.values()], 'users'),
    ...(chunks.length > 1 && { of: [from, to] as const }),
  }));
}

interface Building<Event> {
  readonly users: Map<string, Doings<Event>>;
  items: number;
  readonly from: number;
  to: number;
}

/** A user whom the request names again stands in the call once all the same. */
function add<Event>(chunk: Building<Event>, id: string, events: Event[], place: number): void {
  const known = chunk.users.get(id);
  if (known) {
    for (const event of events) known.content.push(event);
    known.places.push(place);
    known.items += events.length;
  } else chunk.users.set(id, { id, content: events, items: events.length, places: [place] });
  chunk.items += events.length;
  chunk.to = place + 1;
}

/** A call comes after all that hold earlier events of one of its users. */
function wavesOf<Event>(calls: readonly (readonly WholeChunk<Event[]>[])[]): number[] {
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
