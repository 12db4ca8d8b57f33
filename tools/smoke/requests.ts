import { createHash } from 'node:crypto';
import type { Capability } from '../../lib/endpoints/capability.ts';
import { CATALOG, isEndpoint } from '../../lib/endpoints/catalog.ts';
import { sampleOf } from '../../lib/endpoints/sample.ts';
import type { GatewayRequest } from '../shared/gateway.ts';

/** A request of one capability, as one of its callers would send it. */
export interface SmokeRequest extends GatewayRequest {
  /**
   * What the answer has to be: what would be sent; or a refusal of a member of the query that nobody knows, where a plan would
   * ask Batch or need the name of an app. Both show that route, rights and function are there.
   */
  readonly expects: 'plan' | 'refusal';
}

const GROUP = 'smoke-test';
const SEND = '/transactional/send';

/** A member of the query that no capability has. */
export const UNKNOWN = 'smoke_test';

/** By capability. None of them reaches Batch. */
export const SMOKE_REQUESTS: ReadonlyMap<string, SmokeRequest> = new Map(
  CATALOG.map((capability) => [capability.name, harmless(capability)]),
);

function harmless(capability: Capability): SmokeRequest {
  const { method, path } = sampleOf(capability);
  const { example } = capability;
  const isPlanned = isEndpoint(capability) && !capability.namedApps;
  if (method === 'POST' && isPlanned) return { method, path, body: { dry_run: true, ...example }, expects: 'plan' };
  const refused = `${path}${path.includes('?') ? '&' : '?'}${UNKNOWN}=1`;
  return { method, path: refused, ...(method === 'POST' && { body: example }), expects: 'refusal' };
}

/**
 * For how long a push is one and the same, however often it is asked for. Ours: a person who got no answer asks again at
 * once, or when the function is certainly dead (29 s); one who has mended something does not want to wait for long.
 */
const WINDOW_MS = 5 * 60 * 1000;

/** The end of the window that a time is in; all windows are as long, counted from 1970. */
export function windowEnd(nowMs: number): Date {
  return new Date((Math.floor(nowMs / WINDOW_MS) + 1) * WINDOW_MS);
}

/** A push to one person on one app, named so that within the window it is sent once. */
export function pushRequest(customId: string, app: string, nowMs: number): SmokeRequest {
  // A header bears no more than ASCII, and a name should tell of nobody.
  const person = createHash('sha256')
    .update(JSON.stringify([customId, app]))
    .digest('hex')
    .slice(0, 16);
  const key = `smoke-${person}-${windowEnd(nowMs).toISOString()}`;
  const body = { apps: [app], ...pushTo(customId) };
  return { method: 'POST', path: SEND, body, headers: { 'idempotency-key': key }, expects: 'plan' };
}

function pushTo(customId: string) {
  return {
    group_id: GROUP,
    recipients: { custom_ids: [customId] },
    message: { title: 'Hello', body: 'batch-push-functions can reach you.' },
  };
}
