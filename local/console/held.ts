import { upToDate } from '../batch/campaign-life.ts';
import type { Memory } from '../batch/memory.ts';
import type { HeldKind, HeldPage, HeldRow } from './api.ts';

/** Rows of one page. Ours. */
const PAGE = 100;

/** What is asked for: those whose id or name holds `search`, of one app or project or of all, from a place in the list on. */
export interface HeldQuery {
  readonly of?: string | undefined;
  readonly search?: string | undefined;
  readonly from?: number | undefined;
}

/** A page of what the simulator of Batch holds. */
export function heldPage(memory: Memory, kind: HeldKind, { of, search = '', from = 0 }: HeldQuery): HeldPage {
  const all = LISTS[kind](memory).filter((row) => (of ?? row.of) === row.of && isFound(row, search.toLowerCase()));
  return {
    total: all.length,
    from,
    most: PAGE,
    rows: all.slice(from, from + PAGE).map(({ id, of: owner, hold }) => ({ id, of: owner, held: hold() })),
  };
}

function isFound({ id, name = '' }: Unmade, search: string): boolean {
  return id.toLowerCase().includes(search) || name.toLowerCase().includes(search);
}

/** Made into JSON only if it is shown. */
interface Unmade extends Omit<HeldRow, 'held'> {
  readonly name?: string;
  hold(): unknown;
}

const LISTS: Readonly<Record<HeldKind, (memory: Memory) => Unmade[]>> = {
  campaigns: ({ campaigns }) =>
    [...campaigns.values()].reverse().map((campaign) => ({
      id: campaign.campaign_token,
      of: campaign.app,
      name: campaign.body.name,
      hold: () => upToDate(campaign, Date.now()),
    })),
  users: ({ users }) => byPerson(users, (data) => Object.fromEntries(data)),
  profiles: ({ profiles }) =>
    byPerson(profiles, ({ attributes, events, history }) => ({
      attributes: Object.fromEntries(attributes),
      events,
      history,
    })),
  events: ({ events }) => latestFirst(events),
};

/** By when they happened, which as text has the same order. What happened in the same second stays in the order in which it arrived. */
function latestFirst(events: Memory['events']): Unmade[] {
  const all = [...events].flatMap(([of, people]) =>
    [...people].flatMap(([id, tracked]) => tracked.map((event) => ({ id, of, event }))),
  );
  return all
    .sort(({ event: { time: one = '' } }, { event: { time: other = '' } }) =>
      one === other ? 0 : one < other ? 1 : -1,
    )
    .map(({ id, of, event }) => ({ id, of, name: event.name, hold: () => event }));
}

function byPerson<T>(all: ReadonlyMap<string, ReadonlyMap<string, T>>, show: (held: T) => unknown): Unmade[] {
  return [...all].flatMap(([of, people]) => [...people].map(([id, held]) => ({ id, of, hold: () => show(held) })));
}
