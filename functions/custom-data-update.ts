import { customDataUpdate } from '../lib/endpoints/v1/custom-data-update.ts';
import { httpHandler, queueHandler } from '../lib/runtime.ts';

/** Attributes and tags of users, for API Gateway: `POST /data/users`. */
export const http = httpHandler(customDataUpdate);

/** The same from an SQS queue. */
export const queue = queueHandler(customDataUpdate);
