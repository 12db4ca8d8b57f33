import type { Call, ChunkName } from '../call.ts';
import { appsOf, type WithApps } from '../endpoint.ts';
import { planByApp } from './by-app.ts';
import { type MergedPlan, planEntries, toMergedCall } from './merged-calls.ts';
import { type Chunk, type Entry, type MergeRules, PLACES_PER_CHUNK } from './merging.ts';

/** What of the requests is still to be made, as far as that is known: see `Endpoint.plan`. */
export interface Progress {
  readonly isOpen?: ((chunk: ChunkName) => boolean) | undefined;
  readonly doneIn?: ((chunk: ChunkName) => ReadonlySet<number> | undefined) | undefined;
}

/** What one request asks for, person by person, and for which apps. */
export interface Listed<Asked> extends WithApps {
  readonly entries: readonly Asked[];
}

/** Merges what is asked for of each person, and cuts at Batch's limit. Takes time in proportion to what is asked for. */
export function planMerged<Asked, Merged>(
  requests: readonly Listed<Asked>[],
  rules: MergeRules<Asked, Merged>,
  progress: Progress,
): Call[] {
  const chunksOf = new Map<string, Chunk[]>(appsOf(requests).map((app) => [app, []]));
  for (const [index, request] of requests.entries()) {
    for (const { chunk, apps } of openChunksOf(request, index, progress)) {
      for (const app of apps) chunksOf.get(app)?.push(chunk);
    }
  }
  return planByApp(
    chunksOf,
    (chunks) => planChunks(requests, chunks, rules),
    (app, plan) => toMergedCall(app, plan, rules),
  );
}

/** The chunks of one request, each with the apps for which it is still to be sent: as a whole, or less what is done of it. */
export function openChunksOf(
  { apps, entries }: Listed<unknown>,
  request: number,
  { isOpen = () => true, doneIn = () => undefined }: Progress,
): { readonly chunk: Chunk; readonly apps: readonly string[] }[] {
  return Array.from({ length: Math.ceil(entries.length / PLACES_PER_CHUNK) }, (_, index) => index).flatMap((chunk) => {
    const name = { request, chunk };
    const open = apps.filter((app) => isOpen({ ...name, app }));
    const begun = open.filter((app) => doneIn({ ...name, app }));
    const whole = begun.length > 0 ? open.filter((app) => !begun.includes(app)) : open;
    const rest = begun.map((app) => {
      return { chunk: { ...name, at: 0, done: doneIn({ ...name, app }) ?? new Set<number>() }, apps: [app] };
    });
    return whole.length > 0 ? [{ chunk: { ...name, at: 0 }, apps: whole }, ...rest] : rest;
  });
}

/** What stands at the places of a chunk that are still to be made. */
export function* entriesIn<Asked>(chunk: Chunk, entries: readonly Asked[]): Iterable<Entry<Asked>> {
  const from = chunk.chunk * PLACES_PER_CHUNK;
  const to = Math.min(from + PLACES_PER_CHUNK, entries.length);
  for (let place = from; place < to; place += 1) {
    if (!chunk.done?.has(place - from)) yield { asked: entries[place] as Asked, chunk, place };
  }
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
  const isWhole = chunks.length * PLACES_PER_CHUNK >= length && chunks.every(({ done }) => !done);
  if (other || starts.length < 2 || !isWhole) return plans;
  return plans.map((plan, index) => {
    const from = starts[index];
    return from === undefined ? plan : { ...plan, of: { [list]: [from, starts[index + 1] ?? length] } };
  });
}
