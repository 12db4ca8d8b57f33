import type { OwnCapability } from '../capability.ts';
import { type BulkIdRequest, bulkIdSchema } from './bulk-status.ts';

/** Sends nothing more of a bulk. */
export const bulkCancel: OwnCapability<BulkIdRequest> = {
  name: 'bulk-cancel',
  summary: 'Nothing more is sent of the lines of a file',
  route: { method: 'POST', path: '/bulk/{id}/cancel', successStatus: 200 },
  waysIn: ['http'],
  effect: 'repeatable',
  example: { id: '0123456789abcdef' },
  schema: bulkIdSchema,
  uses: { http: ['look-up', 'write-down'] },
};
