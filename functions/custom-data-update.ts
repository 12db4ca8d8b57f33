import { customDataUpdate } from '../lib/endpoints/custom-data-update.ts';
import { httpHandler } from '../lib/runtime.ts';

/** Attributes and tags of users, for API Gateway: `POST /data/users`. */
export const http = httpHandler(customDataUpdate);
