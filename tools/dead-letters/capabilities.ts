import { CATALOG } from '../../lib/endpoints/catalog.ts';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';

/** What has to be known of an endpoint to see to its dead letters. */
export type Capability = Pick<Endpoint, 'name' | 'effect'>;

/** Every capability that has a queue. */
export const CAPABILITIES: readonly Capability[] = CATALOG.filter(({ waysIn }) => waysIn.includes('queue'));
