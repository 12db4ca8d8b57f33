import { campaignList } from '../lib/endpoints/v1/campaign-list.ts';
import { readHandler } from '../lib/runtime.ts';

/** A page of campaigns, for API Gateway: `GET /campaigns`. */
export const http = readHandler(campaignList);
