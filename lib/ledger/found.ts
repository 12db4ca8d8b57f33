import { type AwsError, isConfiguration } from '../aws/error.ts';
import type { Hindrance, NotMine } from '../delivery/claims.ts';
import type { Deferred, Outcome } from '../delivery/outcome.ts';
import { THROTTLED_FLOOR_MS } from '../delivery/retry.ts';
import type { Target } from './apps.ts';
import type { Identity } from './identity.ts';
import type { LedgerRecord, Whole } from './record.ts';
import { recallEnd } from './remembered.ts';
import { isOpen, mayBeAlive, type Repeats } from './repeats.ts';

/** A request that wants parts, which may have been claimed before. */
export interface Claimant {
  readonly identity: Identity;
  readonly targets: readonly Target[];
  readonly repeats: Repeats;
}

/** Why a part is not the claimant's, and what is told of it. */
export function outcomeOf(found: LedgerRecord, claimant: Claimant, now: number): Omit<NotMine, 'part'> {
  const hindrance = hindranceOf(found, claimant);
  if (hindrance) return { outcome: HINDERED[hindrance], hindrance };
  // Somebody claimed it before us, and has just given it up.
  if (isOpen(found, claimant.repeats, now)) return { outcome: { ...RUNNING, retryAfterMs: THROTTLED_FLOOR_MS } };
  return tell(found, claimant, now);
}

/** How an earlier attempt has ended, or that it may still be under way. */
export function tell(found: LedgerRecord, { identity }: Claimant, now: number): Omit<NotMine, 'part'> {
  if (mayBeAlive(found, now)) return { outcome: { ...RUNNING, retryAfterMs: found.until - now } };
  return { outcome: recallEnd(found, identity), remembered: true };
}

/** What hinders the claimant's request as a whole. */
export function hindranceOf(found: LedgerRecord, { identity, targets }: Claimant): Hindrance | undefined {
  if (found.bodyHash !== identity.bodyHash) return 'other-body';
  const isFirst = found.place === 'first' && found.whole;
  return isFirst && !isForTheSame(found.whole.apps, targets) ? 'other-apps' : undefined;
}

function isForTheSame(apps: Whole['apps'], targets: readonly Target[]): boolean {
  const isTarget = ({ alias, keyHash }: Whole['apps'][number], index: number) =>
    targets[index]?.alias === alias && targets[index]?.keyHash === keyHash;
  return apps.length === targets.length && apps.every(isTarget);
}

const HINDERED: Readonly<Record<Hindrance, Outcome>> = {
  'other-body': {
    status: 'rejected',
    httpStatus: 422,
    error: { name: 'IDEMPOTENCY_KEY_REUSED', detail: 'Not sent: the idempotency key belongs to another request.' },
  },
  'other-apps': {
    status: 'deferred',
    by: 'running',
    error: { name: 'APPS_CHANGED', detail: 'Not sent: the first attempt at the request was for other apps.' },
  },
};

const RUNNING: Deferred = {
  status: 'deferred',
  by: 'running',
  error: { name: 'STILL_RUNNING', detail: 'Not sent: another attempt at the same request may still be under way.' },
};

/** What is told of a part of which the ledger can't be asked. */
export function unavailable(error: AwsError): Deferred {
  const detail = `Not sent: the ledger is out of reach (${error.name}).`;
  const by = isConfiguration(error) ? 'configuration' : 'outage';
  return { status: 'deferred', by, error: { name: 'LEDGER_UNAVAILABLE', detail } };
}
