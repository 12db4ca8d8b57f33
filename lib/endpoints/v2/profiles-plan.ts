import { inChunks } from '../../request/chunks.ts';
import type { Call } from '../call.ts';
import { appsOf } from '../endpoint.ts';
import { planByApp } from '../planning/by-app.ts';
import { chunkOf, type WholeChunk } from '../planning/chunk.ts';
import { type ChunkPlan, type ChunkRules, planChunks, toChunkCall } from '../planning/chunk-calls.ts';
import { type MergedPlan, planWave, toMergedCall } from '../planning/merged-calls.ts';
import { entriesIn, type Listed, openChunksOf, type Progress, withPlaces } from '../planning/merged-plan.ts';
import { type Chunk, type MergeRules, Merging } from '../planning/merging.ts';
import { pack } from '../planning/packing.ts';

/** What one request asks for, and whether it may be asked for again. */
export interface Operations<Profile> extends Listed<Profile> {
  readonly isOnce: boolean;
}

/** What is planned: places of a request that may be repeated, or a chunk of one that may not. */
type Item = { readonly chunk: Chunk } | { readonly whole: WholeChunk<unknown> };

type Plan<Profile, Merged> = MergedPlan<Profile, Merged> | ChunkPlan<unknown>;

/**
 * Lets operations of many requests travel together, a profile once in a call. What may be repeated is merged over requests; what
 * may not keeps to chunks of its own request. What is asked for of one profile stays in order over both. Takes time in proportion
 * to the operations.
 *
 * @param requests those of one mode, at their places in the whole plan; those of the other are left out
 */
export function planProfiles<Profile, Merged>(
  requests: readonly (Operations<Profile> | undefined)[],
  rules: MergeRules<Profile, Merged>,
  progress: Progress,
): Call[] {
  const own = requests.filter((request) => request !== undefined);
  const itemsOf = new Map<string, Item[]>(appsOf(own).map((app) => [app, []]));
  for (const [index, request] of requests.entries()) {
    for (const { item, apps } of request ? itemsIn(request, index, rules, progress) : []) {
      for (const app of apps) itemsOf.get(app)?.push(item);
    }
  }
  const inChunkRules: ChunkRules<unknown> = {
    ...rules,
    mayRepeatPerson: false,
    toBatch: (_, [operation]) => operation,
  };
  return planByApp<Item, Plan<Profile, Merged>>(
    itemsOf,
    (items) => planItems(items, requests, rules, inChunkRules),
    (app, plan) => ('persons' in plan ? toMergedCall(app, plan, rules) : toChunkCall(app, plan, inChunkRules)),
  );
}

function itemsIn<Profile, Merged>(
  request: Operations<Profile>,
  index: number,
  rules: MergeRules<Profile, Merged>,
  progress: Progress,
): { readonly item: Item; readonly apps: readonly string[] }[] {
  const { apps, entries, isOnce } = request;
  if (isOnce) return cut(entries, index, rules).map((whole) => ({ item: { whole }, apps }));
  return openChunksOf(request, index, progress).map(({ chunk, apps: open }) => ({ item: { chunk }, apps: open }));
}

/**
 * What one request asks for, cut by itself alone. Nothing of it is merged: what Batch refuses of one operation would have to be
 * tried without the others, and what must not be repeated is not tried again.
 */
function cut<Profile, Merged>(
  profiles: readonly Profile[],
  request: number,
  rules: MergeRules<Profile, Merged>,
): WholeChunk<unknown>[] {
  const merging = new Merging<Profile, Merged>({ ...rules, merge: () => false });
  const chunk = { request, chunk: 0, at: 0 };
  for (const [place, asked] of profiles.entries()) merging.add({ asked, chunk, place });
  const waves = merging.waves.map((persons) => inChunks(persons, rules.most));
  const starts = (waves[0] ?? []).map(([first]) => first?.first.place ?? 0);
  const chunks = waves.flat();
  return chunks.map((persons, index) => {
    const asked = persons.map((person) => ({
      id: person.id,
      content: rules.toBatch(person),
      items: 1,
      places: [person.first.place],
    }));
    const from = chunks.length > 1 ? starts[index] : undefined;
    const of = from === undefined ? {} : { of: [from, starts[index + 1] ?? profiles.length] as const };
    return { ...chunkOf({ request, chunk: index }, asked, rules.list), ...of };
  });
}

function planItems<Profile, Merged>(
  items: readonly Item[],
  requests: readonly (Operations<Profile> | undefined)[],
  rules: MergeRules<Profile, Merged>,
  inChunkRules: ChunkRules<unknown>,
): Plan<Profile, Merged>[] {
  const merging = new Merging(rules);
  const wholes: WholeChunk<unknown>[][] = [];
  for (const item of items) {
    if ('whole' in item) {
      const wave = merging.passBy(item.whole.asked.map(({ id }) => id));
      wholes[wave] ??= [];
      wholes[wave].push(item.whole);
    } else {
      const { entries = [] } = requests[item.chunk.request] ?? {};
      for (const entry of entriesIn(item.chunk, entries)) merging.add(entry);
    }
  }
  const plans = Array.from(merging.waves, (persons = [], wave) => planWave(persons, rules, wave)).flat();
  const chunks = items.flatMap((item) => ('chunk' in item ? [item.chunk] : []));
  const own = requests.filter((request) => request !== undefined);
  const merged = withPlaces(plans, chunks, own, rules.list);
  const packing = { most: rules.most, mayRepeatPerson: false };
  const ofWholes = Array.from(wholes, (chunks = [], wave) =>
    pack(chunks, packing).map((inCall) => planChunks(inCall, inChunkRules, wave)),
  );
  return [...merged, ...ofWholes.flat()];
}
