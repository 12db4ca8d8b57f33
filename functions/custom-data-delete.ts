import { customDataDelete } from '../lib/endpoints/v1/custom-data-delete.ts';
import { httpHandler, queueHandler } from '../lib/runtime.ts';

/** Deletions of what Batch holds of users, for API Gateway: `POST /data/users/delete`. */
export const http = httpHandler(customDataDelete);

/** The same from an SQS queue. */
export const queue = queueHandler(customDataDelete);
