import { isObject } from '../../request/schema.ts';
import { TIME_PATTERN } from '../../request/times.ts';
import { type JsonSchema, listOrEdit } from '../description.ts';
import { DATE, isDate } from './custom-data-dates.ts';

interface Form {
  readonly pattern: RegExp;
  isValid(value: unknown): boolean;
  readonly expected: string;
}

const NO_EMPTY_ARRAY = 'Batch refuses an empty array (`null` takes the collection away)';

/** The forms of a key, as JSON Schema can have them too: without flags. */
const KEYS = {
  attribute: /^u\.[\s\S]+$/,
  date: /^date\(u\.[\s\S]+\)$/,
  url: /^url\(u\.[\s\S]+\)$/,
  tags: /^ut\.[\s\S]+$/,
};

/** What each may hold. A name's characters and lengths are unverified, so any pass. */
const FORMS: readonly Form[] = [
  {
    pattern: KEYS.attribute,
    isValid: (value) => typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value),
    expected: 'expected a string, a number, a boolean or null',
  },
  {
    pattern: KEYS.date,
    isValid: isDate,
    expected: `${DATE}, or null`,
  },
  { pattern: KEYS.url, isValid: (value) => typeof value === 'string', expected: 'expected a URL or null' },
  {
    pattern: KEYS.tags,
    isValid: (value) => isTags(value) || isTagEdit(value),
    expected: `expected tags, {"$add": tags, "$remove": tags} or null; ${NO_EMPTY_ARRAY}`,
  },
];

/** What is wrong with a key or its value, or nothing. */
export function valueFault(key: string, value: unknown): string | undefined {
  const form = FORMS.find(({ pattern }) => pattern.test(key));
  if (!form) return 'unknown key; expected `u.<name>`, `date(u.<name>)`, `url(u.<name>)` or `ut.<name>`';
  return value === null || form.isValid(value) ? undefined : form.expected;
}

/** The attribute that a key is about, whatever form it is written in; a tag collection's name is its own. */
export function attributeOf(key: string): string {
  return key.startsWith('ut.') ? key : key.replace(/^(?:date|url)\((.*)\)$/s, '$1');
}

export function isTags(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((tag) => typeof tag === 'string' && tag !== '');
}

function isTagEdit(value: unknown): boolean {
  if (!isObject(value)) return false;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([name, tags]) => (name === '$add' || name === '$remove') && isTags(tags));
}

/** What openapi.json says of values. */
export function describeValues(): JsonSchema {
  return {
    type: 'object',
    minProperties: 1,
    description:
      'Attributes and tags by key: `u.<name>` a text, a number or a boolean; `date(u.<name>)` a date, as epoch seconds or `yyyy-MM-ddTHH:mm:ss` in UTC or with a zone; `url(u.<name>)` a URL; `ut.<name>` tags, or `{"$add": tags, "$remove": tags}`. `null` takes any of them away.',
    patternProperties: {
      [KEYS.attribute.source]: { type: ['string', 'number', 'boolean', 'null'] },
      [KEYS.date.source]: { type: ['number', 'string', 'null'], pattern: TIME_PATTERN },
      [KEYS.url.source]: { type: ['string', 'null'] },
      [KEYS.tags.source]: { anyOf: listOrEdit() },
    },
    additionalProperties: false,
  };
}
