/** From here on a Set costs more than slots do. */
const MANY_IDS = 1_000;
/** The more slots, the fewer ids find theirs taken. */
const SLOTS_PER_ID = 4;

/** The places of a list at which an id stands for the first time, in order. */
export function firstPlacesOf(ids: readonly string[]): number[] {
  const seen = ids.length < MANY_IDS ? undefined : new Seen(ids);
  const few = new Set<string>();
  const places: number[] = [];
  for (let place = 0; place < ids.length; place += 1) {
    if (seen ? seen.isFirst(place) : few.size < few.add(ids[place] as string).size) places.push(place);
  }
  return places;
}

/**
 * Which ids of a long list were seen. A Set of 20,000 ids takes four times as long as the `JSON.stringify` of them, so
 * that ids have slots, found by a plain hash: whoever finds it free takes it, and only an id that finds another one
 * there goes into a Set. However badly the ids spread, that takes hardly longer than the Set alone.
 */
class Seen {
  readonly #ids: readonly string[];
  /** The place of the id whose slot it is, plus one. */
  readonly #slots: Int32Array;
  readonly #others = new Set<string>();

  constructor(ids: readonly string[]) {
    this.#ids = ids;
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(ids.length * SLOTS_PER_ID)));
  }

  /** To be asked of each place in turn. */
  isFirst(place: number): boolean {
    const id = this.#ids[place] as string;
    const slot = hashOf(id) & (this.#slots.length - 1);
    const owner = (this.#slots[slot] as number) - 1;
    if (owner < 0) this.#slots[slot] = place + 1;
    if (owner < 0 || this.#ids[owner] === id) return owner < 0;
    return this.#others.size < this.#others.add(id).size;
  }
}

function hashOf(id: string): number {
  let hash = 0;
  for (let index = 0; index < id.length; index += 1) hash = (Math.imul(hash, 31) + id.charCodeAt(index)) | 0;
  return hash ^ (hash >>> 15);
}
