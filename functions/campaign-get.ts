import { campaignGet } from '../lib/endpoints/v1/campaign-get.ts';
import { readHandler } from '../lib/runtime.ts';

/** One campaign, for API Gateway: `GET /campaigns/{app}/{token}`. */
export const http = readHandler(campaignGet);
