import { isObject } from '../../request/schema.ts';
import { DATE, isDate } from './custom-data-dates.ts';

interface Form {
  readonly pattern: RegExp;
  isValid(value: unknown): boolean;
  readonly expected: string;
}

const NO_EMPTY_ARRAY = 'Batch refuses an empty array (`null` takes the collection away)';

/** The forms of a key, and what each may hold. A name's characters and lengths are unverified, so any pass. */
const FORMS: readonly Form[] = [
  {
    pattern: /^u\.(.+)$/s,
    isValid: (value) => typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value),
    expected: 'expected a string, a number, a boolean or null',
  },
  {
    pattern: /^date\(u\.(.+)\)$/s,
    isValid: isDate,
    expected: `${DATE}, or null`,
  },
  { pattern: /^url\(u\.(.+)\)$/s, isValid: (value) => typeof value === 'string', expected: 'expected a URL or null' },
  {
    pattern: /^ut\.(.+)$/s,
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
