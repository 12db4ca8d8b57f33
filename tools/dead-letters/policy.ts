import type { Capability } from './capabilities.ts';
import type { LetterHead } from './letter.ts';

/** What may be done with letters. */
export type Action = 'retry' | 'resend' | 'discard';

/** Why sending a letter again may reach people twice. */
export type Risk =
  /** Nobody knows whether Batch sent it. */
  | 'unknown'
  /** The ledger may have forgotten what was sent of it. */
  | 'forgotten';

/** What an action does with a letter. */
export type Decision =
  | { readonly kind: 'send'; readonly attributes: Readonly<Record<string, string>>; readonly risk?: Risk }
  | { readonly kind: 'delete' }
  | { readonly kind: 'leave'; readonly because: Risk | 'no-risk' };

const MS_PER_DAY = 24 * 60 * 60 * 1000;

/** How long the ledger remembers a part of a request from when it was sent, at the least. Ours: `LEDGER_TTL_DAYS`. */
const LEDGER_MEMORY_DAYS = 7;

/** Longest that a message goes back and forth before it is a letter, 36 h. Ours: `maxReceiveCount` in serverless.yml. */
const LONGEST_ON_QUEUE_DAYS = 1.5;

/**
 * Age from which a letter is not retried if something of it may have been sent. The ledger has to remember that from
 * before the letter was written until after its retry has ended, and either may have taken its time on the queue.
 */
export const MAX_RETRY_AGE_MS = (LEDGER_MEMORY_DAYS - 2 * LONGEST_ON_QUEUE_DAYS) * MS_PER_DAY;

/**
 * What an action does with a letter. `retry` takes what the ledger keeps from happening twice, `resend` all the rest.
 *
 * @param now milliseconds since the epoch
 */
export function decide(
  action: Action,
  letter: LetterHead,
  { idempotent, now }: Pick<Capability, 'idempotent'> & { readonly now: number },
): Decision {
  if (action === 'discard') return { kind: 'delete' };
  const risk = riskOf(letter, idempotent, now);
  const attributes = attributesFor(action, letter);
  if (action === 'retry') return risk ? { kind: 'leave', because: risk } : { kind: 'send', attributes };
  return risk ? { kind: 'send', attributes, risk } : { kind: 'leave', because: 'no-risk' };
}

function riskOf(letter: LetterHead, idempotent: boolean, now: number): Risk | undefined {
  if (letter.reason === 'unknown-outcome') return 'unknown';
  if (idempotent || now - letter.since < MAX_RETRY_AGE_MS) return undefined;
  return mayBeSentInPart(letter) ? 'forgotten' : undefined;
}

/**
 * Only what Batch refused tells of every part. A message may have become invalid after a part of it was sent: the secret
 * has lost an app, a guard has come up, a push time has passed.
 */
function mayBeSentInPart({ reason, detail }: LetterHead): boolean {
  const isWholeStory = reason === 'rejected' && detail !== '' && !detail.endsWith('…');
  return !isWholeStory || /(^|[:,] )\d+ (accepted|unknown)\b/.test(detail);
}

function attributesFor(action: 'retry' | 'resend', { name, since, reason }: LetterHead): Record<string, string> {
  return {
    idempotency_key: name,
    since: `${since}`,
    ...(reason === 'rejected' && { 'rejected-outcome': 'retry' }),
    ...(action === 'resend' && { 'unknown-outcome': 'resend' }),
  };
}
