import type { LetterHead, Reason } from './letter.ts';
import type { LetterBox } from './letter-box.ts';

/** What may be done with letters. */
export type Action = 'retry' | 'resend' | 'discard';

/** Why sending a letter again may reach people twice. */
export type Risk =
  /** Nobody knows whether Batch sent it. */
  | 'unknown'
  /** The ledger may have forgotten what was sent of it. */
  | 'forgotten';

/** Why an action leaves a letter where it is. */
export type WhyLeft =
  | Risk
  /** Nothing can be sent twice by a `retry`, so no person has to take a risk. */
  | 'no-risk'
  /** Its queue does not take it together with its name. */
  | 'too-large';

/** What an action does with a letter. */
export type Decision =
  | { readonly kind: 'send'; readonly attributes: Readonly<Record<string, string>>; readonly risk?: Risk }
  | { readonly kind: 'delete' }
  | { readonly kind: 'leave'; readonly because: WhyLeft };

/** What is put back with a person's word only. Of all else the functions themselves repeat nothing. */
const RISKS: Partial<Readonly<Record<Reason, Risk>>> = { 'unknown-outcome': 'unknown', 'too-old': 'forgotten' };

/** What an action does with a letter. `retry` takes what can be put back without anybody's risk, `resend` the rest. */
export function decide(
  action: Action,
  letter: LetterHead,
  { capability, maxMessageBytes }: Pick<LetterBox, 'capability' | 'maxMessageBytes'>,
): Decision {
  if (action === 'discard') return { kind: 'delete' };
  const risk = capability.effect === 'once' ? RISKS[letter.reason] : undefined;
  if (action === 'retry' && risk) return { kind: 'leave', because: risk };
  if (action === 'resend' && !risk) return { kind: 'leave', because: 'no-risk' };
  const attributes = attributesFor(action, letter);
  if (letter.bytes + bytesOf(attributes) > maxMessageBytes) return { kind: 'leave', because: 'too-large' };
  return { kind: 'send', attributes, ...(risk && { risk }) };
}

function attributesFor(action: 'retry' | 'resend', { name, since, reason }: LetterHead): Record<string, string> {
  return {
    idempotency_key: name,
    since: `${since}`,
    // A rejected letter that comes back from its retry because of its age is too-old.
    ...((reason === 'rejected' || reason === 'too-old') && { 'rejected-outcome': 'retry' }),
    ...(action === 'resend' && { 'unknown-outcome': 'resend' }),
  };
}

/** As SQS counts attributes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
function bytesOf(attributes: Readonly<Record<string, string>>): number {
  return Object.entries(attributes).reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}String${value}`), 0);
}
