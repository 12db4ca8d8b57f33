import type { Message } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { readRecords } from '../../lib/triggers/queue-record.ts';
import type { DeadLetterReason } from '../../lib/triggers/triage.ts';
import type { LetterBox } from './letter-box.ts';

/** Why a letter lies there. `deferred` went back to its queue until SQS gave it up; the others were buried by the functions. */
export type Reason = DeadLetterReason | 'deferred';

/** In the order in which they are listed. */
export const REASONS: readonly Reason[] = ['invalid', 'rejected', 'unknown-outcome', 'deferred'];

/** What is known of a dead letter, without what it says. */
export interface LetterHead {
  readonly id: string;
  /** The id of the message that the letter was made of; its own if SQS moved it. */
  readonly source: string;
  /** The request's name. Personal data, if the caller made it of some. */
  readonly name: string;
  readonly reason: Reason;
  /** Outcomes and counts, or faults; nothing personal. */
  readonly detail: string;
  /** Milliseconds since the epoch; the original message's if SQS moved it. */
  readonly sentAt: number;
  /** Milliseconds since the epoch from when on parts of the request may have been sent, as far as the letter knows. */
  readonly since: number;
  readonly bytes: number;
  /** Only kept where it is to be shown. */
  readonly body?: string;
}

/** A dead letter in hand. */
export interface Letter extends LetterHead {
  readonly body: string;
  readonly receiptHandle: string;
}

/** Reads a message of a dead-letter queue. */
export function toLetter(message: Message, box: Pick<LetterBox, 'capability' | 'maxReceiveCount'>): Letter {
  const { MessageId: id = '', Body: body = '', ReceiptHandle: receiptHandle = '' } = message;
  const sentAt = Number(message.Attributes?.SentTimestamp);
  const name = nameOf(message, box.capability.name);
  const since = Math.min(Number(textAttribute(message, 'since')) || sentAt, sentAt);
  return { id, name, sentAt, since, bytes: Buffer.byteLength(body), body, receiptHandle, ...causeOf(message, box) };
}

/** The attributes of a letter that SQS moved are its sender's: they mean nothing to us, and may be personal. */
function causeOf(
  message: Message,
  { maxReceiveCount }: Pick<LetterBox, 'maxReceiveCount'>,
): Pick<Letter, 'reason' | 'detail' | 'source'> {
  const [reason, source] = [textAttribute(message, 'reason'), textAttribute(message, 'source')];
  if (isBuried(reason) && source !== undefined) {
    return { reason, detail: textAttribute(message, 'detail') ?? '', source };
  }
  const detail = `given up by SQS after ${maxReceiveCount} receives`;
  return { reason: 'deferred', detail, source: message.MessageId ?? '' };
}

function isBuried(reason: string | undefined): reason is DeadLetterReason {
  return reason !== 'deferred' && (REASONS as readonly unknown[]).includes(reason);
}

/** The name that the functions know the request by, whoever moved the letter: they would read it the same way. */
function nameOf({ MessageId, Body, MessageAttributes = {} }: Message, capability: string): string {
  const attributes = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [
    name,
    { stringValue: StringValue },
  ]);
  const record = { messageId: MessageId, body: Body, messageAttributes: Object.fromEntries(attributes) };
  const [read] = readRecords({ Records: [record as SQSRecord] }, { name: capability });
  return read?.name ?? '';
}

function textAttribute({ MessageAttributes }: Message, name: string): string | undefined {
  return MessageAttributes?.[name]?.StringValue;
}
