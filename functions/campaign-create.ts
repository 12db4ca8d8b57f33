import { campaignCreate } from '../lib/endpoints/campaign-create.ts';
import { httpHandler } from '../lib/runtime.ts';

/** A push to a segment or to everybody, for API Gateway: `POST /campaigns/create`. */
export const http = httpHandler(campaignCreate(Date.now));
