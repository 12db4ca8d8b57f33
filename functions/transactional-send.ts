import { transactionalSend } from '../lib/endpoints/v1/transactional-send.ts';
import { httpHandler, queueHandler } from '../lib/runtime.ts';

/** A push to named people, for API Gateway: `POST /transactional/send`. */
export const http = httpHandler(transactionalSend);

/** The same from an SQS queue. */
export const queue = queueHandler(transactionalSend);
