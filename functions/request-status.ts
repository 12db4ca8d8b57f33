import { requestStatus } from '../lib/endpoints/gateway/request-status.ts';
import { statusHandler } from '../lib/own-runtime.ts';

/** What became of a named request, for API Gateway: `GET /requests/{capability}/{key}`. */
export const http = statusHandler(requestStatus);
