import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { Endpoint, Fault } from '../endpoints/endpoint.ts';
import { isObject, requestShape } from '../endpoints/schema.ts';

/** A record as it came, and the request in it. */
export interface QueueMessage {
  readonly record: SQSRecord;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly receiveCount: number;
  /** The request's name: its own, or the one that a retried dead letter carries, or the event's id, or SQS's message id. */
  readonly name: string;
  /** A person's word for this one message: what may have been sent is sent again. */
  readonly resendsUnknown: boolean;
  /** The same: what Batch refused is tried again. */
  readonly retriesRejected: boolean;
  /** Since when parts of it may have been sent, as a retried dead letter says: handed on if it comes to be one again. */
  readonly since: string | undefined;
  /** The request, if it is JSON; still to be validated. */
  readonly body: unknown;
  /** What is wrong with the message around the request. */
  readonly faults: readonly Fault[];
}

/** Reads the records of an event; what is no record at all can't be accounted for and is left out. */
export function readRecords(
  event: Partial<SQSEvent> | null | undefined,
  endpoint: Pick<Endpoint, 'name'>,
): QueueMessage[] {
  const records: unknown = event?.Records;
  if (!Array.isArray(records)) return [];
  return records
    .filter((record) => isObject(record))
    .map((record) => readRecord(record as unknown as SQSRecord, endpoint));
}

/** The body of a record is a bare request, or an EventBridge envelope with the request as its `detail`. */
function readRecord(record: SQSRecord, endpoint: Pick<Endpoint, 'name'>): QueueMessage {
  const { SentTimestamp, ApproximateReceiveCount } = record.attributes ?? {};
  const carried = textAttribute(record, 'idempotency_key');
  const message = {
    record,
    sentAt: Number(SentTimestamp) || 0,
    receiveCount: Number(ApproximateReceiveCount) || 1,
    name: carried ?? record.messageId,
    resendsUnknown: textAttribute(record, 'unknown-outcome') === 'resend',
    retriesRejected: textAttribute(record, 'rejected-outcome') === 'retry',
    since: textAttribute(record, 'since'),
    body: undefined,
    faults: [],
  };
  try {
    const { id, ...opened } = openEnvelope(JSON.parse(record.body), record.messageId, detailTypeOf(endpoint));
    return { ...message, ...opened, name: ownName(opened.body) ?? carried ?? id };
  } catch {
    return { ...message, faults: [{ detail: 'the body is not JSON' }] };
  }
}

/** A message attribute, as this package and people set them. */
function textAttribute({ messageAttributes }: SQSRecord, name: string): string | undefined {
  return messageAttributes?.[name]?.stringValue;
}

interface Opened {
  readonly id: string;
  readonly body?: unknown;
  readonly faults?: readonly Fault[];
}

function openEnvelope(json: unknown, messageId: string, detailType: string): Opened {
  if (!isObject(json) || !Object.hasOwn(json, 'detail-type')) return { id: messageId, body: json };
  const id = typeof json['id'] === 'string' ? json['id'] : messageId;
  if (json['detail-type'] === detailType) return { id, body: json['detail'] };
  return { id, faults: [{ pointer: '/detail-type', detail: `expected \`${detailType}\`` }] };
}

/** The name a request gives itself, if it is one. */
function ownName(body: unknown): string | undefined {
  const key = isObject(body) ? requestShape.idempotency_key.safeParse(body['idempotency_key']) : undefined;
  return key?.success ? key.data : undefined;
}

/** The `detail-type` of an endpoint's events: `Batch Transactional Send` for `transactional-send`. */
export function detailTypeOf({ name }: Pick<Endpoint, 'name'>): string {
  return ['batch', ...name.split('-')].map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}
