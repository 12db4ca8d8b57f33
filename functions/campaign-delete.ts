import { campaignDelete } from '../lib/endpoints/v1/campaign-delete.ts';
import { httpHandler, queueHandler } from '../lib/runtime.ts';

/** Deletions of campaigns, for API Gateway: `POST /campaigns/delete`. */
export const http = httpHandler(campaignDelete);

/** The same from an SQS queue. */
export const queue = queueHandler(campaignDelete);
