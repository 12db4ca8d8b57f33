import type { Part } from '../endpoint.ts';

/** How what is asked for of users is made into calls. */
export interface UserRules<Asked, Merged = undefined> {
  idOf(asked: Asked): string;
  /** Whether a call that does something to a user could do this too, and now does. What can't be merged exactly goes later. */
  merge(user: User<Asked, Merged>, entry: Entry<Asked>): boolean;
  /** What Batch gets for a user. */
  toBatch(user: User<Asked, Merged>): unknown;
  /** Whether Batch may refuse a part of what was merged for one user, so that it is worth trying in parts. */
  readonly mayBeSplit: boolean;
}

/** Some places of a request's list. */
export interface Chunk extends Pick<Part, 'request' | 'chunk'> {
  /** Where it stands among the parts of the call that was planned last. */
  at: number;
}

/** One user of one request. */
export interface Entry<Asked> {
  readonly asked: Asked;
  readonly chunk: Chunk;
  /** In the request's list. */
  readonly place: number;
}

/** All that one call does to one user. */
export interface User<Asked, Merged> {
  readonly first: Entry<Asked>;
  /** What else is asked for, if anything is. */
  others: Entry<Asked>[] | undefined;
  /** The first and the others. */
  merged: Merged | undefined;
  readonly wave: number;
}

/** Merges what is asked for of each user, in order. What can't be merged exactly goes to the next wave. */
export function mergeEntries<Asked, Merged>(
  entries: Iterable<Entry<Asked>>,
  rules: UserRules<Asked, Merged>,
): User<Asked, Merged>[][] {
  const waves: User<Asked, Merged>[][] = [];
  const latest = new Map<string, User<Asked, Merged>>();
  for (const entry of entries) {
    const id = rules.idOf(entry.asked);
    const last = latest.get(id);
    if (last && rules.merge(last, entry)) {
      last.others ??= [];
      last.others.push(entry);
      continue;
    }
    const wave = last ? last.wave + 1 : 0;
    const user: User<Asked, Merged> = { first: entry, others: undefined, merged: undefined, wave };
    waves[wave] ??= [];
    waves[wave].push(user);
    latest.set(id, user);
  }
  return waves;
}

/** All that is asked for of a user, in order. */
export function entriesOf<Asked>({ first, others = [] }: User<Asked, unknown>): Entry<Asked>[] {
  return [first, ...others];
}
