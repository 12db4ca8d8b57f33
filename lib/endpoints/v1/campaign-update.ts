import * as z from 'zod/mini';
import { extraBringsNone } from '../../request/extra.ts';
import { closedObject, closedObjectWithNulls, rule } from '../../request/schema.ts';
import type { Call } from '../call.ts';
import { type Description, type JsonSchema, oneOfMembers } from '../description.ts';
import type { Endpoint, WithApps } from '../endpoint.ts';
import { campaignRules, campaignShape, describeCampaign, OURS } from './campaign-fields.ts';
import { liveFaultsOfUpdate, pastTimes } from './campaign-guards.ts';
import {
  appsOfCampaigns,
  campaignsShape,
  changeCall,
  changesOf,
  describeCampaigns,
  renameCampaigns,
} from './campaign-tokens.ts';
import { batchBody } from './push.ts';

const { name, live, messages, confirm, extra, gcm_collapse_key, ...optional } = campaignShape;

/** What of a campaign can be changed. Batch tells a `gcm_collapse_key` as plain text, and what it told is taken back. */
const changeable = {
  ...optional,
  name: z.optional(name),
  live: z.optional(live),
  messages: z.optional(messages),
  gcm_collapse_key: z.optional(
    z.union([z.string(), closedObject({ enabled: z.boolean(), key: z.optional(z.string()) })]),
  ),
};

const OURS_OF_UPDATE = [...OURS, 'campaigns'];
const MEMBERS = Object.keys(changeable).filter((member) => !OURS_OF_UPDATE.includes(member));

const schema = closedObjectWithNulls(
  { ...changeable, confirm, extra, ...campaignsShape },
  extraBringsNone(OURS_OF_UPDATE),
  rule((request, report) => {
    if (MEMBERS.every((member) => request[member] === undefined)) {
      report([], 'must change something: expected at least one member of a campaign');
    }
  }),
  ...campaignRules(),
);

type CampaignUpdate = z.infer<typeof schema>;

/** Changes campaigns, starts and stops them. What is said twice is the same as said once. */
export const campaignUpdate: Endpoint<CampaignUpdate> = {
  name: 'campaign-update',
  summary: "Batch's Campaigns API, changing a campaign",
  route: { method: 'POST', path: '/campaigns/update', successStatus: 200 },
  waysIn: ['http', 'queue'],
  effect: 'repeatable',
  account: 'app',
  method: 'POST',
  version: '1.1',
  path: '/campaigns/update',
  example: {
    campaigns: { ios: '0123456789abcdef0123456789abcdef', android: 'fedcba9876543210fedcba9876543210' },
    live: false,
  },
  schema,
  namedApps: appsOfCampaigns,
  renameApps: renameCampaigns,
  guard: (request, moment) => [...pastTimes(request, moment), ...liveFaultsOfUpdate(request, moment)],
  plan: planUpdates,
};

/** Several updates of one campaign are made one after the other, in the order they were sent. */
function planUpdates(
  requests: readonly (CampaignUpdate & WithApps)[],
  isOpen?: Parameters<typeof changesOf>[1],
): Call[] {
  const bodies = requests.map((request) => JSON.stringify(batchBody(request, OURS_OF_UPDATE)));
  const waves = new Map<string, number>();
  return changesOf(requests, isOpen).map((change) => {
    const campaign = `${change.app} ${change.token}`;
    const wave = waves.get(campaign) ?? 0;
    waves.set(campaign, wave + 1);
    return { ...changeCall(campaignUpdate.path, change, [change.request], bodies[change.request] ?? ''), wave };
  });
}

/** For openapi.json. */
export function description(): Description {
  const {
    '': rules,
    'gcm_collapse_key.enabled': _,
    'gcm_collapse_key.key': __,
    ...members
  } = describeCampaign(OURS_OF_UPDATE);
  return {
    text: 'Changes campaigns, one on each app named: at least one member of those that a campaign is created with. `{"live": true}` starts one and `{"live": false}` stops it. An update that may open a campaign to everybody is refused (403) as a new campaign is.',
    members: {
      ...members,
      ...describeCampaigns(),
      '': { ...(rules as JsonSchema), ...oneOfMembers(...MEMBERS) },
      gcm_collapse_key:
        'On Android a push replaces an earlier one that has the same key. What Batch tells of a campaign, a text, is taken too.',
    },
  };
}
