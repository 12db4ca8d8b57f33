import * as z from 'zod/mini';
import {
  closedObject,
  closedObjectWithNulls,
  distinct,
  extraBringsNone,
  isObject,
  limit,
  list,
  merged,
  nonEmptyString,
  openObject,
  requestShape,
  rule,
} from '../../request/schema.ts';
import { parseUtcMs } from '../../request/times.ts';
import type { Call, Endpoint, Moment, Refusal, WithApps } from '../endpoint.ts';
import { batchBody, pushShape } from './push.ts';

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
const SEGMENTS = ['NEW', 'ONE_TIME', 'ENGAGED', 'DORMANT', 'IMPORTED'] as const;

const targetingSchema = closedObject({
  segments: z.optional(list(z.enum(SEGMENTS))),
  query: z.optional(openObject),
});

const recurrenceSchema = closedObject({
  end_date: nonEmptyString,
  repeat_unit: z.enum(['DAILY', 'WEEKLY', 'MONTHLY']),
  repeat_frequency: z.int(),
});

const pushTimes = rule<unknown>((request, report) => {
  const { push_time, local_push_time } = merged(request);
  if (request['push_time'] === undefined && request['local_push_time'] === undefined) {
    report(['push_time'], 'is required, or `local_push_time`');
  } else if (push_time !== undefined && local_push_time !== undefined) {
    report(['local_push_time'], 'excludes `push_time`');
  }
});

const schema = closedObjectWithNulls(
  {
    ...pushShape,
    name: z.string(),
    live: z.boolean(),
    push_time: z.optional(
      z
        .string()
        .check(z.refine((text) => text === 'now' || isTime(text), 'expected "now" or yyyy-MM-ddTHH:mm:ss, GMT')),
    ),
    local_push_time: z.optional(z.string().check(z.refine(isTime, 'expected yyyy-MM-ddTHH:mm:ss'))),
    messages: messagesSchema,
    targeting: z.optional(targetingSchema),
    recurrence: z.optional(recurrenceSchema),
    confirm: z.optional(z.literal('everyone')),
  },
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
);

type CampaignCreate = z.infer<typeof schema>;

/** Times that have passed. A local time has once it has in every time zone. */
function pastTimes(request: Record<string, unknown>, { now }: Moment): Refusal[] {
  const isPast = (name: string, graceMs: number) => {
    const time = merged(request)[name];
    if (typeof time !== 'string' || !isTime(time)) return false;
    // As fine as Batch's format goes.
    return (parseUtcMs(time) as number) + graceMs < Math.floor(now / 1000) * 1000;
  };
  return [
    ...(isPast('push_time', 0) ? [refusal(400, request, 'push_time', 'is past')] : []),
    ...(isPast('local_push_time', LAST_TIME_ZONE_MS)
      ? [refusal(400, request, 'local_push_time', 'is past in every time zone')]
      : []),
  ];
}

/** What is not let through. `extra` may bring anything: what is not clearly a draft counts as live. */
function liveFaults(request: Record<string, unknown>, { allowLiveCampaigns }: Moment): Refusal[] {
  const body = merged(request);
  if (body['live'] === false) return [];
  const notAllowed = 'live campaigns are refused unless ALLOW_LIVE_CAMPAIGNS is `true`; `false` saves a draft';
  const notConfirmed = 'this reaches every user; say so with "confirm": "everyone"';
  const mustConfirm = reachesEveryone(body['targeting']) && request['confirm'] !== 'everyone';
  return [
    ...(allowLiveCampaigns ? [] : [refusal(403, request, 'live', notAllowed)]),
    ...(mustConfirm ? [{ pointer: '/confirm', detail: notConfirmed, status: 403 as const }] : []),
  ];
}

/** About a member, in `extra` if that is where it counts. */
function refusal(status: Refusal['status'], { extra }: Record<string, unknown>, name: string, detail: string): Refusal {
  return { pointer: isObject(extra) && Object.hasOwn(extra, name) ? `/extra/${name}` : `/${name}`, detail, status };
}

/**
 * Whether a campaign reaches the whole user base: its targeting says nothing, names all segments, or queries for nothing.
 * `extra` may bring any JSON here.
 */
function reachesEveryone(targeting: unknown): boolean {
  if (!isObject(targeting)) return saysNothing(targeting);
  const { query, segments, ...others } = targeting;
  const isEverySegment = Array.isArray(segments) && SEGMENTS.every((segment) => segments.includes(segment));
  return saysNothing(others) && (isEverySegment || saysNothing(segments)) && narrowsNothing(query);
}

function saysNothing(value: unknown): boolean {
  if (typeof value !== 'object') return value === undefined || value === '' || value === false;
  return value === null || Object.values(value).every(saysNothing);
}

/** A query that is empty, or made of nothing but empty `$and`, `$or` and objects. Any value is a condition: `{"c.member": false}`. */
function narrowsNothing(query: unknown): boolean {
  if (Array.isArray(query)) return query.every(narrowsNothing);
  if (!isObject(query)) return query === undefined || query === null || query === '' || query === false;
  return Object.entries(query).every(([name, inner]) =>
    name === '$and' || name === '$or' ? narrowsNothing(inner) : isObject(inner) && narrowsNothing(inner),
  );
}

/** A push to a segment, or to everybody. The same call twice is two campaigns. */
export const campaignCreate: Endpoint<CampaignCreate> = {
  name: 'campaign-create',
  summary: "Batch's Campaigns API, a push to a segment",
  route: { method: 'POST', path: '/campaigns/create', successStatus: 201 },
  waysIn: ['http', 'queue'],
  effect: 'once',
  account: 'app',
  method: 'POST',
  version: '1.1',
  path: '/campaigns/create',
  tokenField: 'campaign_token',
  example: {
    name: 'Spring sale',
    live: false,
    push_time: '2030-03-01T09:00:00',
    messages: [{ language: 'en', title: 'Sale', body: 'It starts today' }],
  },
  schema,
  guard: (request, moment) => [...pastTimes(request, moment), ...liveFaults(request, moment)],
  plan: (requests) => requests.flatMap(planCampaign),
};

function planCampaign(request: CampaignCreate & WithApps, index: number): Call[] {
  const body = JSON.stringify(batchBody(request, OURS));
  return request.apps.map((app) => ({ app, items: 1, body, parts: [{ request: index, chunk: 0, items: 1 }] }));
}
