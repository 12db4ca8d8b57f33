import * as z from 'zod/mini';
import type { Call, Endpoint, Fault, WithApps } from './endpoint.ts';
import { batchBody, pushShape } from './push.ts';
import {
  closedObject,
  distinct,
  extraBringsNone,
  isObject,
  json,
  limit,
  merged,
  nonEmptyString,
  requestShape,
  rule,
} from './schema.ts';
import { parseUtcMs } from './times.ts';

/** Batch's limits on a campaign. */
const MIN_NAME_CHARACTERS = 3;
const MAX_LABELS = 3;
const MAX_TIME_TO_LIVE_SECONDS = 2_419_200;

/** The last place on earth where a local time is still to come: UTC-12, https://www.iana.org/time-zones `Etc/GMT+12`. */
const LAST_TIME_ZONE_MS = 12 * 60 * 60 * 1000;

/** What never leaves for Batch. */
const OURS = [...Object.keys(requestShape), 'extra', 'confirm'];

const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;
const isTime = (text: string) => SECONDS.test(text) && parseUtcMs(text) !== undefined;

const messageSchema = closedObject({
  language: z.string().check(z.regex(/^[A-Za-z]{2}$/, 'expected a language of two letters')),
  title: z.optional(z.string()),
  body: nonEmptyString,
  deeplink: z.optional(z.string()),
});

const messagesSchema = z.array(messageSchema).check(
  z.minLength(1, 'must hold at least one message'),
  distinct(({ language }) => language.toLowerCase(), ['language'], 'has a message already'),
);

const targetingSchema = closedObject({
  segments: z.optional(z.array(z.enum(['NEW', 'ONE_TIME', 'ENGAGED', 'DORMANT', 'IMPORTED']))),
  query: z.optional(z.record(z.string(), json)),
});

const recurrenceSchema = closedObject({
  end_date: nonEmptyString,
  repeat_unit: z.enum(['DAILY', 'WEEKLY', 'MONTHLY']),
  repeat_frequency: z.int(),
});

const shape = {
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

const pushTimes = rule<unknown>((request, report) => {
  const { push_time, local_push_time } = merged(request);
  if (request['push_time'] === undefined && request['local_push_time'] === undefined) {
    report(['push_time'], 'is required, or `local_push_time`');
  } else if (push_time !== undefined && local_push_time !== undefined) {
    report(['local_push_time'], 'excludes `push_time`');
  }
});

function makeSchema(now: () => number) {
  const isToCome = (graceMs: number) => (time: unknown) =>
    typeof time !== 'string' ||
    !isTime(time) ||
    (parseUtcMs(time) as number) + graceMs >= Math.floor(now() / 1000) * 1000;
  return closedObject(shape).check(
    extraBringsNone(OURS),
    pushTimes,
    limit(
      'name',
      (name) => typeof name !== 'string' || [...name].length >= MIN_NAME_CHARACTERS,
      `must have at least ${MIN_NAME_CHARACTERS} characters`,
    ),
    limit('labels', (labels) => !Array.isArray(labels) || labels.length <= MAX_LABELS, `must be at most ${MAX_LABELS}`),
    limit(
      'time_to_live',
      (seconds) => typeof seconds !== 'number' || (seconds > 0 && seconds <= MAX_TIME_TO_LIVE_SECONDS),
      `must be over 0 and at most ${MAX_TIME_TO_LIVE_SECONDS} seconds (28 days)`,
    ),
    limit('push_time', isToCome(0), 'is past'),
    limit('local_push_time', isToCome(LAST_TIME_ZONE_MS), 'is past in every time zone'),
  );
}

type CampaignCreate = z.infer<ReturnType<typeof makeSchema>>;

/** Whether a campaign reaches the whole user base: its targeting says nothing. `extra` may bring any JSON here. */
function isForEveryone(targeting: unknown): boolean {
  if (!isObject(targeting)) return saysNothing(targeting);
  // In a query any value is a condition: `{"c.member": false}` is not everyone.
  const { query, ...others } = targeting;
  return saysNothing(others) && (isObject(query) ? Object.keys(query).length === 0 : saysNothing(query));
}

function saysNothing(value: unknown): boolean {
  if (typeof value !== 'object') return value === undefined || value === '' || value === false;
  return value === null || Object.values(value).every(saysNothing);
}

/** Whether a campaign starts at once, as far as anybody can tell. */
function isNow({ push_time, local_push_time }: Record<string, unknown>): boolean {
  const time = push_time === undefined ? local_push_time : push_time;
  return typeof time !== 'string' || !isTime(time);
}

/**
 * A push to a segment, or to everybody. Not idempotent: the same call twice is two campaigns.
 *
 * @param now milliseconds since the epoch, for "is past"
 */
export function campaignCreate(now: () => number): Endpoint<CampaignCreate> {
  return {
    name: 'campaign-create',
    method: 'POST',
    version: '1.1',
    path: '/campaigns/create',
    successStatus: 201,
    idempotent: false,
    tokenField: 'campaign_token',
    schema: makeSchema(now),
    guard(request, { allowLiveCampaigns }) {
      const body = merged(request);
      // `extra` may bring anything: what is not clearly a draft counts as live, what is not clearly later as now.
      if (body['live'] === false) return [];
      const faults: Fault[] = [];
      if (!allowLiveCampaigns) {
        const pointer = isObject(request.extra) && Object.hasOwn(request.extra, 'live') ? '/extra/live' : '/live';
        const detail = 'live campaigns are refused unless ALLOW_LIVE_CAMPAIGNS is `true`; `false` saves a draft';
        faults.push({ pointer, detail });
      }
      if (isNow(body) && isForEveryone(body['targeting']) && request.confirm !== 'everyone') {
        const detail = 'this reaches every user at once; say so with "confirm": "everyone"';
        faults.push({ pointer: '/confirm', detail });
      }
      return faults;
    },
    plan: (requests) => requests.flatMap(planCampaign),
  };
}

function planCampaign(request: CampaignCreate & WithApps, index: number): Call[] {
  const body = JSON.stringify(batchBody(request, OURS));
  return request.apps.map((app) => ({ app, items: 1, body, parts: [{ request: index, chunk: 0, items: 1 }] }));
}
