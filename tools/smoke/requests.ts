import { createHash } from 'node:crypto';

/** A request of one capability, as one of its callers would send it. */
export interface SmokeRequest {
  readonly path: string;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const GROUP = 'smoke-test';
const SEND = '/transactional/send';

/** By capability. They name nobody: a dry run does not ask Batch who there is. */
export const DRY_REQUESTS: ReadonlyMap<string, SmokeRequest> = new Map([
  ['transactional-send', { path: SEND, body: { dry_run: true, ...pushTo(GROUP) } }],
  [
    'campaign-create',
    {
      path: '/campaigns/create',
      body: {
        dry_run: true,
        name: GROUP,
        live: false,
        push_time: 'now',
        messages: [{ language: 'en', body: 'Hello' }],
      },
    },
  ],
  [
    'custom-data-update',
    {
      path: '/data/users',
      body: { dry_run: true, users: [{ id: GROUP, update: { values: { 'u.smoke_test': true } } }] },
    },
  ],
]);

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
  return { path: SEND, body: { apps: [app], ...pushTo(customId) }, headers: { 'idempotency-key': key } };
}

function pushTo(customId: string) {
  return {
    group_id: GROUP,
    recipients: { custom_ids: [customId] },
    message: { title: 'Hello', body: 'batch-push-functions can reach you.' },
  };
}
