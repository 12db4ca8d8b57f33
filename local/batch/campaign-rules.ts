import * as z from 'zod/mini';
import { members, sparseMembers } from './check.ts';
import { filledString, pushMembers } from './push-rules.ts';
import { readUtcTime } from './times.ts';

/** Batch's limits on a campaign (mark D); 28 days, and 0 passes, since the page contradicts itself about it. */
const MIN_NAME_LENGTH = 3;
const MAX_LABELS = 3;
const MAX_TIME_TO_LIVE_SECONDS = 2_419_200;

const SECONDS_FORMAT = 'yyyy-MM-ddTHH:mm:ss';
const isTimeToTheSecond = (text: string): boolean =>
  text.length === SECONDS_FORMAT.length && readUtcTime(text) !== undefined;

const message = sparseMembers({
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

/** Countries, languages and audiences exist under names that nobody could read (mark U), so unknown members pass. */
const targeting = z.looseObject({
  segments: z.optional(z.array(z.enum(['NEW', 'ONE_TIME', 'ENGAGED', 'DORMANT', 'IMPORTED']))),
  query: z.optional(z.record(z.string(), z.unknown())),
});

const recurrence = members({
  end_date: z.string(),
  repeat_unit: z.enum(['DAILY', 'WEEKLY', 'MONTHLY']),
  repeat_frequency: z.number(),
});

const campaignMembers = {
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
  time_to_live: z.optional(z.int().check(z.nonnegative(), z.lte(MAX_TIME_TO_LIVE_SECONDS))),
};

interface Times {
  readonly push_time?: string | undefined;
  readonly local_push_time?: string | undefined;
}

const hasOneTime = ({ value, issues }: z.core.ParsePayload<Times>): void => {
  if (value.push_time === undefined || value.local_push_time === undefined) return;
  issues.push({ code: 'custom', message: 'excluded by push_time', path: ['local_push_time'], input: value });
};

/** The body of a new campaign, without the rule that needs a clock: see `isPast`. */
export const campaignCreate = sparseMembers(campaignMembers).check(({ value, issues }) => {
  const isTimeless = value.push_time === undefined && value.local_push_time === undefined;
  if (isTimeless) issues.push({ code: 'custom', path: ['push_time'], input: undefined });
}, hasOneTime);

export type CampaignBody = z.infer<z.ZodMiniObject<typeof campaignMembers>>;

/** As create takes it, or as the plain string that `GET /campaigns/{token}` gives back. */
const anyCollapseKey = z.pipe(
  z.transform((key: unknown) => (typeof key === 'string' ? { enabled: true, key } : key)),
  pushMembers.gcm_collapse_key,
);

/**
 * The body of an update: some of the members of a campaign. Batch's page wants those given at creation again, but
 * production clients send one alone (mark C), so any one is enough.
 */
export const campaignUpdate = sparseMembers({
  ...z.partial(z.object(campaignMembers)).shape,
  gcm_collapse_key: z.optional(anyCollapseKey),
}).check(hasOneTime);

export type CampaignUpdate = z.infer<typeof campaignUpdate>;

/** Whether a valid `push_time` lies before the current second, which is as fine as its format goes. */
export function isPast(pushTime: string, nowMs: number): boolean {
  const timeMs = readUtcTime(pushTime);
  return timeMs !== undefined && timeMs < nowMs - (nowMs % 1000);
}
