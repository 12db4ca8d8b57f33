import * as z from 'zod/mini';
import { mergeUpdates, type Update } from './custom-data-merge.ts';
import { toBatchValue, type Value, valueFault } from './custom-data-values.ts';
import { appsOf, type Call, type Endpoint, type Part } from './endpoint.ts';
import { closedObject, extraBringsNone, extraSchema, isObject, nonEmptyString, requestShape, rule } from './schema.ts';

/** Batch's limit on the users of one bulk call. */
export const MAX_USERS_PER_CALL = 10_000;

const valuesSchema = z
  .custom<Record<string, Value>>(isObject, {
    error: ({ input }) => (input === undefined ? 'is required' : 'expected an object'),
    abort: true,
  })
  .check(
    rule((values, report) => {
      const keys = Object.keys(values);
      if (keys.length === 0) report([], 'must hold at least one value');
      for (const key of keys) {
        const fault = valueFault(key, values[key]);
        if (fault) report([key], fault);
      }
    }),
  );

const updateSchema = closedObject({
  overwrite: z.optional(z.boolean()),
  values: valuesSchema,
  extra: z.optional(extraSchema),
}).check(extraBringsNone([...Object.keys(requestShape), 'extra']));

const schema = closedObject({
  ...requestShape,
  users: z
    .array(closedObject({ id: nonEmptyString, update: updateSchema }))
    .check(z.minLength(1, 'must hold at least one user')),
});

/** One update as it was asked for. */
interface Entry {
  readonly id: string;
  readonly update: Update;
  /** The request's place in the plan. */
  readonly request: number;
  /** JSON pointer to it in the request. */
  readonly place: string;
}

/** All that one call does to one user. */
interface User {
  readonly id: string;
  update: Update;
  readonly entries: Entry[];
}

/** Merges what is said of each user, in order. What can't be merged exactly goes to the next wave. */
function mergeEntries(entries: readonly Entry[]): User[][] {
  const waves: User[][] = [];
  const latest = new Map<string, { user: User; wave: number }>();
  for (const entry of entries) {
    const last = latest.get(entry.id);
    const update = last && mergeUpdates(last.user.update, entry.update);
    if (last && update) {
      last.user.update = update;
      last.user.entries.push(entry);
    } else {
      const user = { id: entry.id, update: entry.update, entries: [entry] };
      const wave = last ? last.wave + 1 : 0;
      waves[wave] ??= [];
      waves[wave].push(user);
      latest.set(entry.id, { user, wave });
    }
  }
  return waves;
}

type Plan = Omit<Call, 'app' | 'narrow'> & { readonly users: readonly User[] };

function planEntries(entries: readonly Entry[], firstWave = 0): Plan[] {
  return mergeEntries(entries).flatMap((users, wave) => {
    const chunks = Array.from({ length: Math.ceil(users.length / MAX_USERS_PER_CALL) }, (_, index) =>
      users.slice(index * MAX_USERS_PER_CALL, (index + 1) * MAX_USERS_PER_CALL),
    );
    return chunks.map((chunk) => planUsers(chunk, firstWave + wave));
  });
}

function planUsers(users: readonly User[], wave: number): Plan {
  const [only] = users.length === 1 ? users : [];
  return {
    users,
    wave,
    items: users.length,
    body: JSON.stringify(users.map(({ id, update }) => ({ id, update: toBatchUpdate(update) }))),
    parts: partsOf(users),
    ...(only && { places: only.entries.map(({ place }) => place) }),
  };
}

function partsOf(users: readonly User[]): Part[] {
  const counts = new Map<number, number>();
  for (const { entries } of users) {
    for (const { request } of entries) counts.set(request, (counts.get(request) ?? 0) + 1);
  }
  return [...counts].map(([request, items]) => ({ request, chunk: 0, items }));
}

function toBatchUpdate({ overwrite, values, extra }: Update): Record<string, unknown> {
  const entries = Object.entries(values).map(([key, value]) => [key, toBatchValue(key, value)]);
  return { ...(overwrite !== undefined && { overwrite }), values: Object.fromEntries(entries), ...extra };
}

function toCall(app: string, { users, ...plan }: Plan): Call {
  const parts = () => halve(users).map((part) => toCall(app, part));
  const isOneEntry = users.length === 1 && users[0]?.entries.length === 1;
  return { app, ...plan, ...(!isOneEntry && { narrow: parts }) };
}

/** Half of the users each; if there is but one, half of the updates that were merged for them, one after the other. */
function halve(users: readonly User[]): Plan[] {
  const [first, second] = users;
  if (first && !second) {
    const middle = first.entries.length / 2;
    const earlier = planEntries(first.entries.slice(0, middle));
    return [...earlier, ...planEntries(first.entries.slice(middle), earlier.length)];
  }
  const middle = Math.ceil(users.length / 2);
  return [planUsers(users.slice(0, middle), 0), planUsers(users.slice(middle), 0)];
}

/** Attributes and tags of users, for targeting. Idempotent: setting twice is setting once. */
export const customDataUpdate: Endpoint<z.infer<typeof schema>> = {
  name: 'custom-data-update',
  method: 'POST',
  version: '1.0',
  path: '/data/users',
  successStatus: 200,
  idempotent: true,
  tokenField: 'token',
  schema,
  plan(requests) {
    const entries = requests.map(({ users }, request) =>
      users.map((user, index) => ({ ...user, request, place: `/users/${index}` })),
    );
    /** Apps that the same requests are for get the same. */
    const planned = new Map<string, Plan[]>();
    return appsOf(requests).flatMap((app) => {
      const forApp = [...requests.keys()].filter((request) => requests[request]?.apps.includes(app));
      const key = forApp.join();
      const plans = planned.get(key) ?? planEntries(forApp.flatMap((request) => entries[request] ?? []));
      planned.set(key, plans);
      return plans.map((plan) => toCall(app, plan));
    });
  },
};
