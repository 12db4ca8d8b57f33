import { campaignStats } from '../lib/endpoints/v1/campaign-stats.ts';
import { readHandler } from '../lib/runtime.ts';

/** The figures of one campaign, for API Gateway: `GET /campaigns/{app}/{token}/stats`. */
export const http = readHandler(campaignStats);
