import { campaignCreate } from '../lib/endpoints/campaign-create.ts';
import { httpHandler, queueHandler } from '../lib/runtime.ts';

const endpoint = campaignCreate(Date.now);

/** A push to a segment or to everybody, for API Gateway: `POST /campaigns/create`. */
export const http = httpHandler(endpoint);

/** The same from an SQS queue. */
export const queue = queueHandler(endpoint);
