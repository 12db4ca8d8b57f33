import { type AwsError, isConfiguration } from '../aws/error.ts';
import type { Hindrance, NotMine } from '../delivery/claims.ts';
import type { Deferred, Outcome, Rejected } from '../delivery/outcome.ts';
import { THROTTLED_FLOOR_MS } from '../delivery/retry.ts';
import type { Part } from '../endpoints/call.ts';
import type { Target } from './apps.ts';
import type { Identity } from './identity.ts';
import { mayHaveBeenSent } from './known.ts';
import { type InPieces, inPieces, restOf } from './pieces.ts';
import type { LedgerRecord, PieceEnd, Whole } from './record.ts';
import { recallEnd } from './remembered.ts';
import { isOpen, mayBeAlive, type Repeats } from './repeats.ts';

/** A request that wants parts, which may have been claimed before. */
export interface Claimant {
  readonly identity: Identity;
  readonly targets: readonly Target[];
  readonly repeats: Repeats;
  /** Why none of it may be sent any more, save what was. */
  readonly noLongerValid?: Rejected | undefined;
}

/** Why a part, or pieces of it, are not the claimant's, and what is told of them. */
export function notMine(found: LedgerRecord, part: Part, claimant: Claimant, now: number): NotMine[] {
  const hindrance = hindranceOf(found, claimant);
  if (hindrance) return [{ part, outcome: HINDERED[hindrance], hindrance }];
  // Somebody claimed it before us, and has just given it up.
  if (isOpen(found, claimant.repeats, now)) {
    return [{ part, outcome: { ...RUNNING, retryAfterMs: THROTTLED_FLOOR_MS } }];
  }
  return tell(found, part, claimant, now);
}

/** How an earlier attempt has ended, or that it may still be under way. */
export function tell(found: LedgerRecord, part: Part, { identity, noLongerValid }: Claimant, now: number): NotMine[] {
  if (mayBeAlive(found, now)) return [{ part, outcome: { ...RUNNING, retryAfterMs: found.until - now } }];
  return inPieces(found).flatMap((known) => {
    const isUnsent = noLongerValid !== undefined && !mayHaveBeenSent(known);
    const outcome = isUnsent ? noLongerValid : recallEnd(known, identity);
    return placesOf(known, found, part).map((of) => ({ part: of, outcome, ...(!isUnsent && REMEMBERED) }));
  });
}

const REMEMBERED = { remembered: true } as const;

/** The part itself, or a piece of it, or all that its pieces leave. */
function placesOf({ piece, items }: InPieces, { end: { pieces } = {} }: LedgerRecord, part: Part): Part[] {
  if (piece) return [{ ...part, piece, items }];
  return pieces ? leftOf(pieces, part) : [part];
}

/** What of a part that was claimed anew is to be sent, and what is known of the pieces of it that are not. */
export function splitByPieces(claimed: LedgerRecord, part: Part, { identity }: Claimant) {
  const { end: { pieces } = {} } = claimed;
  if (!pieces) return { mine: [part], others: [] };
  const kept = inPieces(claimed).filter(({ piece }) => piece !== undefined);
  const others = kept.map((known) => {
    const { piece, items } = known as Required<InPieces>;
    return { part: { ...part, piece, items }, outcome: recallEnd(known, identity), ...REMEMBERED };
  });
  return { mine: leftOf(pieces, part), others };
}

function leftOf(pieces: readonly PieceEnd[], part: Part): Part[] {
  const piece = restOf(pieces, part.size ?? 0);
  return piece ? [{ ...part, piece }] : [];
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
