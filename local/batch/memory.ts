import type { Bucket } from './bucket.ts';
import type { Campaign } from './campaign-life.ts';
import type { TrackedEvent } from './event-rules.ts';
import type { ProfileEvent } from './profile-event-rules.ts';
import type { Operation, Value } from './profile-rules.ts';

/** One exchange, from the moment its headers arrived. */
export interface Call {
  readonly at: string;
  /** What the caller's tracing says of where it comes from: https://www.w3.org/TR/trace-context/#traceparent-header */
  readonly traceparent: string | undefined;
  /** The alias whose app key stood in the path; null if none. */
  readonly app: string | null;
  /** The alias whose project key stood in the header, on the newer platform. */
  readonly project?: string;
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
  /** The body of the answer. */
  answer?: string;
  carriedOut: boolean;
  /** People who got a push by it. */
  recipients: number;
}

/** Held by the key as it was sent (`u.age`, `date(u.birth)`, `ut.tags`); dates are epoch seconds, tags keep the order of arrival. */
export type UserData = Map<string, string | number | boolean | string[]>;

/** What the newer platform holds of a person, and how it came to that. */
export interface Profile {
  readonly attributes: Map<string, Value>;
  /** In the order of arrival. */
  readonly events: (ProfileEvent & { readonly time: string })[];
  /** The operations that were taken, less what was refused of them. */
  readonly history: Operation[];
}

/** Everything the simulator remembers of the calls it got. */
export interface Memory {
  readonly calls: Call[];
  /** By token, the oldest first. */
  readonly campaigns: Map<string, Campaign>;
  /** By alias, then by custom id. */
  readonly users: Map<string, Map<string, UserData>>;
  /** People pushed to by transactional pushes, by app and group, then by day (GMT). */
  readonly pushes: Map<string, Map<string, number>>;
  /** By alias, then by custom id, in the order of arrival. */
  readonly events: Map<string, Map<string, TrackedEvent[]>>;
  /** By alias of the project, then by custom id. */
  readonly profiles: Map<string, Map<string, Profile>>;
  /** Room for profile updates, by project. */
  readonly buckets: Map<string, Bucket>;
}

/** A memory of nothing. */
export function createMemory(): Memory {
  return {
    calls: [],
    campaigns: new Map(),
    users: new Map(),
    pushes: new Map(),
    events: new Map(),
    profiles: new Map(),
    buckets: new Map(),
  };
}

/** Empties it in place; calls that are still under way are forgotten too. */
export function forget(memory: Memory): void {
  memory.calls.length = 0;
  memory.campaigns.clear();
  memory.users.clear();
  memory.pushes.clear();
  memory.events.clear();
  memory.profiles.clear();
  memory.buckets.clear();
}

/** Adds the recipients of a push to the count of its group. */
export function countPushes(
  { pushes }: Memory,
  { app, groupId, day, recipients }: { app: string; groupId: string; day: string; recipients: number },
): void {
  const key = pushKey(app, groupId);
  const byDay = pushes.get(key) ?? new Map<string, number>();
  pushes.set(key, byDay.set(day, (byDay.get(day) ?? 0) + recipients));
}

/** How many people a group pushed to on each day that it did, the oldest first. */
export function pushesOf({ pushes }: Memory, app: string, groupId: string): [day: string, recipients: number][] {
  return [...(pushes.get(pushKey(app, groupId)) ?? [])].sort(([one], [other]) => (one < other ? -1 : 1));
}

const pushKey = (app: string, groupId: string): string => `${app} ${groupId}`;
