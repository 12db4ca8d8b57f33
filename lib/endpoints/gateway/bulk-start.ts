import * as z from 'zod/mini';
import { closedObject, nonEmptyString, openObject } from '../../request/schema.ts';
import { requestShape } from '../../request/shape.ts';
import type { OwnCapability } from '../capability.ts';
import { closed, type Description } from '../description.ts';
import type { Endpoint } from '../endpoint.ts';

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

/** For openapi.json. */
export function description(endpoints: readonly Endpoint[]): Description {
  return {
    text: 'Has a request carried out for every line of a file in S3, of whatever length: read as a stream, cut at Batch’s limits, and handed to the capability’s queue. The file is opened later: `bulk-status` tells if that fails. The same key with the same body answers the same `id`.',
    members: {
      capability: {
        enum: endpoints.filter(({ bulk }) => bulk).map(({ name }) => name),
        description: 'What is to be carried out for the lines.',
      },
      request: 'A request of that capability without its list, and without `idempotency_key`, `dry_run` and `confirm`.',
      file: 'Where the lines stand.',
      'file.key': {
        maxLength: MAX_KEY_BYTES,
        description: `Of the object: 1 to ${MAX_KEY_BYTES} bytes of UTF-8.`,
      },
      'file.bucket': 'Its bucket; the stack’s own if left out.',
      'file.format': 'CSV as RFC 4180, with a header; or a JSON value a line.',
      'file.column': 'The column, or member, that names whom: `id` if left out.',
      'file.list': 'Of pushes: which list of `recipients` the lines are for; `custom_ids` if left out.',
      unique:
        'Whether an id that stands twice in the file counts once. Of pushes (`true` if left out) and of deletions (`false`).',
      pace_per_minute: 'At most so many lines are handed over in a minute.',
      idempotency_key:
        'Names the bulk, 1 to 255 characters: the same name is carried out once. The header `Idempotency-Key` does the same.',
    },
    answer: closed({
      id: { type: 'string', pattern: '^[A-Za-z0-9_-]{16,64}$', description: 'For `bulk-status` and `bulk-cancel`.' },
      status: { const: 'running' },
    }),
  };
}
