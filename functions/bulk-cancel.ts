import { bulkCancel } from '../lib/endpoints/gateway/bulk-cancel.ts';
import { bulkCancelHandler } from '../lib/own-runtime.ts';

/** Calls a bulk off, for API Gateway: `POST /bulk/{id}/cancel`. */
export const http = bulkCancelHandler(bulkCancel);
