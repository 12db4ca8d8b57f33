import * as z from 'zod/mini';
import { closedObject, nonEmptyString, openObject } from '../../request/schema.ts';
import { requestShape } from '../../request/shape.ts';
import type { OwnCapability } from '../capability.ts';

/** S3's limit on a key: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1_024;

const fileSchema = closedObject({
  key: nonEmptyString.check(
    z.refine((key) => Buffer.byteLength(key) <= MAX_KEY_BYTES, `must have at most ${MAX_KEY_BYTES} bytes`),
  ),
  bucket: z.optional(z.string().check(z.regex(/^[a-z0-9.-]{3,63}$/, 'expected the name of a bucket'))),
  format: z.enum(['csv', 'ndjson'], 'expected `csv` or `ndjson`'),
  column: z._default(nonEmptyString, 'id'),
  list: z.optional(z.string()),
});

const bulkStartSchema = closedObject({
  capability: nonEmptyString,
  request: openObject,
  file: fileSchema,
  unique: z.optional(z.boolean()),
  pace_per_minute: z.optional(z.int().check(z.gte(1, 'must be at least 1'))),
  idempotency_key: requestShape.idempotency_key,
});

export type BulkStartRequest = z.infer<typeof bulkStartSchema>;

/** A request to each line of a file in S3, however long it is. */
export const bulkStart: OwnCapability<BulkStartRequest> = {
  name: 'bulk-start',
  summary: 'Requests for all lines of a file',
  route: { method: 'POST', path: '/bulk', successStatus: 202 },
  waysIn: ['http', 'queue'],
  effect: 'once',
  example: {
    capability: 'transactional-send',
    request: { group_id: 'spring', message: { title: 'Spring', body: 'is here' } },
    file: { key: 'spring.csv', format: 'csv' },
  },
  schema: bulkStartSchema,
  uses: {
    http: ['secret', 'look-up', 'write-down', 'bucket'],
    queue: ['look-up', 'write-down', 'read-objects', 'hand-over'],
  },
};
