import { campaignCreate } from '../lib/endpoints/v1/campaign-create.ts';
import { httpHandler, queueHandler } from '../lib/runtime.ts';

/** A push to a segment or to everybody, for API Gateway: `POST /campaigns/create`. */
export const http = httpHandler(campaignCreate);

/** The same from an SQS queue. */
export const queue = queueHandler(campaignCreate);
