import type * as z from 'zod/mini';
import { closedObject, nonEmptyString } from '../../request/schema.ts';
import type { OwnCapability } from '../capability.ts';
import { closed, closedByAccount, type Description, type JsonSchema, type Members } from '../description.ts';

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

/** For openapi.json. */
export function description(): Description {
  return {
    text: 'Tells how far a bulk has come. At every moment `lines` is `items` + `repeated` + `refused`, the counts in `parts` add up to `total`, and those of an app in `results` to `items`.',
    members: describeBulkId(),
    answer: describeBulk(),
  };
}

/** What openapi.json says of a bulk’s id. */
export function describeBulkId(): Members {
  return { id: 'As `bulk-start` answered it.' };
}

/** What openapi.json says of a bulk. */
export function describeBulk(): JsonSchema {
  const text: JsonSchema = { type: 'string' };
  const time: JsonSchema = { type: 'string', format: 'date-time' };
  const count = (description?: string): JsonSchema => ({
    type: 'integer',
    minimum: 0,
    ...(description && { description }),
  });
  const ends = ['queued', 'accepted', 'rejected', 'deferred', 'unknown', 'cancelled'];
  return closed(
    {
      id: text,
      capability: text,
      status: { enum: ['running', 'done', 'failed', 'cancelled'] },
      lines: count('Lines handed over, or passed over.'),
      items: count('Lines that became an item of a request.'),
      repeated: count('Lines left out, whose id had been before.'),
      refused: count('Lines that are no item.'),
      refused_lines: {
        type: 'array',
        maxItems: 100,
        description: 'The first of those.',
        items: closed({ line: count('Counted from 1.'), reason: text }),
      },
      parts: closed({ total: count(), ...Object.fromEntries(ends.map((end) => [end, count()])) }),
      results: {
        type: 'array',
        description: 'Items by app, or project, and outcome.',
        items: closedByAccount({ status: { enum: ends }, items: count() }),
      },
      started: time,
    },
    {
      ended: { ...time, description: 'When the last part’s fate was decided.' },
      error: { ...closed({ name: text, detail: text }, { line: count() }), description: 'Why reading ended early.' },
    },
  );
}
