import type * as z from 'zod/mini';
import { extraBringsNone } from '../../request/extra.ts';
import { closedObjectWithNulls, rule } from '../../request/schema.ts';
import type { Call } from '../call.ts';
import { type Description, type JsonSchema, oneOfMembers } from '../description.ts';
import type { Endpoint, WithApps } from '../endpoint.ts';
import { campaignRules, campaignShape, describeCampaign, OURS } from './campaign-fields.ts';
import { liveFaults, pastTimes } from './campaign-guards.ts';
import { batchBody } from './push.ts';

const schema = closedObjectWithNulls(
  campaignShape,
  extraBringsNone(OURS),
  rule((request, report) => {
    const { push_time, local_push_time } = request;
    if (push_time === undefined && local_push_time === undefined) {
      report(['push_time'], 'is required, or `local_push_time`');
    }
  }),
  ...campaignRules(),
);

type CampaignCreate = z.infer<typeof schema>;

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

/** For openapi.json. */
export function description(): Description {
  const { '': rules, ...members } = describeCampaign(OURS);
  return {
    text: 'Creates a campaign for a segment, or for everybody, on each app. The token of each stands in `results`.',
    members: { ...members, '': { ...(rules as JsonSchema), ...oneOfMembers('push_time', 'local_push_time') } },
  };
}
