import { upToDate } from '../batch/campaign-life.ts';
import type { Memory } from '../batch/memory.ts';
import type { HeldKind, HeldPage, HeldRow } from './api.ts';

/** Rows of one page. Ours. */
const PAGE = 100;

/** What is asked for: whose id holds `search`, of one app or project or of all, from a place in the list on. */
export interface HeldQuery {
  readonly of?: string | undefined;
  readonly search?: string | undefined;
  readonly from?: number | undefined;
}

/** A page of what the simulator of Batch holds. */
export function heldPage(memory: Memory, kind: HeldKind, { of, search = '', from = 0 }: HeldQuery): HeldPage {
  const all = LISTS[kind](memory).filter((row) => (of ?? row.of) === row.of && row.id.includes(search));
  return {
    total: all.length,
    from,
    rows: all.slice(from, from + PAGE).map(({ hold, ...row }) => ({ ...row, held: hold() })),
  };
}

/** Made into JSON only if it is shown. */
interface Unmade extends Omit<HeldRow, 'held'> {
  hold(): unknown;
}

const LISTS: Readonly<Record<HeldKind, (memory: Memory) => Unmade[]>> = {
  campaigns: ({ campaigns }) =>
    [...campaigns.values()].reverse().map((campaign) => ({
      id: campaign.campaign_token,
      of: campaign.app,
      hold: () => upToDate(campaign, Date.now()),
    })),
  users: ({ users }) => byPerson(users, (data) => Object.fromEntries(data)),
  profiles: ({ profiles }) =>
    byPerson(profiles, ({ attributes, events, history }) => ({
      attributes: Object.fromEntries(attributes),
      events,
      history,
    })),
  events: ({ events }) => byPerson(events, (all) => all),
};

function byPerson<T>(all: ReadonlyMap<string, ReadonlyMap<string, T>>, show: (held: T) => unknown): Unmade[] {
  return [...all].flatMap(([of, people]) => [...people].map(([id, held]) => ({ id, of, hold: () => show(held) })));
}
