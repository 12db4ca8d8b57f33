import { profilesUpdate } from '../lib/endpoints/v2/profiles-update.ts';
import { httpHandler, queueHandler } from '../lib/runtime.ts';

/** Who people are and what they did, for API Gateway: `POST /profiles/update`. */
export const http = httpHandler(profilesUpdate);

/** The same for its SQS queue, which EventBridge's events reach too. */
export const queue = queueHandler(profilesUpdate);
