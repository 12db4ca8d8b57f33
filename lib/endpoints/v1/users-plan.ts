import { inChunks } from '../../request/chunks.ts';
import { appsOf, type Call, type ChunkName, type Part, type WithApps } from '../endpoint.ts';
import { planByApp } from './by-app.ts';
import { type Chunk, type Entry, entriesOf, mergeEntries, type User, type UserRules } from './users-merge.ts';

/** Batch's limit on the users of one bulk call. */
export const MAX_USERS_PER_CALL = 10_000;

/** Places of a request's own list that the ledger remembers together. Ours; changing it makes the ledger forget. */
const PLACES_PER_CHUNK = 10_000;

/** What one request asks for, user by user. */
interface Users<Asked> extends WithApps {
  readonly users: readonly Asked[];
}

type IsOpen = (chunk: ChunkName) => boolean;

/** A call, whichever app it is for. */
type Plan<Asked, Merged> = Omit<Call, 'app' | 'narrow'> & { readonly users: readonly User<Asked, Merged>[] };

/** Merges what is asked for of each user, and cuts at Batch's limit. Takes time in proportion to what is asked for. */
export function planUsers<Asked, Merged>(
  requests: readonly Users<Asked>[],
  rules: UserRules<Asked, Merged>,
  isOpen?: IsOpen,
): Call[] {
  return planByApp(
    chunksByApp(requests, isOpen),
    (chunks) => planChunks(requests, chunks, rules),
    (app, plan) => toCall(app, plan, rules),
  );
}

function chunksByApp(requests: readonly Users<unknown>[], isOpen?: IsOpen): Map<string, Chunk[]> {
  const chunksOf = new Map<string, Chunk[]>(appsOf(requests).map((app) => [app, []]));
  for (const [request, { apps, users }] of requests.entries()) {
    for (let index = 0; index * PLACES_PER_CHUNK < users.length; index += 1) {
      const chunk = { request, chunk: index, at: 0 };
      for (const app of apps) if (!isOpen || isOpen({ request, chunk: index, app })) chunksOf.get(app)?.push(chunk);
    }
  }
  return chunksOf;
}

function planChunks<Asked, Merged>(
  requests: readonly Users<Asked>[],
  chunks: readonly Chunk[],
  rules: UserRules<Asked, Merged>,
): Plan<Asked, Merged>[] {
  const plans = planEntries(entriesIn(chunks, requests), rules);
  const [only, other] = requests;
  const isWhole = only && !other && chunks.length * PLACES_PER_CHUNK >= only.users.length;
  return isWhole ? withPlaces(plans, only.users.length) : plans;
}

function* entriesIn<Asked>(chunks: readonly Chunk[], requests: readonly Users<Asked>[]): Iterable<Entry<Asked>> {
  for (const chunk of chunks) {
    const users = requests[chunk.request]?.users ?? [];
    const from = chunk.chunk * PLACES_PER_CHUNK;
    const to = Math.min(from + PLACES_PER_CHUNK, users.length);
    for (let place = from; place < to; place += 1) yield { asked: users[place] as Asked, chunk, place };
  }
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
  entries: Iterable<Entry<Asked>>,
  rules: UserRules<Asked, Merged>,
  firstWave = 0,
): Plan<Asked, Merged>[] {
  return mergeEntries(entries, rules).flatMap((users, wave) => {
    return inChunks(users, MAX_USERS_PER_CALL).map((inCall) => planCall(inCall, rules, firstWave + wave));
  });
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
    ...(only && placesOf(only)),
  };
}

/** Where one request says it all. */
function placesOf(user: User<unknown, unknown>): Pick<Call, 'places'> {
  const { request } = user.first.chunk;
  if (user.others?.some(({ chunk }) => chunk.request !== request)) return {};
  return { places: entriesOf(user).map(({ place }) => `/users/${place}`) };
}

function partsOf(users: readonly User<unknown, unknown>[]): Part[] {
  const parts: (Part & { items: number })[] = [];
  const count = ({ chunk }: Entry<unknown>) => {
    const known = parts[chunk.at];
    if (known?.request === chunk.request && known.chunk === chunk.chunk) known.items += 1;
    else chunk.at = parts.push({ request: chunk.request, chunk: chunk.chunk, items: 1 }) - 1;
  };
  for (const { first, others } of users) {
    count(first);
    if (others) for (const entry of others) count(entry);
  }
  return parts;
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
