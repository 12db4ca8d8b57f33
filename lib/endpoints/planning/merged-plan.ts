import { appsOf, type Call, type ChunkName, type WithApps } from '../endpoint.ts';
import { planByApp } from './by-app.ts';
import { type MergedPlan, planEntries, toMergedCall } from './merged-calls.ts';
import type { Chunk, Entry, MergeRules } from './merging.ts';

/** Places of a request's own list that the ledger remembers together. Ours; changing it makes the ledger forget. */
const PLACES_PER_CHUNK = 10_000;

export type IsOpen = (chunk: ChunkName) => boolean;

/** What one request asks for, person by person, and for which apps. */
export interface Listed<Asked> extends WithApps {
  readonly entries: readonly Asked[];
}

/** Merges what is asked for of each person, and cuts at Batch's limit. Takes time in proportion to what is asked for. */
export function planMerged<Asked, Merged>(
  requests: readonly Listed<Asked>[],
  rules: MergeRules<Asked, Merged>,
  isOpen?: IsOpen,
): Call[] {
  const chunksOf = new Map<string, Chunk[]>(appsOf(requests).map((app) => [app, []]));
  for (const [index, request] of requests.entries()) {
    for (const { chunk, apps } of openChunksOf(request, index, isOpen)) {
      for (const app of apps) chunksOf.get(app)?.push(chunk);
    }
  }
  return planByApp(
    chunksOf,
    (chunks) => planChunks(requests, chunks, rules),
    (app, plan) => toMergedCall(app, plan, rules),
  );
}

/** The chunks of one request, each with the apps for which it is still to be sent. */
export function openChunksOf(
  { apps, entries }: Listed<unknown>,
  request: number,
  isOpen?: IsOpen,
): { readonly chunk: Chunk; readonly apps: readonly string[] }[] {
  return Array.from({ length: Math.ceil(entries.length / PLACES_PER_CHUNK) }, (_, chunk) => ({
    chunk: { request, chunk, at: 0 },
    apps: isOpen ? apps.filter((app) => isOpen({ request, chunk, app })) : apps,
  }));
}

/** What stands at the places of a chunk. */
export function* entriesIn<Asked>(chunk: Chunk, entries: readonly Asked[]): Iterable<Entry<Asked>> {
  const from = chunk.chunk * PLACES_PER_CHUNK;
  const to = Math.min(from + PLACES_PER_CHUNK, entries.length);
  for (let place = from; place < to; place += 1) yield { asked: entries[place] as Asked, chunk, place };
}

function planChunks<Asked, Merged>(
  requests: readonly Listed<Asked>[],
  chunks: readonly Chunk[],
  rules: MergeRules<Asked, Merged>,
): MergedPlan<Asked, Merged>[] {
  const entries = chunks.flatMap((chunk) => [...entriesIn(chunk, requests[chunk.request]?.entries ?? [])]);
  return withPlaces(planEntries(entries, rules), chunks, requests, rules.list);
}

/** Says of the first wave of one request, if nothing of it is left out, which places each call is about, if there are several. */
export function withPlaces<Asked, Merged>(
  plans: MergedPlan<Asked, Merged>[],
  chunks: readonly Chunk[],
  [only, other]: readonly Listed<Asked>[],
  list: string,
): MergedPlan<Asked, Merged>[] {
  const starts = plans.filter(({ wave }) => wave === 0).map(({ persons }) => persons[0]?.first.place ?? 0);
  const length = only?.entries.length ?? 0;
  if (other || starts.length < 2 || chunks.length * PLACES_PER_CHUNK < length) return plans;
  return plans.map((plan, index) => {
    const from = starts[index];
    return from === undefined ? plan : { ...plan, of: { [list]: [from, starts[index + 1] ?? length] } };
  });
}
