import * as z from 'zod/mini';
import { closedObject } from '../../request/schema.ts';
import type { OwnCapability } from '../capability.ts';
import { closed, type Description } from '../description.ts';

const bulkUploadSchema = closedObject({
  name: z.optional(z.string().check(z.regex(/^[A-Za-z0-9._-]{1,100}$/, 'expected 1 to 100 of A-Z a-z 0-9 . _ -'))),
});

export type BulkUploadRequest = z.infer<typeof bulkUploadSchema>;

/** Where to put a file, for whoever has no rights of S3's own: anybody may put one there for as long as the URL is valid. */
export const bulkUpload: OwnCapability<BulkUploadRequest> = {
  name: 'bulk-upload',
  summary: 'A URL to put a file at',
  route: { method: 'POST', path: '/bulk/upload', successStatus: 201 },
  waysIn: ['http'],
  effect: 'repeatable',
  example: { name: 'spring.csv' },
  schema: bulkUploadSchema,
  uses: { http: ['put-objects'] },
};

/** For openapi.json. */
export function description(): Description {
  return {
    text: 'Answers a URL to `PUT` a file at, for 15 minutes, in the stack’s own bucket: `curl -T file "$url"`. One PUT takes 5 GB. No two keys are alike.',
    members: { name: 'The end of the key.' },
    answer: closed({
      key: { type: 'string', description: 'For `file.key` of `bulk-start`.' },
      url: { type: 'string', format: 'uri' },
      expires: { type: 'string', format: 'date-time', description: 'Of the URL.' },
    }),
  };
}
