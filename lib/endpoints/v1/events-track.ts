import * as z from 'zod/mini';
import { extraBringsNone, extraSchema, limit, merged, pathOf } from '../../request/extra.ts';
import {
  closedObject,
  closedObjectWithNulls,
  isObject,
  list,
  listOfStrings,
  nonEmptyString,
  openObject,
  rule,
} from '../../request/schema.ts';
import { requestShape } from '../../request/shape.ts';
import { parseTimeMs } from '../../request/times.ts';
import type { Endpoint, Moment, Refusal } from '../endpoint.ts';
import type { Value } from '../planning/merged-attributes.ts';
import { DATE, isDate, toBatchValue } from './custom-data-dates.ts';
import { MAX_EVENTS_PER_CALL, planEvents } from './events-plan.ts';

/** Batch's limits on an event. */
const MAX_LABEL_CHARACTERS = 200;
const MAX_TAGS = 10;
const MAX_TEXT_CHARACTERS = 64;
const MAX_ATTRIBUTES = 15;
const MAX_AGE_HOURS = 24;

const MS_PER_HOUR = 3_600_000;
const ATTRIBUTE = /^(?:[a-z0-9_]{1,30}|date\([a-z0-9_]{1,30}\))$/;

const eventSchema = closedObjectWithNulls(
  {
    name: z.string(),
    time: z.optional(z.string()),
    label: z.optional(z.string()),
    attributes: z.optional(openObject),
    tags: z.optional(listOfStrings({ minLength: 0 })),
    extra: z.optional(extraSchema),
  },
  extraBringsNone([...Object.keys(requestShape), 'extra']),
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
  limit(
    'tags',
    (tags) => !Array.isArray(tags) || (tags.length <= MAX_TAGS && tags.every(isUpTo(MAX_TEXT_CHARACTERS))),
    `must be at most ${MAX_TAGS}, each of at most ${MAX_TEXT_CHARACTERS} characters`,
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

const userSchema = closedObject({
  id: nonEmptyString,
  events: list(eventSchema).check(z.minLength(1, 'must hold at least one event')),
});

const schema = closedObject({
  ...requestShape,
  users: list(userSchema).check(z.minLength(1, 'must hold at least one user')),
});

type EventsTrack = z.infer<typeof schema>;
type Event = EventsTrack['users'][number]['events'][number];

/** What users did, which may start automations. The same event twice may start them twice. */
export const eventsTrack: Endpoint<EventsTrack> = {
  name: 'events-track',
  summary: "Batch's Trigger Events API, what users did",
  route: { method: 'POST', path: '/events/users', successStatus: 200 },
  waysIn: ['http', 'queue'],
  effect: 'once',
  account: 'app',
  method: 'POST',
  version: '1.0',
  path: '/events/users',
  tokenField: 'token',
  example: { users: [{ id: 'u1', events: [{ name: 'ue.added_to_cart', attributes: { price: 12.5 } }] }] },
  schema,
  bulk: {
    member: 'users',
    form: { schema: userSchema },
    weightOf: (user) => (user as EventsTrack['users'][number]).events.length,
    mostOf: () => MAX_EVENTS_PER_CALL,
  },
  guard: ageFaults,
  sentAt: (request, ms) => ({ ...request, users: request.users.map((user) => dated(user, ms)) }),
  plan: (requests) =>
    planEvents(
      requests.map(({ apps, users }) => ({
        apps,
        users: users.map(({ id, events }) => ({ id, events: events.map(toBatch) })),
      })),
    ),
};

/** An event that says nothing of its time was when it was sent, however long it waited since. */
function dated({ id, events }: EventsTrack['users'][number], ms: number) {
  const time = toSeconds(ms);
  return { id, events: events.map((event) => (timeOf(event) === undefined ? { ...event, time } : event)) };
}

/** An event as Batch takes it: its time in UTC, to the second, and dates in one of Batch's forms. */
function toBatch({ extra, ...event }: Event): object {
  const whole: Record<string, unknown> = { ...event, ...extra };
  const { time, attributes } = whole;
  const ms = typeof time === 'string' ? parseTimeMs(time) : undefined;
  return {
    ...whole,
    ...(ms !== undefined && { time: toSeconds(ms) }),
    ...(isObject(attributes) && { attributes: withDates(attributes) }),
  };
}

function withDates(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(attributes);
  return Object.fromEntries(entries.map(([name, value]) => [name, toBatchValue(name, value as Value)]));
}

/** Of the moment: Batch takes what happened in the last 24 hours. */
function ageFaults({ users }: Partial<EventsTrack>, { now }: Moment): Refusal[] {
  if (!Array.isArray(users)) return [];
  return users.flatMap((user, place) =>
    (Array.isArray(user?.events) ? user.events : []).flatMap((event: unknown, index) => {
      if (!isObject(event)) return [];
      const time = timeOf(event);
      const detail = typeof time === 'string' ? ageFault(parseTimeMs(time), now) : undefined;
      const pointer = `/users/${place}/events/${index}/${pathOf(event, 'time').join('/')}`;
      return detail ? [{ pointer, detail, status: 400 as const }] : [];
    }),
  );
}

function ageFault(ms: number | undefined, now: number): string | undefined {
  if (ms === undefined) return undefined;
  if (ms > now) return 'must not be in the future';
  return now - ms > MAX_AGE_HOURS * MS_PER_HOUR ? `must be in the last ${MAX_AGE_HOURS} hours` : undefined;
}

function timeOf(event: Readonly<Record<string, unknown>>): unknown {
  return merged(event)['time'];
}

/** `yyyy-MM-ddTHH:mm:ss` */
function toSeconds(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

function attributeFault(name: string, value: unknown): string | undefined {
  if (!ATTRIBUTE.test(name)) return 'expected a name of 1 to 30 of a-z, 0-9 and _, or date(name)';
  if (name.startsWith('date(')) return isDate(value) ? undefined : DATE;
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
