import * as z from 'zod/mini';
import { closedObject } from '../../request/schema.ts';
import type { Call } from '../call.ts';
import type { Members } from '../description.ts';
import type { RequestFields, WithApps } from '../endpoint.ts';
import { TOKEN, tokenSchema } from './campaign-tokens.ts';
import { planRead } from './reads.ts';

/** One campaign of one app, both named in the path. */
export const campaignReadSchema = closedObject({ app: z.string(), token: tokenSchema });

export type CampaignRead = z.infer<typeof campaignReadSchema> & RequestFields;

/** A call for each request, at the path with the token behind it. */
export function planCampaignReads(requests: readonly (CampaignRead & WithApps)[], path: string): Call[] {
  return requests.flatMap((request, index) => planRead(request, index, `${path}/${encodeURIComponent(request.token)}`));
}

/** What openapi.json says of its members. */
export function describeCampaignRead(): Members {
  return { app: 'Alias of the app. One that the secret does not have is a 404.', token: TOKEN };
}
