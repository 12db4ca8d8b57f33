import { bulkStatus } from '../lib/endpoints/gateway/bulk-status.ts';
import { bulkStatusHandler } from '../lib/own-runtime.ts';

/** How far a bulk has come, for API Gateway: `GET /bulk/{id}`. */
export const http = bulkStatusHandler(bulkStatus);
