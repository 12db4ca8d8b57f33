import { inChunks } from '../../request/chunks.ts';
import { appsOf, type Call, type ChunkName, type Part, type WithApps } from '../endpoint.ts';

/** Batch's limit on the users of one bulk call. */
export const MAX_USERS_PER_CALL = 10_000;

/** Places of a request's own list that the ledger remembers together. Ours; changing it makes the ledger forget. */
const PLACES_PER_CHUNK = 10_000;

/** What one request asks for, user by user. */
interface Users<Asked> extends WithApps {
  readonly users: readonly Asked[];
}

/** How what is asked for of users is made into calls. */
export interface UserRules<Asked, Merged = undefined> {
  idOf(asked: Asked): string;
  /** Whether a call that does something to a user could do this too, and now does. What can't be merged exactly goes later. */
  merge(user: User<Asked, Merged>, entry: Entry<Asked>): boolean;
  /** What Batch gets for a user. */
  toBatch(user: User<Asked, Merged>): unknown;
  /** Whether Batch may refuse a part of what was merged for one user, so that it is worth trying in parts. */
  readonly mayBeSplit: boolean;
}

type IsOpen = (chunk: ChunkName) => boolean;

/** Some places of a request's list. */
interface Chunk extends Pick<Part, 'request' | 'chunk'> {
  /** Scratch paper of `partsOf`. */
  counted: number;
}

/** One user of one request. */
export interface Entry<Asked> {
  readonly asked: Asked;
  readonly chunk: Chunk;
  /** In the request's list. */
  readonly place: number;
}

/** All that one call does to one user. */
export interface User<Asked, Merged> {
  readonly first: Entry<Asked>;
  /** What else is asked for, if anything is. */
  others: Entry<Asked>[] | undefined;
  /** The first and the others. */
  merged: Merged | undefined;
  readonly wave: number;
}

/** A call, whichever app it is for. */
type Plan<Asked, Merged> = Omit<Call, 'app' | 'narrow'> & { readonly users: readonly User<Asked, Merged>[] };

/** Merges what is asked for of each user, and cuts at Batch's limit. Takes time in proportion to what is asked for. */
export function planUsers<Asked, Merged>(
  requests: readonly Users<Asked>[],
  rules: UserRules<Asked, Merged>,
  isOpen?: IsOpen,
): Call[] {
  /** Apps that the same chunks are for get the same. */
  const planned: { chunks: readonly Chunk[]; plans: readonly Plan<Asked, Merged>[] }[] = [];
  return [...chunksByApp(requests, isOpen)].flatMap(([app, chunks]) => {
    const known = planned.find((each) => areSame(each.chunks, chunks));
    const plans = known?.plans ?? planChunks(requests, chunks, rules);
    if (!known) planned.push({ chunks, plans });
    return plans.map((plan) => toCall(app, plan, rules));
  });
}

