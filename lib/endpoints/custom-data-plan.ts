import { MergedUpdate, standsAlone, type Update } from './custom-data-merge.ts';
import { toBatchValue } from './custom-data-values.ts';
import { appsOf, type Call, type ChunkName, type Part, type WithApps } from './endpoint.ts';

/** Batch's limit on the users of one bulk call. */
export const MAX_USERS_PER_CALL = 10_000;

/** Places of a request's own list that the ledger remembers together. Ours; changing it makes the ledger forget. */
const PLACES_PER_CHUNK = 10_000;

/** What one request says of users. */
export interface UserUpdates extends WithApps {
  readonly users: readonly { readonly id: string; readonly update: Update }[];
}

type IsOpen = (chunk: ChunkName) => boolean;

/** Some places of a request's list. */
type Chunk = Pick<Part, 'request' | 'chunk'>;

/** One update as it was asked for. */
interface Entry {
  readonly id: string;
  readonly update: Update;
  readonly chunk: Chunk;
  /** In the request's list. */
  readonly place: number;
}

/** All that one call does to one user. */
interface User {
  readonly first: Entry;
  /** With the first. */
  readonly entries: Entry[];
  /** From the second entry on. */
  merged?: MergedUpdate;
}

/** A call, whichever app it is for. */
type Plan = Omit<Call, 'app' | 'narrow'> & { readonly users: readonly User[] };

/** Merges what is said of each user and cuts at Batch's limit. Takes time in proportion to the updates. */
export function planUpdates(requests: readonly UserUpdates[], isOpen?: IsOpen): Call[] {
  /** Apps that the same chunks are for get the same. */
  const planned = new Map<string, Plan[]>();
  return [...chunksByApp(requests, isOpen)].flatMap(([app, chunks]) => {
    const key = chunks.map(({ request, chunk }) => `${request}#${chunk}`).join();
    const plans = planned.get(key) ?? planChunks(requests, chunks);
    planned.set(key, plans);
    return plans.map((plan) => toCall(app, plan));
  });
}

function chunksByApp(requests: readonly UserUpdates[], isOpen?: IsOpen): Map<string, Chunk[]> {
  const chunksOf = new Map<string, Chunk[]>(appsOf(requests).map((app) => [app, []]));
  for (const [request, { apps, users }] of requests.entries()) {
    for (let index = 0; index * PLACES_PER_CHUNK < users.length; index += 1) {
      const chunk = { request, chunk: index };
      for (const app of apps) if (!isOpen || isOpen({ ...chunk, app })) chunksOf.get(app)?.push(chunk);
    }
  }
  return chunksOf;
}

function planChunks(requests: readonly UserUpdates[], chunks: readonly Chunk[]): Plan[] {
  const plans = planEntries(chunks.flatMap((chunk) => entriesOf(requests[chunk.request], chunk)));
  const [only, other] = requests;
  const isWhole = only && !other && chunks.length * PLACES_PER_CHUNK >= only.users.length;
  return isWhole ? withPlaces(plans, only.users.length) : plans;
}

function entriesOf(request: UserUpdates | undefined, chunk: Chunk): Entry[] {
  const from = chunk.chunk * PLACES_PER_CHUNK;
  const users = request?.users.slice(from, from + PLACES_PER_CHUNK) ?? [];
  return users.map(({ id, update }, index) => ({ id, update, chunk, place: from + index }));
}

/** Says of the first wave of one request which places each call is about, if there are several. */
function withPlaces(plans: readonly Plan[], length: number): Plan[] {
  const starts = plans.filter(({ wave }) => wave === 0).map(({ users }) => users[0]?.first.place ?? 0);
  if (starts.length < 2) return [...plans];
  return plans.map((plan, index) => {
    const from = starts[index];
    return from === undefined ? plan : { ...plan, of: { users: [from, starts[index + 1] ?? length] } };
  });
}

function planEntries(entries: readonly Entry[], firstWave = 0): Plan[] {
  return mergeEntries(entries).flatMap((users, wave) => {
    const inCalls = Array.from({ length: Math.ceil(users.length / MAX_USERS_PER_CALL) }, (_, index) =>
      users.slice(index * MAX_USERS_PER_CALL, (index + 1) * MAX_USERS_PER_CALL),
    );
    return inCalls.map((inCall) => planUsers(inCall, firstWave + wave));
  });
}

/** Merges what is said of each user, in order. What can't be merged exactly goes to the next wave. */
function mergeEntries(entries: readonly Entry[]): User[][] {
  const waves: User[][] = [];
  const latest = new Map<string, { user: User; wave: number }>();
  for (const entry of entries) {
    const last = latest.get(entry.id);
    if (last && merge(last.user, entry)) continue;
    const user: User = { first: entry, entries: [entry] };
    const wave = last ? last.wave + 1 : 0;
    waves[wave] ??= [];
    waves[wave].push(user);
    latest.set(entry.id, { user, wave });
  }
  return waves;
}

/** Whether the user's call could take one more entry, and has. */
function merge(user: User, entry: Entry): boolean {
  if (standsAlone(user.first.update) || standsAlone(entry.update)) return false;
  const merged = user.merged ?? new MergedUpdate(user.first.update);
  if (!merged.add(entry.update)) return false;
  user.merged = merged;
  user.entries.push(entry);
  return true;
}

function planUsers(users: readonly User[], wave: number): Plan {
  const [only] = users.length === 1 ? users : [];
  return {
    users,
    wave,
    items: users.length,
    body: JSON.stringify(users.map(toBatchUser)),
    parts: partsOf(users),
    ...(only && { places: only.entries.map(({ place }) => `/users/${place}`) }),
  };
}

function partsOf(users: readonly User[]): Part[] {
  const counts = new Map<Chunk, number>();
  for (const { entries } of users) {
    for (const { chunk } of entries) counts.set(chunk, (counts.get(chunk) ?? 0) + 1);
  }
  return [...counts].map(([chunk, items]) => ({ ...chunk, items }));
}

function toBatchUser({ first, merged }: User): Record<string, unknown> {
  const { overwrite, extra }: Partial<Update> = merged ? {} : first.update;
  const entries = merged?.entries() ?? Object.entries(first.update.values);
  const values = Object.fromEntries(entries.map(([key, value]) => [key, toBatchValue(key, value)]));
  return { id: first.id, update: { ...(overwrite !== undefined && { overwrite }), values, ...extra } };
}

function toCall(app: string, { users, ...plan }: Plan): Call {
  const isOneEntry = users.length === 1 && users[0]?.entries.length === 1;
  return { app, ...plan, ...(!isOneEntry && { narrow: () => halve(users).map((half) => toCall(app, half)) }) };
}

/** Half of the users each; if there is but one, half of the updates that were merged for them, one after the other. */
function halve(users: readonly User[]): Plan[] {
  const [first, second] = users;
  if (first && !second) {
    const middle = Math.floor(first.entries.length / 2);
    const earlier = planEntries(first.entries.slice(0, middle));
    return [...earlier, ...planEntries(first.entries.slice(middle), earlier.length)];
  }
  const middle = Math.ceil(users.length / 2);
  return [planUsers(users.slice(0, middle), 0), planUsers(users.slice(middle), 0)];
}
