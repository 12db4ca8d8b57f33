import { campaignUpdate } from '../lib/endpoints/v1/campaign-update.ts';
import { httpHandler, queueHandler } from '../lib/runtime.ts';

/** Changes of campaigns, for API Gateway: `POST /campaigns/update`. */
export const http = httpHandler(campaignUpdate);

/** The same from an SQS queue. */
export const queue = queueHandler(campaignUpdate);
