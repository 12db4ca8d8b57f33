import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { type PartOfBulk, partOfName } from '../../bulk/names.ts';
import { detailTypeOf } from '../../endpoints/capability.ts';
import type { Endpoint } from '../../endpoints/endpoint.ts';
import { InvalidRequestError } from '../../errors.ts';
import type { Fault } from '../../request/fault.ts';
import { parseJsonText } from '../../request/json-text.ts';
import { isObject } from '../../request/schema.ts';
import { nameSchema, requestShape } from '../../request/shape.ts';

/** A record as it came, and the request in it. */
export interface QueueMessage {
  readonly record: SQSRecord;
  /** When SQS took this message, in milliseconds since the epoch. */
  readonly sentAt: number;
  /** When the request was first sent, by whatever knows of an earlier message or event that it came in; the same unit. */
  readonly firstSentAt: number;
  readonly receiveCount: number;
  /** Whether parts of the request may have been tried: it was received before, or is a dead letter put back. */
  readonly comesBack: boolean;
  /** The request's name: its own, or the one that a retried dead letter carries, or the event's id, or SQS's message id. */
  readonly name: string;
  /** Which part of which bulk it is, if it is one. */
  readonly part?: PartOfBulk | undefined;
  /** A person's word for this one message: what may have been sent is sent again. */
  readonly resendsUnknown: boolean;
  /** The same: what Batch refused is tried again. */
  readonly retriesRejected: boolean;
  /** The request, if it is JSON; still to be validated. */
  readonly body: unknown;
  /** What is wrong with the message around the request. */
  readonly faults: readonly Fault[];
}

/**
 * Reads the records of an event; what is no record at all can't be accounted for and is left out.
 *
 * @param now milliseconds since the epoch
 */
export function readRecords(
  event: Partial<SQSEvent> | null | undefined,
  endpoint: Pick<Endpoint, 'name'>,
  now: number,
): QueueMessage[] {
  const records: unknown = event?.Records;
  if (!Array.isArray(records)) return [];
  return records
    .filter((record) => isObject(record))
    .map((record) => readRecord(record as unknown as SQSRecord, endpoint, now));
}

/** The body of a record is a bare request, or an EventBridge envelope with the request as its `detail`. */
function readRecord(record: SQSRecord, endpoint: Pick<Endpoint, 'name'>, now: number): QueueMessage {
  const { SentTimestamp, ApproximateReceiveCount } = record.attributes ?? {};
  const carried = nameIn(textAttribute(record, 'idempotency_key'));
  const since = textAttribute(record, 'since');
  const sentAt = Number(SentTimestamp) || 0;
  const receiveCount = Number(ApproximateReceiveCount) || 1;
  const message = {
    record,
    sentAt,
    receiveCount,
    firstSentAt: earliest([sentAt, Number(since)], now),
    comesBack: receiveCount > 1 || since !== undefined || carried !== undefined,
    name: carried ?? record.messageId,
    resendsUnknown: textAttribute(record, 'unknown-outcome') === 'resend',
    retriesRejected: textAttribute(record, 'rejected-outcome') === 'retry',
    body: undefined,
    faults: [],
  };
  try {
    const { id, replayOf, ...opened } = openEnvelope(
      parseJsonText(record.body),
      record.messageId,
      detailTypeOf(endpoint),
    );
    const firstSentAt = earliest([message.firstSentAt, replayOf], now);
    const own = ownName(opened.body);
    const part = own === undefined && carried !== undefined ? partOfName(carried) : undefined;
    return { ...message, ...opened, firstSentAt, name: own ?? carried ?? id, part };
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    return { ...message, faults: error.faults };
  }
}

/** The earliest time that can be read; now, if there is none, or none but what is still to come. */
function earliest(times: readonly number[], now: number): number {
  return Math.min(now, ...times.filter((time) => time > 0));
}

/** A message attribute, as this package and people set them. */
function textAttribute({ messageAttributes }: SQSRecord, name: string): string | undefined {
  return messageAttributes?.[name]?.stringValue;
}

interface Opened {
  readonly id: string;
  /** When an event was first put on its bus, if this is a replay of it; otherwise not a number. */
  readonly replayOf: number;
  readonly body?: unknown;
  readonly faults?: readonly Fault[];
}

function openEnvelope(json: unknown, messageId: string, detailType: string): Opened {
  const never = Number.NaN;
  if (!isObject(json) || !Object.hasOwn(json, 'detail-type')) return { id: messageId, replayOf: never, body: json };
  const id = nameIn(json['id']) ?? messageId;
  const replayOf = Object.hasOwn(json, 'replay-name') ? Date.parse(String(json['time'])) : never;
  if (json['detail-type'] === detailType) return { id, replayOf, body: json['detail'] };
  return { id, replayOf, faults: [{ pointer: '/detail-type', detail: `expected \`${detailType}\`` }] };
}

/** The name a request gives itself, if it is one. */
function ownName(body: unknown): string | undefined {
  return isObject(body) ? requestShape.idempotency_key.safeParse(body['idempotency_key']).data : undefined;
}

/** The name that somebody with rights on the queue, or the bus, gives a request. */
function nameIn(value: unknown): string | undefined {
  return nameSchema.safeParse(value).data;
}
