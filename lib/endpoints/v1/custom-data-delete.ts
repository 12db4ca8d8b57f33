import * as z from 'zod/mini';
import { closedObject, listOfStrings } from '../../request/schema.ts';
import { describeRequest, requestShape } from '../../request/shape.ts';
import type { Description } from '../description.ts';
import type { Endpoint } from '../endpoint.ts';
import { planMerged } from '../planning/merged-plan.ts';
import type { MergeRules } from '../planning/merging.ts';
import { MAX_USERS_PER_CALL } from './users-per-call.ts';

const schema = closedObject({
  ...requestShape,
  users: listOfStrings({ minLength: 1 }).check(z.minLength(1, 'must hold at least one user')),
});

const DELETING: MergeRules<string> = {
  list: 'users',
  most: MAX_USERS_PER_CALL,
  idOf: (id) => id,
  merge: () => true,
  toBatch: ({ first }) => first.asked,
  mayBeSplit: false,
};

/** Takes away what Batch holds of users. Deleting twice is deleting once. */
export const customDataDelete: Endpoint<z.infer<typeof schema>> = {
  name: 'custom-data-delete',
  summary: "Batch's Custom Data API, deleting what it holds of users",
  route: { method: 'POST', path: '/data/users/delete', successStatus: 200 },
  waysIn: ['http', 'queue'],
  effect: 'repeatable',
  account: 'app',
  method: 'DELETE',
  version: '1.0',
  path: '/data/users',
  tokenField: 'token',
  example: { users: ['u1'] },
  schema,
  bulk: { member: 'users', mostOf: () => MAX_USERS_PER_CALL, isUnique: false },
  plan: (requests, isOpen, doneIn) =>
    planMerged(
      requests.map(({ apps, users }) => ({ apps, entries: users })),
      DELETING,
      { isOpen, doneIn },
    ),
};

/** For openapi.json. */
export function description(): Description {
  return {
    text: 'Deletes all that Batch holds of any number of users, on each app. For one user: a list of one. Updates and deletions that go through queues travel on two of them: nothing keeps their order.',
    members: {
      ...describeRequest(),
      users: { description: 'Ids of your own users, as the app tells Batch.', minItems: 1 },
    },
  };
}
