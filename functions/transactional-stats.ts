import { transactionalStats } from '../lib/endpoints/v1/transactional-stats.ts';
import { readHandler } from '../lib/runtime.ts';

/** The figures of a group of pushes, for API Gateway: `GET /transactional/stats/{group_id}`. */
export const http = readHandler(transactionalStats);
