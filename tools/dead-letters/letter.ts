import type { Message } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { type QueueMessage, readRecords } from '../../lib/triggers/queue/record.ts';
import type { DeadLetterReason } from '../../lib/triggers/queue/triage.ts';
import type { LetterBox } from './letter-box.ts';

/** Why a letter lies there. SQS moves what no function could bury; all other letters were buried by the functions. */
export type Reason = DeadLetterReason | 'moved-by-sqs';

/** In the order in which they are listed: first what can be put back without anybody's risk. */
export const REASONS: readonly Reason[] = [
  'invalid',
  'rejected',
  'exhausted',
  'moved-by-sqs',
  'too-old',
  'unknown-outcome',
];

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
  /** When the request was first sent, in milliseconds since the epoch. The functions decide by it what is too old. */
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
  const { name = '', firstSentAt: since = sentAt } = readByFunctions(message, box.capability, sentAt) ?? {};
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
  const detail = `moved by SQS after ${maxReceiveCount} receives`;
  return { reason: 'moved-by-sqs', detail, source: message.MessageId ?? '' };
}

function isBuried(reason: string | undefined): reason is DeadLetterReason {
  return reason !== 'moved-by-sqs' && (REASONS as readonly unknown[]).includes(reason);
}

/** As the functions read it, whoever moved the letter. No request was first sent later than its letter. */
function readByFunctions(
  { MessageId, Body, Attributes, MessageAttributes = {} }: Message,
  capability: LetterBox['capability'],
  sentAt: number,
): QueueMessage | undefined {
  const texts = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [
    name,
    { stringValue: StringValue },
  ]);
  const record = {
    messageId: MessageId,
    body: Body,
    attributes: Attributes,
    messageAttributes: Object.fromEntries(texts),
  };
  return readRecords({ Records: [record as SQSRecord] }, capability, sentAt)[0];
}

function textAttribute({ MessageAttributes }: Message, name: string): string | undefined {
  return MessageAttributes?.[name]?.StringValue;
}
