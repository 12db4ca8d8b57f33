import type { OwnCapability } from '../capability.ts';
import type { Description } from '../description.ts';
import { type BulkIdRequest, bulkIdSchema, describeBulk, describeBulkId } from './bulk-status.ts';

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

/** For openapi.json. */
export function description(): Description {
  return {
    text: 'Calls a bulk off, and answers as `bulk-status` does. From the answer on nothing more is handed over, and what waits on a queue is dropped unsent and counted as `cancelled`. One that has ended stays as it is.',
    members: describeBulkId(),
    answer: describeBulk(),
  };
}
