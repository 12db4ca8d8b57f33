import type { Call } from '../batch/memory.ts';
import type { Person, Push, PushSeen } from './api.ts';
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

  /** The push that a call brought, if it is one and was carried out. */
  add(number: number, { at, app, endpoint, carriedOut, bytes }: Call): PushSeen | undefined {
    if (endpoint !== 'transactional/send' || !carriedOut || app === null) return undefined;
    const { group_id: groupId, recipients, ...push }: Body = JSON.parse(String(bytes));
    const people = Object.values(recipients).flatMap((ids) => ids ?? []);
    const firstPeople = people.slice(0, FIRST_PEOPLE);
    const seen = { number, at: Date.parse(at), app, people: people.length, firstPeople, groupId, push };
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
