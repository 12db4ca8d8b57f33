import * as z from 'zod/mini';
import { closedObject } from '../../request/schema.ts';
import type { Endpoint, RequestFields } from '../endpoint.ts';
import { appOfPath, tokenSchema } from './campaign-tokens.ts';
import { planRead } from './reads.ts';

const schema = closedObject({ app: z.string(), token: tokenSchema });

/** One campaign as Batch holds it. Needs the app's Live key. */
export const campaignGet: Endpoint<z.infer<typeof schema> & RequestFields> = {
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
  schema,
  namedApps: appOfPath,
  plan: (requests) =>
    requests.flatMap((request, index) =>
      planRead(request, index, `${campaignGet.path}/${encodeURIComponent(request.token)}`),
    ),
};
