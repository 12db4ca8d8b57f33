import * as z from 'zod/mini';
import { EXTRA, extraBringsNone, extraSchema } from '../../request/extra.ts';
import { closedObject, isObject, list, nonEmptyString, rule } from '../../request/schema.ts';
import { describeRequest, requestShape } from '../../request/shape.ts';
import { type Description, extraWithout } from '../description.ts';
import type { Endpoint } from '../endpoint.ts';
import { MergedAttributes, type Value } from '../planning/merged-attributes.ts';
import { planMerged } from '../planning/merged-plan.ts';
import type { MergeRules } from '../planning/merging.ts';
import { toBatchValue } from './custom-data-dates.ts';
import { attributeOf, describeValues, valueFault } from './custom-data-values.ts';
import { MAX_USERS_PER_CALL } from './users-per-call.ts';

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

/** What `extra` may not bring. */
const OURS = [...Object.keys(requestShape), 'extra'];

const updateSchema = closedObject({
  overwrite: z.optional(z.boolean()),
  values: valuesSchema,
  extra: z.optional(extraSchema),
}).check(extraBringsNone(OURS));

const userSchema = closedObject({ id: nonEmptyString, update: updateSchema });

const schema = closedObject({
  ...requestShape,
  users: list(userSchema).check(z.minLength(1, 'must hold at least one user')),
});

/** A change to what Batch holds about one user. */
interface Update {
  /** Drops everything else held about the user. */
  readonly overwrite?: boolean | undefined;
  readonly values: Readonly<Record<string, Value>>;
  /** Merged into the update as it is. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** One user of a request. */
interface UserUpdate {
  readonly id: string;
  readonly update: Update;
}

const UPDATING: MergeRules<UserUpdate, MergedAttributes> = {
  list: 'users',
  most: MAX_USERS_PER_CALL,
  idOf: ({ id }) => id,
  merge(user, { asked }) {
    const { update: first } = user.first.asked;
    if (standsAlone(first) || standsAlone(asked.update)) return false;
    const merged = user.merged ?? new MergedAttributes(first.values, { attributeOf });
    if (!merged.add(asked.update.values)) return false;
    user.merged = merged;
    return true;
  },
  toBatch({ first: { asked }, merged }) {
    const { overwrite, extra }: Partial<Update> = merged ? {} : asked.update;
    const entries = merged?.entries() ?? Object.entries(asked.update.values);
    const values = Object.fromEntries(entries.map(([key, value]) => [key, toBatchValue(key, value)]));
    return { id: asked.id, update: { ...(overwrite !== undefined && { overwrite }), values, ...extra } };
  },
  mayBeSplit: true,
};

/**
 * Whether an update is merged with nothing: one with fields that we don't know, and one that overwrites, since it would
 * hide that Batch refuses what stood before it, and what follows would hide that Batch refuses the overwriting.
 */
function standsAlone({ overwrite, extra }: Update): boolean {
  return overwrite === true || extra !== undefined;
}

/** Attributes and tags of users, for targeting. Setting twice is setting once. */
export const customDataUpdate: Endpoint<z.infer<typeof schema>> = {
  name: 'custom-data-update',
  summary: "Batch's Custom Data API, attributes and tags of users",
  route: { method: 'POST', path: '/data/users', successStatus: 200 },
  waysIn: ['http', 'queue'],
  effect: 'repeatable',
  account: 'app',
  method: 'POST',
  version: '1.0',
  path: '/data/users',
  tokenField: 'token',
  example: { users: [{ id: 'u1', update: { values: { 'u.age': 42, 'ut.likes': { $add: ['chess'] } } } }] },
  schema,
  bulk: {
    member: 'users',
    form: {
      schema: userSchema,
      csv: {
        isAttribute: (name) => /^(?:u\..+|(?:date|url)\(u\..+\))$/s.test(name),
        toItem: (id, values) => ({ id, update: { values } }),
      },
    },
    mostOf: () => MAX_USERS_PER_CALL,
  },
  plan: (requests, isOpen, doneIn) =>
    planMerged(
      requests.map(({ apps, users }) => ({ apps, entries: users })),
      UPDATING,
      { isOpen, doneIn },
    ),
};

/** For openapi.json. */
export function description(): Description {
  return {
    text: 'Sets and takes away attributes and tags of any number of users, on each app. Updates of many requests travel together; what Batch holds in the end is as if they had been made one by one, in the order they were sent. For one user: a list of one.',
    members: {
      ...describeRequest(),
      users: 'The users, in the order in which they are to be updated.',
      'users[].id': 'Id of your own user, as the app tells Batch.',
      'users[].update': 'What is to change.',
      'users[].update.overwrite': 'Drops everything else that Batch holds about the user.',
      'users[].update.values': describeValues(),
      'users[].update.extra': extraWithout(OURS, EXTRA),
    },
  };
}
