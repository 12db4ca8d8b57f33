import type { DeferredBy, Outcome } from '../../lib/delivery/outcome.ts';

/** What went wrong, in words that nobody may log. */
export const error = { name: 'X', detail: 'quotes u1' };

export const accepted = { status: 'accepted', token: 't' } satisfies Outcome;
export const unknown = { status: 'unknown', error } satisfies Outcome;
export const rejected = { status: 'rejected', httpStatus: 400, error } satisfies Outcome;
export const deferred = (by: DeferredBy) => ({ status: 'deferred', by, error }) satisfies Outcome;
export const throttled = deferred('throttled');
export const outage = deferred('outage');
