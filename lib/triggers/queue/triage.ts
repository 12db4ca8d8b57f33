import type { Outcome } from '../../delivery/outcome.ts';
import { jittered, THROTTLED_FLOOR_MS } from '../../delivery/retry.ts';
import type { Effect } from '../../endpoints/call.ts';
import type { Fault } from '../../request/fault.ts';
import { faultText } from '../../request/fault-text.ts';
import type { Told } from './told.ts';

/** Longest delay of a message. Ours. */
const MAX_DELAY_SECONDS = 900;
const FIRST_DELAY_SECONDS = 10;

/** Longest `detail` of a dead letter. Ours: a letter must fit, attributes and all, into the 4 KiB that its queue takes more. */
const MAX_DETAIL_BYTES = 1_000;

/** What becomes of a message. */
export type Fate =
  | { readonly kind: 'done' }
  /** Back on the queue, visible again after the delay. */
  | { readonly kind: 'deferred'; readonly delaySeconds: number }
  | { readonly kind: 'dead'; readonly reason: DeadLetterReason; readonly detail: string };

/** What becomes of a message, and how its items ended as far as that is known. */
export interface Ending {
  readonly fate: Fate;
  /** Left out where there is nothing to tell: of a dry run. */
  readonly told?: readonly Told[];
}

/** Why a message is dead; of several reasons the first of these. */
export type DeadLetterReason = 'unknown-outcome' | 'rejected' | 'too-old' | 'exhausted' | 'invalid';

interface TriageOptions {
  readonly effect: Effect;
  /** What to do about a push that may have been sent. */
  readonly unknownOutcome: 'park' | 'resend';
  /** A person wants tried again what Batch refused. */
  readonly retriesRejected: boolean;
  readonly receiveCount: number;
  /** Whether it can't be received again, since SQS would move it. */
  readonly isLast: boolean;
  /** Whether it was first sent longer ago than the ledger remembers, so that nothing more of it may be sent. */
  readonly isTooOld: boolean;
  readonly random: () => number;
}

/**
 * What becomes of a message whose calls have all ended: back on the queue as long as anything is to be tried again, since
 * the ledger keeps the rest from being repeated. `detail` names outcomes and counts, and nobody.
 */
export function triage(told: readonly Told[], options: TriageOptions): Fate {
  const open = told.filter((each) => isTriedAgain(each, options));
  if (open.length > 0 && !options.isLast) {
    return deferred(
      options,
      open.map(({ outcome }) => outcome),
    );
  }
  if (told.length > 0 && told.every(({ outcome }) => outcome.status === 'accepted')) return { kind: 'done' };
  return { kind: 'dead', reason: worstReason(told, open, options), detail: summary(told) };
}

/** What an earlier attempt ended with is tried again only by the ledger's leave, and then it is not remembered. */
function isTriedAgain({ outcome, remembered }: Told, { effect, unknownOutcome, isTooOld }: TriageOptions): boolean {
  if (outcome.status === 'deferred') return !isTooOld || outcome.by === 'running';
  return outcome.status === 'unknown' && !remembered && !isTooOld && (effect !== 'once' || unknownOutcome === 'resend');
}

/** What Batch refused and a person wants tried again is not refused once more if it is its age alone that is in the way. */
function worstReason(
  told: readonly Told[],
  open: readonly Told[],
  { effect, retriesRejected, isTooOld }: TriageOptions,
): DeadLetterReason {
  const mayBeSent = ({ outcome }: Told) =>
    effect === 'once' && (outcome.status === 'unknown' || (outcome.status === 'deferred' && outcome.by === 'running'));
  if (told.some(mayBeSent)) return 'unknown-outcome';
  const isRefused = ({ outcome, remembered }: Told) =>
    outcome.status === 'rejected' && !(remembered && retriesRejected && isTooOld);
  if (told.some(isRefused)) return 'rejected';
  return open.length > 0 ? 'exhausted' : 'too-old';
}

/**
 * Back on the queue after a delay that doubles from receive to receive, half of it at random, up to 15 minutes. With
 * `maxReceiveCount` 150 that bears 12 hours of Batch being down.
 */
export function deferred(
  { receiveCount, random }: Pick<TriageOptions, 'receiveCount' | 'random'>,
  outcomes: readonly Outcome[] = [],
): Extract<Fate, { kind: 'deferred' }> {
  const ceiling = Math.min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** Math.min(receiveCount - 1, 10));
  const asked = outcomes.map((outcome) => (outcome.status === 'deferred' ? (outcome.retryAfterMs ?? 0) / 1000 : 0));
  const delay = Math.max(jittered(ceiling, random), THROTTLED_FLOOR_MS / 1000, ...asked);
  return { kind: 'deferred', delaySeconds: Math.min(MAX_DELAY_SECONDS, Math.ceil(delay)) };
}

/** A message that we refuse ourselves. */
export function invalid(faults: readonly Fault[]): Fate {
  return { kind: 'dead', reason: 'invalid', detail: clip(faults.map(faultText).join('; ')) };
}

/** A message that went back each time it was received, and can't be received again. Nothing else is known of it. */
export function exhausted(): Fate {
  return { kind: 'dead', reason: 'exhausted', detail: 'went back each time; nothing is known to have been sent' };
}

/** A message that was first sent longer ago than the ledger remembers. */
export function tooOld(): Fate {
  return { kind: 'dead', reason: 'too-old', detail: 'the ledger may have forgotten what was sent of it' };
}

/** How a request ended of which nothing was tried: refused by us, called off, or still to be sent by a person. */
export function untriedStatus(fate: Fate): 'rejected' | 'cancelled' | 'deferred' {
  if (fate.kind === 'done') return 'cancelled';
  return fate.kind === 'dead' && fate.reason === 'invalid' ? 'rejected' : 'deferred';
}

/** `ios: 2 accepted, 1 rejected MALFORMED_PARAMETER; android: 3 accepted` */
function summary(told: readonly Told[]): string {
  const counts = new Map<string, Map<string, number>>();
  for (const { app, outcome, items } of told) {
    const label = outcome.status === 'accepted' ? outcome.status : `${outcome.status} ${outcome.error.name}`;
    const ofApp = counts.get(app) ?? new Map<string, number>();
    counts.set(app, ofApp.set(label, (ofApp.get(label) ?? 0) + items));
  }
  const apps = [...counts].map(
    ([app, labels]) => `${app}: ${[...labels].map(([label, n]) => `${n} ${label}`).join(', ')}`,
  );
  return clip(apps.join('; '));
}

/** In UTF-8, and no character cut in two. */
function clip(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_DETAIL_BYTES) return text;
  return `${bytes
    .subarray(0, MAX_DETAIL_BYTES - 6)
    .toString()
    .replace(/\uFFFD$/, '')}…`;
}
