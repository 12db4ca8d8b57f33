import { eventsTrack } from '../lib/endpoints/v1/events-track.ts';
import { httpHandler, queueHandler } from '../lib/runtime.ts';

/** What users did, for API Gateway: `POST /events/users`. */
export const http = httpHandler(eventsTrack);

/** The same for its SQS queue, which EventBridge's events reach too. */
export const queue = queueHandler(eventsTrack);
