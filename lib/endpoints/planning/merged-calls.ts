import { inChunks } from '../../request/chunks.ts';
import type { Call, Part } from '../call.ts';
import { divide } from './divide.ts';
import { type Entry, entriesOf, type MergeRules, Merging, type Person, PLACES_PER_CHUNK } from './merging.ts';

/*
 * Calls of what may be repeated. What many requests ask for of one person is made into one item, and what one request asks for
 * may be spread over calls.
 */

/** A call that does something to people, whichever app it is for. */
export type MergedPlan<Asked, Merged> = Omit<Call, 'app' | 'narrow' | 'divide'> & {
  readonly persons: readonly Person<Asked, Merged>[];
};

/** Merges, wave by wave, and cuts at Batch's limit. */
export function planEntries<Asked, Merged>(
  entries: Iterable<Entry<Asked>>,
  rules: MergeRules<Asked, Merged>,
  firstWave = 0,
): MergedPlan<Asked, Merged>[] {
  const merging = new Merging(rules);
  for (const entry of entries) merging.add(entry);
  return merging.waves.flatMap((persons, wave) => planWave(persons, rules, firstWave + wave));
}

/** What one wave does. */
export function planWave<Asked, Merged>(
  persons: readonly Person<Asked, Merged>[],
  rules: MergeRules<Asked, Merged>,
  wave: number,
): MergedPlan<Asked, Merged>[] {
  return inChunks(persons, rules.most).map((inCall) => planCall(inCall, rules, wave));
}

function planCall<Asked, Merged>(
  persons: readonly Person<Asked, Merged>[],
  rules: MergeRules<Asked, Merged>,
  wave: number,
): MergedPlan<Asked, Merged> {
  return {
    persons,
    wave,
    items: persons.length,
    body: JSON.stringify(persons.map((person) => rules.toBatch(person))),
    parts: partsOf(persons),
    people: persons.map(({ id }) => id),
    effect: 'repeatable',
    ...rules.call,
    ...(persons.length === 1 && placesOf(persons, rules.list)),
  };
}

/** Where one request says it all. */
function placesOf(persons: readonly Person<unknown, unknown>[], list: string): Pick<Call, 'places'> {
  const entries = persons.flatMap(entriesOf);
  const isOfOne = entries.every(({ chunk }) => chunk.request === entries[0]?.chunk.request);
  return isOfOne ? { places: entries.map(({ place }) => `/${list}/${place}`) } : {};
}

function partsOf(persons: readonly Person<unknown, unknown>[]): Part[] {
  const parts: (Part & { items: number; places: number[] })[] = [];
  const count = ({ chunk, place }: Entry<unknown>) => {
    const within = place % PLACES_PER_CHUNK;
    const known = parts[chunk.at];
    if (known?.request === chunk.request && known.chunk === chunk.chunk) {
      known.items += 1;
      known.places.push(within);
    } else chunk.at = parts.push({ request: chunk.request, chunk: chunk.chunk, items: 1, places: [within] }) - 1;
  };
  for (const { first, others } of persons) {
    count(first);
    if (others) for (const entry of others) count(entry);
  }
  return parts;
}

/** The call for one app. What Batch refuses is tried in halves, or, where it says which item it means, without that. */
export function toMergedCall<Asked, Merged>(
  app: string,
  { persons, ...plan }: MergedPlan<Asked, Merged>,
  rules: MergeRules<Asked, Merged>,
): Call {
  const { wave = 0 } = plan;
  const isMerged = rules.mayBeSplit && persons.some(({ others }) => others);
  const toCall = (other: MergedPlan<Asked, Merged>) => toMergedCall(app, other, rules);
  return {
    app,
    ...plan,
    ...((persons.length > 1 || isMerged) && { narrow: () => halve(persons, rules).map(toCall) }),
    divide(refused) {
      const at = (places: readonly number[]) => places.flatMap((place) => persons[place] ?? []);
      return divide(
        {
          items: persons.length,
          at(places) {
            const some = at(places);
            return { ...toCall(planCall(some, rules, wave)), ...placesOf(some, rules.list) };
          },
          isMerged: (place) => rules.mayBeSplit && persons[place]?.others !== undefined,
          apart: (places) => planEntries(at(places).flatMap(entriesOf), { ...rules, merge: () => false }).map(toCall),
        },
        refused,
      );
    },
  };
}

/** Half of the persons each; if there is but one, half of what was merged for them, one after the other. */
function halve<Asked, Merged>(
  persons: readonly Person<Asked, Merged>[],
  rules: MergeRules<Asked, Merged>,
): MergedPlan<Asked, Merged>[] {
  const [first, second] = persons;
  if (first && !second) {
    const entries = entriesOf(first);
    const middle = Math.floor(entries.length / 2);
    const earlier = planEntries(entries.slice(0, middle), rules);
    return [...earlier, ...planEntries(entries.slice(middle), rules, earlier.length)];
  }
  const middle = Math.ceil(persons.length / 2);
  return [planCall(persons.slice(0, middle), rules, 0), planCall(persons.slice(middle), rules, 0)];
}
