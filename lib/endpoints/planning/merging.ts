import type { Call, Part } from '../call.ts';

/** How what is asked for of people is made into calls. */
export interface MergeRules<Asked, Merged = undefined> {
  /** The request's list, which faults and results point into. */
  readonly list: 'users' | 'profiles';
  /** Batch's limit on the people of one call. */
  readonly most: number;
  /** What every such call has: where it goes, if not to the endpoint's own path, among others. */
  readonly call?: Pick<Call, 'path' | 'isMetered'>;
  idOf(asked: Asked): string;
  /** Whether a call that does something to a person could do this too, and now does. What can't be merged exactly goes later. */
  merge(person: Person<Asked, Merged>, entry: Entry<Asked>): boolean;
  /** What Batch gets for a person. */
  toBatch(person: Person<Asked, Merged>): unknown;
  /** Whether Batch may refuse a part of what was merged for one person, so that it is worth trying in parts. */
  readonly mayBeSplit: boolean;
}

/** Places of a request's own list that the ledger remembers together. Ours; changing it makes the ledger forget. */
export const PLACES_PER_CHUNK = 10_000;

/** Some places of a request's list. */
export interface Chunk extends Pick<Part, 'request' | 'chunk'> {
  /** Those that are done, counted within the chunk. */
  readonly done?: ReadonlySet<number>;
  /** Where it stands among the parts of the call that was planned last. */
  at: number;
}

/** One entry of a request's list. */
export interface Entry<Asked> {
  readonly asked: Asked;
  readonly chunk: Chunk;
  /** In the request's list. */
  readonly place: number;
}

/** All that one call does to one person. */
export interface Person<Asked, Merged> {
  readonly id: string;
  readonly first: Entry<Asked>;
  /** What else is asked for, if anything is. */
  others: Entry<Asked>[] | undefined;
  /** The first and the others. */
  merged: Merged | undefined;
  readonly wave: number;
}

/** Merges what is asked for of each person, in order. What can't be merged exactly goes to the next wave. */
export class Merging<Asked, Merged> {
  readonly waves: Person<Asked, Merged>[][] = [];
  readonly #rules: Pick<MergeRules<Asked, Merged>, 'idOf' | 'merge'>;
  /** What was asked for last of each person; only its wave, where nothing can be merged with it. */
  readonly #latest = new Map<string, Person<Asked, Merged> | number>();

  constructor(rules: Pick<MergeRules<Asked, Merged>, 'idOf' | 'merge'>) {
    this.#rules = rules;
  }

  add(entry: Entry<Asked>): void {
    const id = this.#rules.idOf(entry.asked);
    const last = this.#latest.get(id);
    if (typeof last === 'object' && this.#rules.merge(last, entry)) {
      last.others ??= [];
      last.others.push(entry);
      return;
    }
    const wave = waveAfter(last);
    const person: Person<Asked, Merged> = { id, first: entry, others: undefined, merged: undefined, wave };
    this.waves[wave] ??= [];
    this.waves[wave].push(person);
    this.#latest.set(id, person);
  }

  /** The wave of something else that is asked for of these people: after all that was asked for of them, and before the rest. */
  passBy(ids: readonly string[]): number {
    const wave = ids.reduce((least, id) => Math.max(least, waveAfter(this.#latest.get(id))), 0);
    for (const id of ids) this.#latest.set(id, wave);
    return wave;
  }
}

function waveAfter(last: { readonly wave: number } | number | undefined): number {
  return last === undefined ? 0 : (typeof last === 'number' ? last : last.wave) + 1;
}

/** All that is asked for of a person, in order. */
export function entriesOf<Asked>({ first, others = [] }: Person<Asked, unknown>): Entry<Asked>[] {
  return [first, ...others];
}
