import type { Description } from '../description.ts';
import type { Endpoint } from '../endpoint.ts';
import { type CampaignRead, campaignReadSchema, describeCampaignRead, planCampaignReads } from './campaign-read.ts';
import { appOfPath } from './campaign-tokens.ts';

/** What became of a campaign's pushes, day by day. Needs the app's Live key. */
export const campaignStats: Endpoint<CampaignRead> = {
  name: 'campaign-stats',
  summary: "Batch's Campaigns API, the figures of one campaign",
  route: { method: 'GET', path: '/campaigns/{app}/{token}/stats', successStatus: 200 },
  waysIn: ['http'],
  effect: 'read',
  account: 'app',
  method: 'GET',
  version: '1.1',
  path: '/campaigns/stats',
  example: { app: 'ios', token: '0123456789abcdef0123456789abcdef' },
  schema: campaignReadSchema,
  namedApps: appOfPath,
  plan: (requests) => planCampaignReads(requests, campaignStats.path),
};

/** For openapi.json. */
export function description(): Description {
  return {
    text: 'Answers the figures of a campaign, day by day, as Batch has them, in `data`. Needs the app’s Live key.',
    members: describeCampaignRead(),
  };
}
