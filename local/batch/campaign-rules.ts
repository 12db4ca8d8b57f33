import * as z from 'zod/mini';
import { members } from './check.ts';
import { filledString, pushMembers } from './push-rules.ts';
import { readUtcTime } from './times.ts';

/** Batch's limits on a campaign. */
const MIN_NAME_LENGTH = 3;
const MAX_LABELS = 3;
const MAX_TIME_TO_LIVE_SECONDS = 2_419_200;

const SECONDS_FORMAT = 'yyyy-MM-ddTHH:mm:ss';
const isTimeToTheSecond = (text: string): boolean =>
  text.length === SECONDS_FORMAT.length && readUtcTime(text) !== undefined;

const message = members({
  language: z.string().check(z.regex(/^[A-Za-z]{2}$/)),
  title: z.optional(z.string()),
  body: filledString,
  deeplink: z.optional(z.string()),
});

const messages = z.array(message).check(z.minLength(1), ({ value, issues }) => {
  const seen = new Set<string>();
  value.forEach(({ language }, index) => {
    const isRepeated = seen.has(language.toLowerCase());
    if (isRepeated)
      issues.push({ code: 'custom', message: 'language repeated', path: [index, 'language'], input: value });
    seen.add(language.toLowerCase());
  });
});

const targeting = members({
  segments: z.optional(z.array(z.enum(['NEW', 'ONE_TIME', 'ENGAGED', 'DORMANT', 'IMPORTED']))),
  query: z.optional(z.record(z.string(), z.unknown())),
});

const recurrence = members({
  end_date: z.string(),
  repeat_unit: z.enum(['DAILY', 'WEEKLY', 'MONTHLY']),
  repeat_frequency: z.number(),
});

/** The body of a new campaign, without the rule that needs a clock: see `isPast`. */
export const campaignCreate = members({
  name: z.string().check(z.minLength(MIN_NAME_LENGTH)),
  live: z.boolean(),
  push_time: z.optional(
    z.string().check(z.refine((text) => text === 'now' || isTimeToTheSecond(text), `not "now" or ${SECONDS_FORMAT}`)),
  ),
  local_push_time: z.optional(z.string().check(z.refine(isTimeToTheSecond, `not ${SECONDS_FORMAT}`))),
  messages,
  targeting: z.optional(targeting),
  recurrence: z.optional(recurrence),
  labels: z.optional(z.array(z.string()).check(z.maxLength(MAX_LABELS))),
  ...pushMembers,
  time_to_live: z.optional(z.int().check(z.positive(), z.lte(MAX_TIME_TO_LIVE_SECONDS))),
}).check(({ value, issues }) => {
  const { push_time, local_push_time } = value;
  if (push_time === undefined && local_push_time === undefined) {
    issues.push({ code: 'custom', path: ['push_time'], input: value });
  }
  if (push_time !== undefined && local_push_time !== undefined) {
    issues.push({ code: 'custom', message: 'excluded by push_time', path: ['local_push_time'], input: value });
  }
});

/** Whether a valid `push_time` lies before the current second, which is as fine as its format goes. */
export function isPast(pushTime: string, nowMs: number): boolean {
  const timeMs = readUtcTime(pushTime);
  return timeMs !== undefined && timeMs < nowMs - (nowMs % 1000);
}
