import * as z from 'zod/mini';
import { members, sparseMembers } from './check.ts';
import { filledString } from './push-rules.ts';
import { readUtcTime } from './times.ts';

/** Batch's limit on the events of one call, over all its users (mark D). */
const MAX_EVENTS = 1_000;
/** How long ago an event may be (mark D). */
const MAX_AGE_MS = 24 * 3_600_000;

/** An event as it is tracked. */
export interface TrackedEvent {
  readonly name: string;
  readonly time?: string | undefined;
  readonly label?: string | undefined;
  readonly attributes?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly tags?: readonly string[] | undefined;
}

const text = (most: number) => z.string().check(z.maxLength(most));

/** What follows `ue.` is a rule of Batch's SDKs (mark C), and passes. */
const eventName = z.string().check(z.regex(/^ue\../s, 'expected ue. and a name'));

const attributes = z
  .record(
    z.string().check(z.regex(/^(?:[a-z0-9_]{1,30}|date\([a-z0-9_]{1,30}\))$/, 'malformed name')),
    z.union([text(64), z.number(), z.boolean()]),
  )
  .check(
    z.refine((held) => Object.keys(held).length <= 15, 'more than 15 attributes'),
    ({ value, issues }) => {
      for (const [name, held] of Object.entries(value)) {
        const isDate = typeof held === 'number' || (typeof held === 'string' && readUtcTime(held) !== undefined);
        if (name.startsWith('date(') && !isDate) {
          issues.push({ code: 'custom', message: 'not a date', path: [name], input: value });
        }
      }
    },
  );

/** @param nowMs when the call arrived, which no event may come after */
const trackedEvent = (nowMs: number) =>
  sparseMembers({
    name: eventName,
    time: z.optional(z.string().check(z.refine((time) => isRecent(readUtcTime(time), nowMs), 'not within 24 hours'))),
    label: z.optional(text(200)),
    attributes: z.optional(attributes),
    tags: z.optional(z.array(text(64)).check(z.maxLength(10))),
  });

function isRecent(ms: number | undefined, nowMs: number): boolean {
  return ms !== undefined && ms <= nowMs && nowMs - ms <= MAX_AGE_MS;
}

const listOfEvents = (nowMs: number) => z.array(trackedEvent(nowMs)).check(z.minLength(1), z.maxLength(MAX_EVENTS));

/** The body that tells of the one user whose id is in the path. */
export const eventsOfOne = (nowMs: number) => members({ events: listOfEvents(nowMs) });

/** The body that tells of many users; one bad event refuses them all (mark U). */
export const eventsOfMany = (nowMs: number) =>
  z.array(members({ id: filledString, events: listOfEvents(nowMs) })).check(z.minLength(1), ({ value, issues }) => {
    const count = value.reduce((sum, { events }) => sum + events.length, 0);
    if (count > MAX_EVENTS) {
      issues.push({ code: 'custom', message: `more than ${MAX_EVENTS} events`, path: [], input: value });
    }
    // What order the events of a user have who stands twice in a call is not said, so the simulator refuses it.
    const seen = new Set<string>();
    value.forEach(({ id }, index) => {
      if (seen.has(id)) issues.push({ code: 'custom', message: 'user repeated', path: [index, 'id'], input: value });
      seen.add(id);
    });
  });
