import type * as z from 'zod/mini';
import { closedObject } from '../../request/schema.ts';
import type { Description } from '../description.ts';
import type { Endpoint } from '../endpoint.ts';
import {
  appsOfQuery,
  booleanOfQuery,
  describeApps,
  describeBoolean,
  describeInteger,
  integerOfQuery,
  planRead,
} from './reads.ts';

/** Batch's limit on the campaigns of one page. */
const MAX_PAGE = 100;

const schema = closedObject({
  apps: appsOfQuery,
  from: integerOfQuery(0),
  limit: integerOfQuery(1, MAX_PAGE),
  live: booleanOfQuery,
  from_api: booleanOfQuery,
});

/** The campaigns of each app, newest first, a page at a time. Needs the apps' Live keys. */
export const campaignList: Endpoint<z.infer<typeof schema>> = {
  name: 'campaign-list',
  summary: "Batch's Campaigns API, a page of campaigns",
  route: { method: 'GET', path: '/campaigns', successStatus: 200 },
  waysIn: ['http'],
  effect: 'read',
  account: 'app',
  method: 'GET',
  version: '1.1',
  path: '/campaigns/list',
  example: { limit: '10', live: 'true' },
  schema,
  plan: (requests) =>
    requests.flatMap((request, index) => {
      const { from, limit, live, from_api } = request;
      return planRead(request, index, campaignList.path, { from, limit, live, from_api });
    }),
};

/** For openapi.json. */
export function description(): Description {
  return {
    text: 'Answers a page of the campaigns of each app, newest first, in `data`. Ask for the next page until fewer than `limit` come. Needs the apps’ Live keys.',
    members: {
      apps: describeApps(),
      from: describeInteger('How many to pass over.', 0),
      limit: describeInteger('How many to answer at most.', 1, MAX_PAGE),
      live: describeBoolean('Only those that are live, or only those that are not.'),
      from_api: describeBoolean('Only those made by the API, or only those that were not.'),
    },
  };
}
