/** From here on a Set costs more than slots do. */
const MANY_IDS = 1_000;
/** The more slots, the fewer ids find theirs taken. */
const SLOTS_PER_ID = 4;

/** Whether the id at a place stands at no earlier one. To be asked of each place in turn. */
type IsFirst = (place: number) => boolean;

/** The places of a list at which an id stands for the first time, in order; undefined if all do. */
export function firstPlacesOf(ids: readonly string[]): number[] | undefined {
  if (isAscending(ids)) return undefined;
  const isFirst = ids.length < MANY_IDS ? rememberAll(ids) : rememberInSlots(ids);
  let places: number[] | undefined;
  for (let place = 0; place < ids.length; place += 1) {
    if (isFirst(place)) places?.push(place);
    else places ??= Array.from({ length: place }, (_, earlier) => earlier);
  }
  return places;
}

/** As lists from a database often are. Such a list repeats nothing, and to see that is a tenth of the work. */
function isAscending(ids: readonly string[]): boolean {
  for (let place = 1; place < ids.length; place += 1) {
    if ((ids[place - 1] as string) >= (ids[place] as string)) return false;
  }
  return true;
}

function rememberAll(ids: readonly string[]): IsFirst {
  const seen = new Set<string>();
  return (place) => seen.size < seen.add(ids[place] as string).size;
}

/**
 * A Set of 20,000 ids takes four times as long as the `JSON.stringify` of them. So each id has a slot, found by a plain
 * hash: an id that finds it free takes it, and only one that finds another id there goes into a Set. However badly the
 * ids spread, that takes hardly longer than the Set alone.
 */
function rememberInSlots(ids: readonly string[]): IsFirst {
  /** The place of the id whose slot it is, plus one. */
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(ids.length * SLOTS_PER_ID)));
  const others = new Set<string>();
  return (place) => {
    const id = ids[place] as string;
    const slot = hashOf(id) & (slots.length - 1);
    const owner = slots[slot] as number;
    if (owner === 0) {
      slots[slot] = place + 1;
      return true;
    }
    return ids[owner - 1] !== id && others.size < others.add(id).size;
  };
}

function hashOf(id: string): number {
  let hash = 0;
  for (let index = 0; index < id.length; index += 1) hash = (Math.imul(hash, 31) + id.charCodeAt(index)) | 0;
  return hash ^ (hash >>> 15);
}
