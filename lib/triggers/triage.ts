import type { Delivered } from '../deliver.ts';
import type { Fault } from '../endpoints/endpoint.ts';
import type { Outcome } from '../outcome.ts';
import { THROTTLED_FLOOR_MS } from '../retry.ts';

/** Longest delay of a message. Ours. */
const MAX_DELAY_SECONDS = 900;
const FIRST_DELAY_SECONDS = 10;

/** Longest `detail` of a dead letter. Ours: attributes count towards SQS's limit on a message. */
const MAX_DETAIL_CHARACTERS = 1_000;

/** What becomes of a message. */
export type Fate =
  | { readonly kind: 'done' }
  /** Back on the queue, visible again after the delay. */
  | { readonly kind: 'deferred'; readonly delaySeconds: number }
  | { readonly kind: 'dead'; readonly reason: DeadLetterReason; readonly detail: string };

export type DeadLetterReason = 'invalid' | 'rejected' | 'unknown-outcome';

/** One call's end, as far as one message is concerned. */
export interface Share {
  readonly delivered: Delivered;
  /** Recipients or users of this message in the call. */
  readonly items: number;
}

interface TriageOptions {
  readonly idempotent: boolean;
  /** What to do about a push that may have been sent. */
  readonly unknownOutcome: 'park' | 'resend';
  readonly receiveCount: number;
  readonly random: () => number;
}

/**
 * What becomes of a message whose calls have all ended: back on the queue as long as anything is to be tried again, since
 * the ledger keeps the rest from being repeated. `detail` names outcomes and counts, and nobody.
 */
export function triage(shares: readonly Share[], options: TriageOptions): Fate {
  const outcomes = shares.map(({ delivered }) => delivered.outcome);
  const isTriedAgain = { deferred: true, unknown: options.idempotent || options.unknownOutcome === 'resend' };
  const open = outcomes.filter(({ status }) => (status === 'deferred' || status === 'unknown') && isTriedAgain[status]);
  if (open.length > 0) return deferred(options, open);
  if (outcomes.every(({ status }) => status === 'accepted')) return { kind: 'done' };
  const reason = outcomes.some(({ status }) => status === 'unknown') ? 'unknown-outcome' : 'rejected';
  return { kind: 'dead', reason, detail: summary(shares) };
}

/**
 * Back on the queue after a delay that doubles from receive to receive, half of it at random, up to 15 minutes. With
 * `maxReceiveCount` 150 that bears 12 hours of Batch being down.
 */
export function deferred(
  { receiveCount, random }: Pick<TriageOptions, 'receiveCount' | 'random'>,
  outcomes: readonly Outcome[] = [],
): Fate {
  const ceiling = Math.min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** Math.min(receiveCount - 1, 10));
  const asked = outcomes.map((outcome) => (outcome.status === 'deferred' ? (outcome.retryAfterMs ?? 0) / 1000 : 0));
  const delay = Math.max(ceiling / 2 + (random() * ceiling) / 2, THROTTLED_FLOOR_MS / 1000, ...asked);
  return { kind: 'deferred', delaySeconds: Math.min(MAX_DELAY_SECONDS, Math.ceil(delay)) };
}

/** A message that we refuse ourselves. */
export function invalid(faults: readonly Fault[]): Fate {
  const told = faults.map(({ pointer = '', detail }) => `${withoutOwnText(pointer, detail)} ${detail}`.trim());
  return { kind: 'dead', reason: 'invalid', detail: clip(told.join('; ')) };
}

/** Names of unknown fields, and of what stands in free-form members, are the caller's own text and may name a person. */
function withoutOwnText(pointer: string, detail: string): string {
  const place = detail.startsWith('unknown ') ? pointer.replace(/[^/]*$/, '*') : pointer;
  return place.replace(/(\/(?:values|extra|query|args)\/).*/s, '$1*');
}

/** `ios: 2 accepted, 1 rejected MALFORMED_PARAMETER; android: 3 accepted` */
function summary(shares: readonly Share[]): string {
  const counts = new Map<string, Map<string, number>>();
  for (const { delivered, items } of shares) {
    const { call, outcome } = delivered;
    const label = outcome.status === 'accepted' ? outcome.status : `${outcome.status} ${outcome.error.name}`;
    const ofApp = counts.get(call.app) ?? new Map<string, number>();
    counts.set(call.app, ofApp.set(label, (ofApp.get(label) ?? 0) + items));
  }
  const apps = [...counts].map(
    ([app, labels]) => `${app}: ${[...labels].map(([label, n]) => `${n} ${label}`).join(', ')}`,
  );
  return clip(apps.join('; '));
}

function clip(text: string): string {
  return text.length <= MAX_DETAIL_CHARACTERS ? text : `${text.slice(0, MAX_DETAIL_CHARACTERS - 1)}…`;
}
