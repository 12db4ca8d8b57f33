import { campaignCreate } from '../../lib/endpoints/campaign-create.ts';
import { customDataUpdate } from '../../lib/endpoints/custom-data-update.ts';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import { transactionalSend } from '../../lib/endpoints/transactional-send.ts';

/** What has to be known of an endpoint to see to its dead letters. */
export type Capability = Pick<Endpoint, 'name' | 'idempotent'>;

/** Every capability that has a queue. */
export const CAPABILITIES: readonly Capability[] = [transactionalSend, campaignCreate, customDataUpdate];
