import * as z from 'zod/mini';
import { merged, pathOf } from '../../request/extra.ts';
import { closedObject, isObject, list, nonEmptyString } from '../../request/schema.ts';
import { describeRequest, requestShape } from '../../request/shape.ts';
import { parseTimeMs } from '../../request/times.ts';
import type { Description } from '../description.ts';
import type { Endpoint, Moment, Refusal } from '../endpoint.ts';
import type { Value } from '../planning/merged-attributes.ts';
import { toBatchValue } from './custom-data-dates.ts';
import { describeEvent, eventSchema, MAX_AGE_HOURS } from './event.ts';
import { MAX_EVENTS_PER_CALL, planEvents } from './events-plan.ts';

const MS_PER_HOUR = 3_600_000;

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

/** For openapi.json. */
export function description(): Description {
  return {
    text: 'Tells Batch what any number of users did, on each app, which may start automations. A call to Batch takes 1,000 events, and more are cut into several; the events of a user stay in their order. The same event twice may start an automation twice.',
    members: {
      ...describeRequest(),
      users: 'Who did what.',
      'users[].id': 'Id of your own user, as the app tells Batch.',
      'users[].events': 'What the user did, in order.',
      ...describeEvent('users[].events[]'),
    },
  };
}
