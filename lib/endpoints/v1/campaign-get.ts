import type { Description } from '../description.ts';
import type { Endpoint } from '../endpoint.ts';
import { type CampaignRead, campaignReadSchema, describeCampaignRead, planCampaignReads } from './campaign-read.ts';
import { appOfPath } from './campaign-tokens.ts';

/** One campaign as Batch holds it. Needs the app's Live key. */
export const campaignGet: Endpoint<CampaignRead> = {
  name: 'campaign-get',
  summary: "Batch's Campaigns API, one campaign",
  route: { method: 'GET', path: '/campaigns/{app}/{token}', successStatus: 200 },
  waysIn: ['http'],
  effect: 'read',
  account: 'app',
  method: 'GET',
  version: '1.1',
  path: '/campaigns',
  example: { app: 'ios', token: '0123456789abcdef0123456789abcdef' },
  schema: campaignReadSchema,
  namedApps: appOfPath,
  plan: (requests) => planCampaignReads(requests, campaignGet.path),
};

/** For openapi.json. */
export function description(): Description {
  return {
    text: 'Answers a campaign as Batch holds it, in `data`. Needs the app’s Live key.',
    members: describeCampaignRead(),
  };
}
