import * as z from 'zod/mini';
import { EXTRA, extraBringsNone, extraSchema, limit, merged, pathOf } from '../../request/extra.ts';
import { closedObjectWithNulls, isObject, listOfStrings, openObject, rule } from '../../request/schema.ts';
import { requestShape } from '../../request/shape.ts';
import { parseTimeMs, TIME_PATTERN } from '../../request/times.ts';
import { extraWithout, type JsonSchema, limited, type Members } from '../description.ts';
import { DATE, isDate } from './custom-data-dates.ts';

/** Batch's limits on an event. */
const MAX_LABEL_CHARACTERS = 200;
const MAX_TAGS = 10;
const MAX_TEXT_CHARACTERS = 64;
const MAX_ATTRIBUTES = 15;
/** Oldest that Batch takes. Batch's limit. */
export const MAX_AGE_HOURS = 24;

const NAME = /^[a-z0-9_]{1,30}$/;
const DATE_NAME = /^date\([a-z0-9_]{1,30}\)$/;

/** What `extra` may not bring. */
const OURS = [...Object.keys(requestShape), 'extra'];

/** What a user did. */
export const eventSchema = closedObjectWithNulls(
  {
    name: z.string(),
    time: z.optional(z.string()),
    label: z.optional(z.string()),
    attributes: z.optional(openObject),
    tags: z.optional(listOfStrings({ minLength: 0 })),
    extra: z.optional(extraSchema),
  },
  extraBringsNone(OURS),
  limit(
    'name',
    ifText((name) => /^ue\../s.test(name)),
    'expected `ue.` and a name',
  ),
  limit(
    'time',
    ifText((time) => parseTimeMs(time) !== undefined),
    'expected yyyy-MM-ddTHH:mm:ss in UTC, or with a zone',
  ),
  limit('label', isUpTo(MAX_LABEL_CHARACTERS), `must have at most ${MAX_LABEL_CHARACTERS} characters`),
  limit('tags', (tags) => !Array.isArray(tags) || tags.length <= MAX_TAGS, `must be at most ${MAX_TAGS}`),
  limit(
    'tags',
    (tags) => !Array.isArray(tags) || tags.every(isUpTo(MAX_TEXT_CHARACTERS)),
    `must have at most ${MAX_TEXT_CHARACTERS} characters each`,
  ),
  rule((event, report) => {
    const { attributes } = merged(event);
    if (!isObject(attributes)) return;
    const path = pathOf(event, 'attributes');
    if (Object.keys(attributes).length > MAX_ATTRIBUTES) {
      report(path, `must hold at most ${MAX_ATTRIBUTES} attributes`);
    }
    for (const [name, value] of Object.entries(attributes)) {
      const fault = attributeFault(name, value);
      if (fault) report([...path, name], fault);
    }
  }),
);

function attributeFault(name: string, value: unknown): string | undefined {
  if (DATE_NAME.test(name)) return isDate(value) ? undefined : DATE;
  if (!NAME.test(name)) return 'expected a name of 1 to 30 of a-z, 0-9 and _, or date(name)';
  if (typeof value === 'boolean' || Number.isFinite(value)) return undefined;
  if (typeof value !== 'string') return 'expected a string, a number or a boolean';
  return isUpTo(MAX_TEXT_CHARACTERS)(value) ? undefined : `must have at most ${MAX_TEXT_CHARACTERS} characters`;
}

/** Of any other type the schema has its own word. */
function ifText(isValid: (text: string) => boolean): (value: unknown) => boolean {
  return (value) => typeof value !== 'string' || isValid(value);
}

function isUpTo(characters: number): (value: unknown) => boolean {
  return ifText((text) => text.length <= characters);
}

/** What openapi.json says of an event, by the path that leads to it. */
export function describeEvent(path: string): Members {
  return {
    [path]: { allOf: Object.entries(describeLimits()).map(([member, schema]) => limited(member, schema)) },
    [`${path}.name`]: '`ue.` and a name.',
    [`${path}.time`]: `When it happened: \`yyyy-MM-ddTHH:mm:ss\` in UTC, or with a zone; in the last ${MAX_AGE_HOURS} hours and not in the future. If left out: when Batch gets it, and of a queue’s message, when that was first sent.`,
    [`${path}.label`]: `At most ${MAX_LABEL_CHARACTERS} characters.`,
    [`${path}.attributes`]: `At most ${MAX_ATTRIBUTES}: texts of at most ${MAX_TEXT_CHARACTERS} characters, numbers, booleans; dates under \`date(name)\`. Names are 1 to 30 of a-z, 0-9 and _.`,
    [`${path}.tags`]: `At most ${MAX_TAGS}, each of at most ${MAX_TEXT_CHARACTERS} characters.`,
    [`${path}.extra`]: extraWithout(OURS, EXTRA),
  };
}

function describeLimits(): Record<string, JsonSchema> {
  const text = { maxLength: MAX_TEXT_CHARACTERS };
  const attributes: JsonSchema = {
    type: 'object',
    maxProperties: MAX_ATTRIBUTES,
    patternProperties: {
      [NAME.source]: { type: ['string', 'number', 'boolean'], ...text },
      [DATE_NAME.source]: { type: ['number', 'string'], pattern: TIME_PATTERN },
    },
    additionalProperties: false,
  };
  return {
    name: { pattern: '^ue\\.[\\s\\S]' },
    time: { pattern: TIME_PATTERN },
    label: { maxLength: MAX_LABEL_CHARACTERS },
    tags: { maxItems: MAX_TAGS, items: text },
    // Whatever is no object the member's own type refuses.
    attributes: { anyOf: [attributes, { not: { type: 'object' } }] },
  };
}
