import type { Memory, UserData } from './memory.ts';
import { readUtcTime } from './times.ts';
import type { UserUpdate } from './user-rules.ts';

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

/** Takes away all that is held about a user, whether or not there is any. */
export function deleteUser({ users }: Memory, app: string, id: string): void {
  users.get(app)?.delete(id);
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
