import { bulkStart } from '../lib/endpoints/gateway/bulk-start.ts';
import { bulkReaderHandler, bulkStartHandler } from '../lib/own-runtime.ts';

/** Starts a bulk, for API Gateway: `POST /bulk`. */
export const http = bulkStartHandler(bulkStart);

/** Reads its file, and hands it over part by part. */
export const queue = bulkReaderHandler(bulkStart);
