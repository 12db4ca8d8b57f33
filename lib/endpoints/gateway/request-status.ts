import type * as z from 'zod/mini';
import { closedObject, nonEmptyString } from '../../request/schema.ts';
import type { OwnCapability } from '../capability.ts';

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
