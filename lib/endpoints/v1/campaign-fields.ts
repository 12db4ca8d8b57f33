import * as z from 'zod/mini';
import { EXTRA, limit, merged } from '../../request/extra.ts';
import {
  closedObject,
  closedObjectWithNulls,
  distinct,
  json,
  list,
  nonEmptyString,
  openObject,
  rule,
} from '../../request/schema.ts';
import { requestShape } from '../../request/shape.ts';
import { parseUtcMs } from '../../request/times.ts';
import { extraWithout, given, limited, type Members } from '../description.ts';
import { describePush, pushShape } from './push.ts';

/** Batch's limits on a campaign. */
const MIN_NAME_CHARACTERS = 3;
const MAX_LABELS = 3;
const MAX_TIME_TO_LIVE_SECONDS = 2_419_200;

const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

/** Whether a text is a time of Batch's form for campaigns, which says nothing of its zone. */
export function isTime(text: string): boolean {
  return SECONDS.test(text) && parseUtcMs(text) !== undefined;
}

const messageSchema = closedObjectWithNulls({
  language: z.string().check(z.regex(/^[A-Za-z]{2}$/, 'expected a language of two letters')),
  title: z.optional(z.string()),
  body: nonEmptyString,
  deeplink: z.optional(z.string()),
});

const messagesSchema = list(messageSchema).check(
  z.minLength(1, 'must hold at least one message'),
  distinct(({ language }) => language.toLowerCase(), ['language'], 'has a message already'),
);

/** All there are: a user is in one of them. */
export const SEGMENTS = ['NEW', 'ONE_TIME', 'ENGAGED', 'DORMANT', 'IMPORTED'] as const;

/** Batch knows more members, whose names are not documented: they pass. */
const targetingSchema = z.catchall(
  z.object({ segments: z.optional(list(z.enum(SEGMENTS))), query: z.optional(openObject) }),
  json,
);

const recurrenceSchema = closedObject({
  end_date: nonEmptyString,
  repeat_unit: z.enum(['DAILY', 'WEEKLY', 'MONTHLY']),
  repeat_frequency: z.int(),
});

/** What a campaign may consist of, and what a request about one may have besides; which of it must be there is another question. */
export const campaignShape = {
  ...pushShape,
  name: z.string(),
  live: z.boolean(),
  push_time: z.optional(
    z.string().check(z.refine((text) => text === 'now' || isTime(text), 'expected "now" or yyyy-MM-ddTHH:mm:ss, GMT')),
  ),
  local_push_time: z.optional(z.string().check(z.refine(isTime, 'expected yyyy-MM-ddTHH:mm:ss'))),
  messages: messagesSchema,
  targeting: z.optional(targetingSchema),
  recurrence: z.optional(recurrenceSchema),
  confirm: z.optional(z.literal('everyone')),
};

/** What never leaves for Batch. */
export const OURS = [...Object.keys(requestShape), 'extra', 'confirm'];

/** What holds for a campaign that is made and for one that is changed. */
export const campaignRules = <T>(): z.core.$ZodCheck<T>[] => [
  rule((request, report) => {
    const { push_time, local_push_time } = merged(request);
    if (push_time !== undefined && local_push_time !== undefined) report(['local_push_time'], 'excludes `push_time`');
  }),
  limit(
    'name',
    (name) => typeof name !== 'string' || [...name].length >= MIN_NAME_CHARACTERS,
    `must have at least ${MIN_NAME_CHARACTERS} characters`,
  ),
  limit('labels', (labels) => !Array.isArray(labels) || labels.length <= MAX_LABELS, `must be at most ${MAX_LABELS}`),
  limit(
    'time_to_live',
    (seconds) => typeof seconds !== 'number' || (seconds >= 0 && seconds <= MAX_TIME_TO_LIVE_SECONDS),
    `must be 0 to ${MAX_TIME_TO_LIVE_SECONDS} seconds (28 days)`,
  ),
];

/** What openapi.json says of them. */
export function describeCampaign(ours: readonly string[]): Members {
  return {
    ...describePush(),
    name: 'Of the campaign in Batch’s dashboard.',
    live: '`false` saves a draft. `true` is refused (403) unless the stack was deployed with `allowLiveCampaigns`.',
    push_time: {
      description: 'When it is sent: `now`, or a time in GMT that has not passed.',
      pattern: `^(now|${TIME_PATTERN})$`,
    },
    local_push_time: {
      description: 'The same in the time zone of each device. Stands in place of `push_time`.',
      pattern: `^${TIME_PATTERN}$`,
    },
    messages: 'One in each language, none twice.',
    'messages[].language': 'Two letters: `en`.',
    'messages[].title': 'Above the body.',
    'messages[].body': 'The text.',
    'messages[].deeplink': 'In place of the campaign’s own.',
    targeting: 'Who gets it. Without, everybody does. Members that are unknown here are handed on to Batch.',
    'targeting.segments': 'Groups of users by how they use the app. All five are everybody.',
    'targeting.query': 'A query on attributes and tags: `{"c.age": {"$gte": 18}}`.',
    recurrence: 'Sends it again and again.',
    'recurrence.end_date': 'When it stops.',
    'recurrence.repeat_unit': 'Of `repeat_frequency`.',
    'recurrence.repeat_frequency': 'Every so many units.',
    confirm: '`everyone` is demanded (403) of a campaign that reaches every user.',
    extra: extraWithout(ours, EXTRA),
    '': {
      not: { allOf: [given('push_time'), given('local_push_time')] },
      allOf: [
        limited('name', { minLength: MIN_NAME_CHARACTERS }),
        limited('labels', { maxItems: MAX_LABELS }),
        limited('time_to_live', { minimum: 0, maximum: MAX_TIME_TO_LIVE_SECONDS }),
      ],
    },
  };
}

/** A time of Batch's form for campaigns, of which the calendar may still have no such day. */
const TIME_PATTERN = SECONDS.source.slice(1, -1);
