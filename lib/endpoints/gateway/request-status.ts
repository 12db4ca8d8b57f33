import type * as z from 'zod/mini';
import { closedObject, nonEmptyString } from '../../request/schema.ts';
import type { OwnCapability } from '../capability.ts';
import { closed, closedByAccount, type Description, type JsonSchema } from '../description.ts';

const requestStatusSchema = closedObject({ capability: nonEmptyString, key: nonEmptyString });

export type RequestStatusRequest = z.infer<typeof requestStatusSchema>;

/**
 * What became of a request that must not be repeated, by the name that it has. API Gateway decodes a path before it routes, so
 * that a name with `/` or `?` in it has to stand in the query.
 */
export const requestStatus: OwnCapability<RequestStatusRequest> = {
  name: 'request-status',
  summary: 'What became of a request that has a name',
  route: {
    method: 'GET',
    path: '/requests/{capability}/{key}',
    otherPath: '/requests/{capability}',
    successStatus: 200,
  },
  waysIn: ['http'],
  effect: 'read',
  example: { capability: 'transactional-send', key: 'welcome-42' },
  schema: requestStatusSchema,
  uses: { http: ['look-up'] },
};

/** For openapi.json. */
export function description(): Description {
  const text: JsonSchema = { type: 'string' };
  const ends = ['running', 'accepted', 'rejected', 'deferred', 'unknown', 'cancelled'];
  return {
    text: 'Tells what became of a request that must not be repeated, by its name, or by the id that `respond-async` or a queue gave it; and of a part of a bulk. `running` and `deferred` may still change by themselves.',
    members: {
      capability: 'Whose request it was.',
      key: 'The request’s name. With `/` or `?` in it, it has to stand in the query.',
    },
    answer: closed({
      capability: text,
      key: text,
      status: { enum: [...ends, 'partial'] },
      results: {
        type: 'array',
        description: 'One for each call that the request comes to.',
        items: closedByAccount(
          { chunk: { type: 'integer', minimum: 0 }, status: { enum: ends } },
          { token: text, error: closed({ name: text }) },
        ),
      },
      expires: { type: 'string', format: 'date-time', description: 'When it will be forgotten.' },
    }),
  };
}
