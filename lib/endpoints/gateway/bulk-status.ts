import * as z from 'zod/mini';
import { closedObject } from '../../request/schema.ts';
import type { OwnCapability } from '../capability.ts';

/** What a bulk is known by. */
export const bulkIdSchema = closedObject({
  id: z.string().check(z.regex(/^[A-Za-z0-9_-]{16,64}$/, 'expected 16 to 64 of A-Z a-z 0-9 _ -')),
});

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
