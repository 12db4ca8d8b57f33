import { readUtcTime } from './times.ts';
import type { UserUpdate } from './user-rules.ts';

/** One exchange, from the moment its headers arrived. */
export interface Call {
  readonly at: string;
  /** The alias whose app key stood in the path; null if none. */
  readonly app: string | null;
  readonly method: string;
  readonly path: string;
  readonly endpoint: string | null;
  readonly authorized: boolean;
  readonly contentType: string | null;
  readonly fault: string | null;
  /** As it came: parsed bodies of 10,000 calls would not fit in the heap. */
  bytes?: Buffer | undefined;
  /** Null while, and when, no answer was given. */
  status: number | null;
  carriedOut: boolean;
  /** People who got a push by it. */
  recipients: number;
}

interface Campaign {
  readonly campaign_token: string;
  readonly app: string;
  readonly created_date: string;
  readonly body: unknown;
}

/** Held by the key as it was sent (`u.age`, `date(u.birth)`, `ut.tags`); dates are epoch seconds, tags keep the order of arrival. */
export type UserData = Map<string, string | number | boolean | string[]>;

/** Everything the simulator remembers of the calls it got. */
export interface Memory {
  readonly calls: Call[];
  readonly campaigns: Map<string, Campaign>;
  /** By alias, then by custom id. */
  readonly users: Map<string, Map<string, UserData>>;
}

/** A memory of nothing. */
export function createMemory(): Memory {
  return { calls: [], campaigns: new Map(), users: new Map() };
}

/** Empties it in place; calls that are still under way are forgotten too. */
export function forget(memory: Memory): void {
  memory.calls.length = 0;
  memory.campaigns.clear();
  memory.users.clear();
}

/** Carries out a valid update, at once; real Batch takes its time. */
export function updateUser(memory: Memory, app: string, id: string, update: UserUpdate): void {
  const users = memory.users.get(app) ?? new Map<string, UserData>();
  memory.users.set(app, users);
  const data: UserData = (!update.overwrite && users.get(id)) || new Map();
  users.set(id, data);
  for (const [key, value] of Object.entries(update.values)) {
    const next = nextValue(key, data.get(key), value);
    if (next === undefined) data.delete(key);
    else data.set(key, next);
  }
}

type Held = UserData extends Map<string, infer V> ? V : never;

function nextValue(key: string, held: Held | undefined, value: UserUpdate['values'][string]): Held | undefined {
  if (value === null) return undefined;
  if (typeof value === 'object') return nextTags(Array.isArray(held) ? held : [], value);
  if (key.startsWith('date(') && typeof value === 'string') return (readUtcTime(value) as number) / 1000;
  return value;
}

/** A collection is a set; an empty one is none. */
function nextTags(held: string[], value: string[] | { $add?: string[]; $remove?: string[] }): string[] | undefined {
  const { $add = [], $remove = [] } = Array.isArray(value) ? { $add: value } : value;
  const tags = new Set(Array.isArray(value) ? $add : [...held, ...$add]);
  for (const tag of $remove) tags.delete(tag);
  return tags.size > 0 ? [...tags] : undefined;
}
