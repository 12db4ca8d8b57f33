import { isObject } from '../../request/schema.ts';
import { type JsonSchema, listOrEdit } from '../description.ts';

/*
 * What attributes may hold. Limits and letters are known from clients and SDKs alone (mark C), which is no proof of what Batch
 * refuses: they pass, and Batch says which item it dislikes. Types, empty values and enumerations are held here.
 */

/** Where a fault is, relative to the attributes, and what it is. */
type Report = (path: PropertyKey[], detail: string) => void;

/** Keys that Batch gives a meaning. Others hold a scalar or a list, whatever they are called. */
interface Form {
  readonly pattern: RegExp;
  isValid(value: unknown): boolean;
  readonly expected: string;
}

const SUBSCRIPTIONS: ReadonlySet<unknown> = new Set(['subscribed', 'unsubscribed']);

const LIST =
  'an array of strings, none of them empty, or {"$add": array, "$remove": array}; in place of an empty one `null`';

const FORMS: readonly Form[] = [
  { pattern: /^\$topic_preferences$/, isValid: isListOrEdit, expected: LIST },
  {
    pattern: /^\$(?:email|sms)_marketing$/,
    isValid: (value) => SUBSCRIPTIONS.has(value),
    expected: '`subscribed`, `unsubscribed` or null',
  },
  {
    pattern: /^\$(?:email_address|phone_number|language|region|timezone)$/,
    isValid: isText,
    expected: 'a string or null',
  },
  { pattern: /^date\(.+\)$/s, isValid: isText, expected: 'a date of RFC 3339 or null' },
  { pattern: /^url\(.+\)$/s, isValid: isText, expected: 'a URL or null' },
  {
    pattern: /./s,
    isValid: (value) => isScalar(value) || isListOrEdit(value),
    expected: `a string that is not empty, a number, a boolean, null, ${LIST}`,
  },
];

/** What is wrong with an attribute of a profile, or nothing; `null` takes any away. */
export function attributeFault(key: string, value: unknown): string | undefined {
  const form = FORMS.find(({ pattern }) => pattern.test(key));
  if (!form) return 'must have a name';
  return value === null || form.isValid(value) ? undefined : `expected ${form.expected}`;
}

/** The attribute that a key is about, whatever form it is written in. */
export function attributeOf(key: string): string {
  return key.replace(/^(?:date|url)\((.*)\)$/s, '$1');
}

/** Tells what is wrong with the attributes of an event, in which objects may stand, and lists of them. */
export function findEventFaults(attributes: Readonly<Record<string, unknown>>, report: Report): void {
  const { $label, $tags } = attributes;
  if (isGiven($label) && !isText($label)) report(['$label'], 'expected a string, not empty');
  if (isGiven($tags) && !isTexts($tags)) report(['$tags'], 'expected an array of strings, none of them empty');
  findFaultsIn(attributes, [], report);
}

function findFaultsIn(members: Readonly<Record<string, unknown>>, path: PropertyKey[], report: Report): void {
  for (const [key, value] of Object.entries(members)) {
    const here = [...path, key];
    if (isGiven(value) && /^(?:date|url)\(.+\)$/s.test(key)) {
      if (!isText(value)) report(here, 'expected a string, not empty');
    } else if (isObject(value)) findFaultsIn(value, here, report);
    else if (Array.isArray(value)) findFaultsAmong(value, here, report);
    else if (value === '') report(here, 'must not be empty');
  }
}

function findFaultsAmong(entries: readonly unknown[], path: PropertyKey[], report: Report): void {
  for (const [index, entry] of entries.entries()) {
    if (isObject(entry)) findFaultsIn(entry, [...path, index], report);
    else if (!isText(entry)) report([...path, index], 'expected a string that is not empty, or an object');
  }
}

/** An event's attributes as Batch takes them: `null` is left out, wherever it stands. */
export function withoutNulls(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const held = Object.entries(members).filter(([, value]) => value !== null);
  return Object.fromEntries(held.map(([key, value]) => [key, withoutNullsIn(value)]));
}

function withoutNullsIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullsIn);
  return isObject(value) ? withoutNulls(value) : value;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isScalar(value: unknown): boolean {
  return isText(value) || typeof value === 'number' || typeof value === 'boolean';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}

function isListOrEdit(value: unknown): boolean {
  if (!isObject(value)) return isTexts(value);
  const edits = Object.entries(value);
  return edits.length > 0 && edits.every(([name, list]) => (name === '$add' || name === '$remove') && isTexts(list));
}

/** What openapi.json says of the attributes of a profile. */
export function describeAttributes(): JsonSchema {
  const text: JsonSchema = { type: ['string', 'null'], minLength: 1 };
  const list = listOrEdit();
  const subscription: JsonSchema = { enum: ['subscribed', 'unsubscribed', null] };
  return {
    description:
      'By name; `date(name)` holds a date of RFC 3339 and `url(name)` a URL. A value is a text, a number, a boolean, a list of texts, or `{"$add": list, "$remove": list}`; `null` takes it away.',
    properties: {
      $email_address: text,
      $phone_number: text,
      $language: text,
      $region: text,
      $timezone: text,
      $email_marketing: subscription,
      $sms_marketing: subscription,
      $topic_preferences: { anyOf: list },
    },
    patternProperties: { '^(date|url)\\([\\s\\S]+\\)$': text },
    additionalProperties: {
      anyOf: [{ type: 'string', minLength: 1 }, { type: ['number', 'boolean'] }, ...list],
    },
    propertyNames: { minLength: 1 },
  };
}
