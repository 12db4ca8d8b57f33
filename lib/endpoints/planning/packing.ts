import { Rooms } from './rooms.ts';

/** Items of one request that stay together. */
export interface Packed {
  readonly request: number;
  readonly items: number;
  /** Whom they are for: ids, by the name of their list. */
  readonly people: Readonly<Record<string, readonly string[]>>;
}

interface PackingRules {
  /** Items that one call takes. */
  readonly most: number;
  /** Whether one call can ask for the same person again. If not, that stands in a later one. */
  readonly mayRepeatPerson: boolean;
}

/**
 * Puts each into the first call that has room and comes after all that hold one of its people, or is the last of those where
 * a person may be repeated: so what is asked for one person stays in order. Calls between those would do as well, but
 * looking for them would take the longer the more often somebody is asked for. What is cut of one request never shares a call,
 * so that its results can say which places they are about.
 */
export function pack<T extends Packed>(all: readonly T[], { most, mayRepeatPerson }: PackingRules): T[][] {
  const calls: T[][] = [];
  const rooms = new Rooms(most);
  const taken = new LastCalls();
  const ofRequest = new Map<number, number>();
  for (const one of all) {
    // Where nobody is repeated a full one is alone in its call, so that nobody needs to know who is in it.
    const isAlone = one.items === most && !mayRepeatPerson;
    const last = isAlone ? -1 : taken.lastOf(one);
    const least = Math.max(mayRepeatPerson ? last : last + 1, (ofRequest.get(one.request) ?? -1) + 1);
    const index = rooms.take(least, one.items);
    ofRequest.set(one.request, index);
    if (!isAlone) taken.put(one, index);
    calls[index] ??= [];
    calls[index].push(one);
  }
  return calls;
}

/** The last call that each id stands in, list by list. */
class LastCalls {
  readonly #callOf = new Map<string, Map<string, number>>();

  /** The last call that anybody stands in; -1 if there is none. */
  lastOf({ people }: Packed): number {
    let last = -1;
    for (const [list, ids] of Object.entries(people)) {
      const callOf = this.#callOf.get(list);
      if (callOf) for (const id of ids) last = Math.max(last, callOf.get(id) ?? -1);
    }
    return last;
  }

  put({ people }: Packed, call: number): void {
    for (const [list, ids] of Object.entries(people)) {
      const callOf = this.#callOf.get(list) ?? new Map<string, number>();
      this.#callOf.set(list, callOf);
      for (const id of ids) callOf.set(id, call);
    }
  }
}
