import type * as z from 'zod/mini';
import { closedObject, nonEmptyString } from '../../request/schema.ts';
import type { OwnCapability } from '../capability.ts';

/** What a bulk is known by. Of another form than ours nobody knows any. */
export const bulkIdSchema = closedObject({ id: nonEmptyString });

export type BulkIdRequest = z.infer<typeof bulkIdSchema>;

/** How far a bulk has come. */
export const bulkStatus: OwnCapability<BulkIdRequest> = {
  name: 'bulk-status',
  summary: 'How far the lines of a file have come',
  route: { method: 'GET', path: '/bulk/{id}', successStatus: 200 },
  waysIn: ['http'],
  effect: 'read',
  example: { id: '0123456789abcdef' },
  schema: bulkIdSchema,
  uses: { http: ['look-up'] },
};
