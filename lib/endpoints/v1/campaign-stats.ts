import * as z from 'zod/mini';
import { closedObject } from '../../request/schema.ts';
import type { Endpoint, RequestFields } from '../endpoint.ts';
import { appOfPath, tokenSchema } from './campaign-tokens.ts';
import { planRead } from './reads.ts';

const schema = closedObject({ app: z.string(), token: tokenSchema });

/** What became of a campaign's pushes, day by day. Needs the app's Live key. */
export const campaignStats: Endpoint<z.infer<typeof schema> & RequestFields> = {
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
  schema,
  namedApps: appOfPath,
  plan: (requests) =>
    requests.flatMap((request, index) =>
      planRead(request, index, `${campaignStats.path}/${encodeURIComponent(request.token)}`),
    ),
};
