import { appsOf, type Call, type ChunkName, type Part, type WithApps } from '../endpoint.ts';
import { MergedUpdate, standsAlone, type Update } from './custom-data-merge.ts';
import { toBatchValue } from './custom-data-values.ts';

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
interface Chunk extends Pick<Part, 'request' | 'chunk'> {
  /** Scratch paper of `partsOf`. */
  counted: number;
}

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
  /** What else is said of them, if anything is. */
  others: Entry[] | undefined;
  /** The first and the others. */
  merged: MergedUpdate | undefined;
  readonly wave: number;
}

/** A call, whichever app it is for. */
type Plan = Omit<Call, 'app' | 'narrow'> & { readonly users: readonly User[] };

/** Merges what is said of each user and cuts at Batch's limit. Takes time in proportion to the updates. */
export function planUpdates(requests: readonly UserUpdates[], isOpen?: IsOpen): Call[] {
  /** Apps that the same chunks are for get the same. */
  const planned: { chunks: readonly Chunk[]; plans: readonly Plan[] }[] = [];
  return [...chunksByApp(requests, isOpen)].flatMap(([app, chunks]) => {
    const known = planned.find((each) => areSame(each.chunks, chunks));
    const plans = known?.plans ?? planChunks(requests, chunks);
    if (!known) planned.push({ chunks, plans });
    return plans.map((plan) => toCall(app, plan));
  });
}

function chunksByApp(requests: readonly UserUpdates[], isOpen?: IsOpen): Map<string, Chunk[]> {
  const chunksOf = new Map<string, Chunk[]>(appsOf(requests).map((app) => [app, []]));
  for (const [request, { apps, users }] of requests.entries()) {
    for (let index = 0; index * PLACES_PER_CHUNK < users.length; index += 1) {
      const chunk = { request, chunk: index, counted: 0 };
      for (const app of apps) if (!isOpen || isOpen({ request, chunk: index, app })) chunksOf.get(app)?.push(chunk);
    }
  }
  return chunksOf;
}

function areSame(one: readonly Chunk[], other: readonly Chunk[]): boolean {
  return one.length === other.length && one.every((chunk, index) => chunk === other[index]);
}

function planChunks(requests: readonly UserUpdates[], chunks: readonly Chunk[]): Plan[] {
  const entries: Entry[] = [];
  for (const chunk of chunks) addEntries(entries, requests[chunk.request], chunk);
  const plans = planEntries(entries);
  const [only, other] = requests;
  const isWhole = only && !other && chunks.length * PLACES_PER_CHUNK >= only.users.length;
  return isWhole ? withPlaces(plans, only.users.length) : plans;
}

function addEntries(entries: Entry[], { users }: UserUpdates = { apps: [], users: [] }, chunk: Chunk): void {
  const from = chunk.chunk * PLACES_PER_CHUNK;
  const to = Math.min(from + PLACES_PER_CHUNK, users.length);
  for (let place = from; place < to; place += 1) {
    const { id, update } = users[place] as UserUpdates['users'][number];
    entries.push({ id, update, chunk, place });
  }
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
  const latest = new Map<string, User>();
  for (const entry of entries) {
    const last = latest.get(entry.id);
    if (last && merge(last, entry)) continue;
    const wave = last ? last.wave + 1 : 0;
    const user: User = { first: entry, others: undefined, merged: undefined, wave };
    waves[wave] ??= [];
    waves[wave].push(user);
    latest.set(entry.id, user);
  }
  return waves;
}

/** Whether the user's call could take one more entry, and has. */
function merge(user: User, entry: Entry): boolean {
  if (standsAlone(user.first.update) || standsAlone(entry.update)) return false;
  const merged = user.merged ?? new MergedUpdate(user.first.update);
  if (!merged.add(entry.update)) return false;
  user.merged = merged;
  user.others ??= [];
  user.others.push(entry);
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
    ...(only && placesOf(entriesOf(only))),
  };
}

function entriesOf({ first, others = [] }: User): Entry[] {
  return [first, ...others];
}

/** Where one request says it all. */
function placesOf(entries: readonly Entry[]): Pick<Call, 'places'> {
  const [first] = entries;
  if (!entries.every(({ chunk }) => chunk.request === first?.chunk.request)) return {};
  return { places: entries.map(({ place }) => `/users/${place}`) };
}

function partsOf(users: readonly User[]): Part[] {
  const chunks: Chunk[] = [];
  const count = ({ chunk }: Entry) => {
    if (chunk.counted === 0) chunks.push(chunk);
    chunk.counted += 1;
  };
  for (const { first, others } of users) {
    count(first);
    if (others) for (const entry of others) count(entry);
  }
  return chunks.map((each) => {
    const { request, chunk, counted } = each;
    each.counted = 0;
    return { request, chunk, items: counted };
  });
}

function toBatchUser({ first, merged }: User): Record<string, unknown> {
  const { overwrite, extra }: Partial<Update> = merged ? {} : first.update;
  const entries = merged?.entries() ?? Object.entries(first.update.values);
  const values = Object.fromEntries(entries.map(([key, value]) => [key, toBatchValue(key, value)]));
  return { id: first.id, update: { ...(overwrite !== undefined && { overwrite }), values, ...extra } };
}

function toCall(app: string, { users, ...plan }: Plan): Call {
  const isOneEntry = users.length === 1 && !users[0]?.others;
  return { app, ...plan, ...(!isOneEntry && { narrow: () => halve(users).map((half) => toCall(app, half)) }) };
}

/** Half of the users each; if there is but one, half of the updates that were merged for them, one after the other. */
function halve(users: readonly User[]): Plan[] {
  const [first, second] = users;
  if (first && !second) {
    const entries = entriesOf(first);
    const middle = Math.floor(entries.length / 2);
    const earlier = planEntries(entries.slice(0, middle));
    return [...earlier, ...planEntries(entries.slice(middle), earlier.length)];
  }
  const middle = Math.ceil(users.length / 2);
  return [planUsers(users.slice(0, middle), 0), planUsers(users.slice(middle), 0)];
}
