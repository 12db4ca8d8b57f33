import { bulkUpload } from '../lib/endpoints/gateway/bulk-upload.ts';
import { bulkUploadHandler } from '../lib/own-runtime.ts';

/** Where to put a file, for API Gateway: `POST /bulk/upload`. */
export const http = bulkUploadHandler(bulkUpload);
