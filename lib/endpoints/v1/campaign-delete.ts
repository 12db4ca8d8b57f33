import type * as z from 'zod/mini';
import { closedObject } from '../../request/schema.ts';
import type { Call } from '../call.ts';
import type { Description } from '../description.ts';
import type { Endpoint, WithApps } from '../endpoint.ts';
import {
  appsOfCampaigns,
  type Change,
  campaignsShape,
  changeCall,
  changesOf,
  describeCampaigns,
  renameCampaigns,
} from './campaign-tokens.ts';

const schema = closedObject(campaignsShape);

type CampaignDelete = z.infer<typeof schema>;

/** Takes campaigns away. What is gone already is no fault if an earlier try may have done it. */
export const campaignDelete: Endpoint<CampaignDelete> = {
  name: 'campaign-delete',
  summary: "Batch's Campaigns API, deleting a campaign",
  route: { method: 'POST', path: '/campaigns/delete', successStatus: 200 },
  waysIn: ['http', 'queue'],
  effect: 'repeatable',
  account: 'app',
  method: 'POST',
  version: '1.1',
  path: '/campaigns/delete',
  example: { campaigns: { ios: '0123456789abcdef0123456789abcdef', android: 'fedcba9876543210fedcba9876543210' } },
  isDoneWhenGone: true,
  schema,
  namedApps: appsOfCampaigns,
  renameApps: renameCampaigns,
  plan: planDeletions,
};

/** Whoever asks for the same campaign shares one call. */
function planDeletions(
  requests: readonly (CampaignDelete & WithApps)[],
  isOpen?: Parameters<typeof changesOf>[1],
): Call[] {
  const deletions = new Map<string, Change[]>();
  for (const change of changesOf(requests, isOpen)) {
    const campaign = `${change.app} ${change.token}`;
    const changes = deletions.get(campaign);
    if (changes) changes.push(change);
    else deletions.set(campaign, [change]);
  }
  return [...deletions.values()].map((changes) =>
    changeCall(
      campaignDelete.path,
      changes[0] as Change,
      changes.map(({ request }) => request),
      '',
    ),
  );
}

/** For openapi.json. */
export function description(): Description {
  return {
    text: 'Deletes campaigns, one on each app named. One that is gone already counts as deleted if an earlier try may have done it; otherwise Batch’s 404 is told as 422.',
    members: describeCampaigns(),
  };
}
