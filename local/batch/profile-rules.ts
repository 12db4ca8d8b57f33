import * as z from 'zod/mini';
import { members, sparseMembers } from './check.ts';
import { eventFault, type ProfileEvent } from './profile-event-rules.ts';
import { isScalar, isText, isUrl } from './profile-values.ts';
import { filledString } from './push-rules.ts';
import { isZonedTime } from './times.ts';

/** What an attribute holds, or is set to. */
export type Value = string | number | boolean | string[] | { $add?: string[]; $remove?: string[] } | null;

/** One operation: who, and what is set or told of them. */
export interface Operation {
  readonly identifiers: { readonly custom_id?: string | undefined };
  readonly attributes?: Readonly<Record<string, Value>> | undefined;
  readonly events?: readonly ProfileEvent[] | undefined;
}

/** What Batch refuses of an operation that it takes otherwise. Of the categories only `attribute` is known (mark U). */
export interface ItemFault {
  readonly category: 'attribute' | 'event';
  readonly reason: string;
  readonly attribute?: string;
}

/** Limits that clients and SDKs tell of (mark C). */
const MAX_ATTRIBUTES = 50;
const MAX_LISTS = 15;
const MAX_EVENTS = 15;
const MAX_ENTRIES = 25;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const open = z.custom<Record<string, unknown>>(isObject, 'expected an object');

const identifiers = members({ custom_id: z.optional(filledString), installation: z.optional(open) }).check(
  ({ value, issues }) => {
    if (value.custom_id === undefined && value.installation === undefined) {
      issues.push({ code: 'custom', path: ['custom_id'], input: undefined });
    }
    if (value.custom_id !== undefined && value.installation !== undefined) {
      issues.push({ code: 'custom', message: 'excluded by custom_id', path: ['installation'], input: value });
    }
  },
);

const event = sparseMembers({ name: filledString, time: z.optional(z.string()), attributes: z.optional(open) });

const operation = sparseMembers({
  identifiers,
  attributes: z.optional(open as unknown as z.ZodMiniType<Record<string, Value>>),
  events: z.optional(z.array(event)),
});

/** The body of a call: what is no operation refuses it as a whole, as does one operation too many. */
export function operations(most: number) {
  return z.array(operation).check(z.minLength(1), z.maxLength(most), ({ value, issues }) => {
    // What order the operations of a profile have that stands twice in a call is not said, so the simulator refuses it.
    const seen = new Set<string>();
    value.forEach((each, index) => {
      const id = JSON.stringify(each.identifiers);
      if (seen.has(id)) issues.push({ code: 'custom', message: 'profile repeated', path: [index], input: value });
      seen.add(id);
    });
  });
}

/** What is wrong with an operation, and what is left of it. */
export function faultsOf(asked: Operation, nowMs: number): { faults: ItemFault[]; taken: Operation } {
  const attributes = Object.entries(asked.attributes ?? {});
  const events = asked.events ?? [];
  const tooMany = manyFault(attributes, events);
  if (tooMany) return { faults: [tooMany], taken: { identifiers: asked.identifiers } };
  const ofAttributes = attributes.flatMap(([key, value]) => {
    const reason = attributeFault(key, value);
    return reason ? [{ category: 'attribute' as const, reason: `${key}: ${reason}`, attribute: key }] : [];
  });
  const ofEvents = events.map((each) => eventFault(each, nowMs));
  const bad = new Set(ofAttributes.map(({ attribute }) => attribute));
  const taken = {
    identifiers: asked.identifiers,
    ...(asked.attributes && { attributes: Object.fromEntries(attributes.filter(([key]) => !bad.has(key))) }),
    ...(asked.events && { events: events.filter((_, index) => !ofEvents[index]) }),
  };
  const told = ofEvents.flatMap((reason) => (reason ? [{ category: 'event' as const, reason }] : []));
  return { faults: [...ofAttributes, ...told], taken };
}

function manyFault(attributes: readonly [string, Value][], events: readonly unknown[]): ItemFault | undefined {
  const lists = attributes.filter(([, value]) => typeof value === 'object' && value !== null).length;
  if (attributes.length > MAX_ATTRIBUTES)
    return { category: 'attribute', reason: `more than ${MAX_ATTRIBUTES} attributes` };
  if (lists > MAX_LISTS) return { category: 'attribute', reason: `more than ${MAX_LISTS} arrays` };
  return events.length > MAX_EVENTS ? { category: 'event', reason: `more than ${MAX_EVENTS} events` } : undefined;
}

/** The forms of a key, and what each may hold besides `null`. Of lengths the SDKs' own (mark C:sdk). */
const KEY_FORMS: readonly { form: RegExp; isValid: (value: unknown) => boolean; wanted: string }[] = [
  { form: /^[a-z0-9_]{1,30}$/, isValid: (value) => isScalar(value) || isList(value), wanted: 'a scalar or strings' },
  { form: /^date\([a-z0-9_]{1,30}\)$/, isValid: isZonedTime, wanted: 'a date of RFC 3339' },
  { form: /^url\([a-z0-9_]{1,30}\)$/, isValid: isUrl, wanted: 'a URL' },
  {
    form: /^\$email_address$/,
    isValid: (value) => isText(256)(value) && /^[^@\s]+@[A-z0-9\-.]+\.[A-z0-9]+$/.test(`${value}`),
    wanted: 'an e-mail address',
  },
  { form: /^\$phone_number$/, isValid: (value) => /^\+[0-9]{1,15}$/.test(`${value}`), wanted: 'a phone number' },
  {
    form: /^\$(?:email|sms)_marketing$/,
    isValid: (value) => value === 'subscribed' || value === 'unsubscribed',
    wanted: 'subscribed or unsubscribed',
  },
  {
    form: /^\$(?:language|region)$/,
    isValid: (value) => `${value}`.length >= 2 && isText(300)(value),
    wanted: 'a code',
  },
  { form: /^\$timezone$/, isValid: isTimeZone, wanted: 'a time zone' },
  { form: /^\$topic_preferences$/, isValid: (value) => isList(value, /^[a-z0-9_]{1,300}$/), wanted: 'topics' },
];

function attributeFault(key: string, value: unknown): string | undefined {
  const keyForm = KEY_FORMS.find(({ form }) => form.test(key));
  if (!keyForm) return 'malformed key';
  return value === null || keyForm.isValid(value) ? undefined : `expected ${keyForm.wanted}, or null`;
}

function isTimeZone(value: unknown): boolean {
  return typeof value === 'string' && (value === 'UTC' || Intl.supportedValuesOf('timeZone').includes(value));
}

function isList(value: unknown, form = /^[^\r\n]{1,300}$/): boolean {
  if (isObject(value)) {
    const edits = Object.entries(value);
    return edits.length > 0 && edits.every(([name, list]) => /^\$(add|remove)$/.test(name) && isEntries(list, form));
  }
  return isEntries(value, form);
}

const isEntries = (value: unknown, form: RegExp): boolean =>
  Array.isArray(value) &&
  value.length >= 1 &&
  value.length <= MAX_ENTRIES &&
  value.every((entry) => typeof entry === 'string' && form.test(entry) && entry.trim() !== '');
