import type { Call } from '../batch/memory.ts';
import type { Person, Push, PushSeen } from './api.ts';
import type { Asked } from './asked.ts';
import { Ring } from './ring.ts';

/** Ours: so many pushes are kept, to so many people in all. */
const MOST_PUSHES = 500;
const MOST_PEOPLE = 1_000_000;

/** Of a push to many only so many people are told with it. */
const FIRST_PEOPLE = 20;

interface Kept {
  readonly seen: PushSeen;
  readonly people: readonly string[];
}

type Body = Push & { readonly group_id: string; readonly recipients: Readonly<Record<string, readonly string[]>> };

/** The pushes that reached people, and whom. */
export class PushBoard {
  readonly #kept = new Ring<Kept>(MOST_PUSHES, MOST_PEOPLE);

  /**
   * The push that a call brought, if it is one and was carried out.
   *
   * @param asked the requests that the function had that made the call
   */
  add(
    number: number,
    { at, app, endpoint, carriedOut, bytes }: Call,
    asked: readonly Asked[] = [],
  ): PushSeen | undefined {
    if (endpoint !== 'transactional/send' || !carriedOut || app === null) return undefined;
    const { group_id: groupId, recipients, ...push }: Body = JSON.parse(String(bytes));
    const people = Object.values(recipients).flatMap((ids) => ids ?? []);
    const firstPeople = people.slice(0, FIRST_PEOPLE);
    const request = requestFor(groupId, firstPeople, asked);
    const seen: PushSeen = {
      number,
      at: Date.parse(at),
      app,
      people: people.length,
      firstPeople,
      groupId,
      ...(request !== undefined && { request }),
      push,
    };
    this.#kept.add(`${number}`, { seen, people }, people.length);
    return seen;
  }

  /** What a person's phones got, by any id that a push may name them by. */
  of(id: string): Person {
    const own = this.#kept.values().filter(({ people }) => people.includes(id));
    return { id, pushes: own.map(({ seen }) => seen) };
  }

  all(): PushSeen[] {
    return this.#kept.values().map(({ seen }) => seen);
  }
}

/** A function may have had many messages at once: the one that names the group and the first person, if no other does. */
function requestFor(groupId: string, [first]: readonly string[], asked: readonly Asked[]): string | undefined {
  const names = [groupId, first].map((name) => JSON.stringify(name));
  const possible = asked.length === 1 ? asked : asked.filter(({ asked }) => names.every((n) => asked.body.includes(n)));
  return possible.length === 1 ? possible[0]?.id : undefined;
}