function chunksByApp(requests: readonly Users<unknown>[], isOpen?: IsOpen): Map<string, Chunk[]> {
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

function planChunks<Asked, Merged>(
  requests: readonly Users<Asked>[],
  chunks: readonly Chunk[],
  rules: UserRules<Asked, Merged>,
): Plan<Asked, Merged>[] {
  const entries: Entry<Asked>[] = [];
  for (const chunk of chunks) addEntries(entries, requests[chunk.request]?.users ?? [], chunk);
  const plans = planEntries(entries, rules);
  const [only, other] = requests;
  const isWhole = only && !other && chunks.length * PLACES_PER_CHUNK >= only.users.length;
  return isWhole ? withPlaces(plans, only.users.length) : plans;
}

function addEntries<Asked>(entries: Entry<Asked>[], users: readonly Asked[], chunk: Chunk): void {
  const from = chunk.chunk * PLACES_PER_CHUNK;
  const to = Math.min(from + PLACES_PER_CHUNK, users.length);
  for (let place = from; place < to; place += 1) entries.push({ asked: users[place] as Asked, chunk, place });
}

/** Says of the first wave of one request which places each call is about, if there are several. */
function withPlaces<Asked, Merged>(plans: Plan<Asked, Merged>[], length: number): Plan<Asked, Merged>[] {
  const starts = plans.filter(({ wave }) => wave === 0).map(({ users }) => users[0]?.first.place ?? 0);
  if (starts.length < 2) return plans;
  return plans.map((plan, index) => {
    const from = starts[index];
    return from === undefined ? plan : { ...plan, of: { users: [from, starts[index + 1] ?? length] } };
  });
}

function planEntries<Asked, Merged>(
  entries: readonly Entry<Asked>[],
  rules: UserRules<Asked, Merged>,
  firstWave = 0,
): Plan<Asked, Merged>[] {
  return mergeEntries(entries, rules).flatMap((users, wave) => {
    return inChunks(users, MAX_USERS_PER_CALL).map((inCall) => planCall(inCall, rules, firstWave + wave));
  });
}

/** Merges what is asked for of each user, in order. What can't be merged exactly goes to the next wave. */
function mergeEntries<Asked, Merged>(
  entries: readonly Entry<Asked>[],
  rules: UserRules<Asked, Merged>,
): User<Asked, Merged>[][] {
  const waves: User<Asked, Merged>[][] = [];
  const latest = new Map<string, User<Asked, Merged>>();
  for (const entry of entries) {
    const id = rules.idOf(entry.asked);
    const last = latest.get(id);
    if (last && rules.merge(last, entry)) {
      last.others ??= [];
      last.others.push(entry);
      continue;
    }
    const wave = last ? last.wave + 1 : 0;
    const user: User<Asked, Merged> = { first: entry, others: undefined, merged: undefined, wave };
    waves[wave] ??= [];
    waves[wave].push(user);
    latest.set(id, user);
  }
  return waves;
}

function planCall<Asked, Merged>(
  users: readonly User<Asked, Merged>[],
  rules: UserRules<Asked, Merged>,
  wave: number,
): Plan<Asked, Merged> {
  const [only] = users.length === 1 ? users : [];
  return {
    users,
    wave,
    items: users.length,
    body: JSON.stringify(users.map((user) => rules.toBatch(user))),
    parts: partsOf(users),
    ...(only && placesOf(entriesOf(only))),
  };
}

function entriesOf<Asked>({ first, others = [] }: User<Asked, unknown>): Entry<Asked>[] {
  return [first, ...others];
}

/** Where one request says it all. */
function placesOf(entries: readonly Entry<unknown>[]): Pick<Call, 'places'> {
  const [first] = entries;
  if (!entries.every(({ chunk }) => chunk.request === first?.chunk.request)) return {};
  return { places: entries.map(({ place }) => `/users/${place}`) };
}

function partsOf(users: readonly User<unknown, unknown>[]): Part[] {
  const chunks: Chunk[] = [];
  const count = ({ chunk }: Entry<unknown>) => {
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

function toCall<Asked, Merged>(
  app: string,
  { users, ...plan }: Plan<Asked, Merged>,
  rules: UserRules<Asked, Merged>,
): Call {
  const isWhole = users.length === 1 && !(rules.mayBeSplit && users[0]?.others);
  if (isWhole) return { app, ...plan };
  return { app, ...plan, narrow: () => halve(users, rules).map((half) => toCall(app, half, rules)) };
}

/** Half of the users each; if there is but one, half of what was merged for them, one after the other. */
function halve<Asked, Merged>(
  users: readonly User<Asked, Merged>[],
  rules: UserRules<Asked, Merged>,
): Plan<Asked, Merged>[] {
  const [first, second] = users;
  if (first && !second) {
    const entries = entriesOf(first);
    const middle = Math.floor(entries.length / 2);
    const earlier = planEntries(entries.slice(0, middle), rules);
    return [...earlier, ...planEntries(entries.slice(middle), rules, earlier.length)];
  }
  const middle = Math.ceil(users.length / 2);
  return [planCall(users.slice(0, middle), rules, 0), planCall(users.slice(middle), rules, 0)];
}
