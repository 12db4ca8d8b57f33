import type { SQSRecord } from 'aws-lambda';
import type { Endpoint, Fault } from '../endpoints/endpoint.ts';
import { isObject } from '../endpoints/schema.ts';

/** A record as it came, and the request in it. */
export interface QueueMessage {
  readonly record: SQSRecord;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly receiveCount: number;
  /** What names the request if it does not name itself: SQS's message id, or the event's. */
  readonly id: string;
  /** The request, if it is JSON; still to be validated. */
  readonly body: unknown;
  /** What is wrong with the message around the request. */
  readonly faults: readonly Fault[];
}

/** Reads a record whose body is a bare request or an EventBridge envelope with the request as its `detail`. */
export function readRecord(record: SQSRecord, endpoint: Pick<Endpoint, 'name'>): QueueMessage {
  const { SentTimestamp, ApproximateReceiveCount } = record.attributes ?? {};
  const numbers = { sentAt: Number(SentTimestamp) || 0, receiveCount: Number(ApproximateReceiveCount) || 1 };
  const message = { record, id: record.messageId, body: undefined, faults: [], ...numbers };
  try {
    return { ...message, ...openEnvelope(JSON.parse(record.body), record.messageId, detailTypeOf(endpoint)) };
  } catch {
    return { ...message, faults: [{ detail: 'the body is not JSON' }] };
  }
}

function openEnvelope(json: unknown, messageId: string, detailType: string): Partial<QueueMessage> {
  if (!isObject(json) || !Object.hasOwn(json, 'detail-type')) return { body: json };
  const id = typeof json['id'] === 'string' ? json['id'] : messageId;
  if (json['detail-type'] === detailType) return { id, body: json['detail'] };
  return { id, faults: [{ pointer: '/detail-type', detail: `expected \`${detailType}\`` }] };
}

/** The `detail-type` of an endpoint's events: `Batch Transactional Send` for `transactional-send`. */
export function detailTypeOf({ name }: Pick<Endpoint, 'name'>): string {
  return ['batch', ...name.split('-')].map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}
