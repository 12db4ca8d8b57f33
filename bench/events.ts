import { randomUUID } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';

/** Lambda's limit on the payload of an invocation: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

const ENVELOPE_BYTES = '{"Records":[]}'.length;

const MESSAGE = {
  title: 'Your parcel is on its way',
  body: 'It will be with you between 10 and 12. Track it in the app.',
};

/** A push to `count` people, whose ids are as long as a UUID. */
export function pushTo(count: number, { from = 0, apps }: { from?: number; apps?: readonly string[] } = {}) {
  const customIds = Array.from({ length: count }, (_, index) => idOf(from + index));
  return { ...(apps && { apps }), group_id: 'parcel', recipients: { custom_ids: customIds }, message: MESSAGE };
}

/** 36 characters, as a UUID has. */
export function idOf(index: number): string {
  return `${index.toString(16).padStart(8, '0')}-7f3a-4c1e-9d52-0a1b2c3d4e5f`;
}

/** Custom data of one person: five values. */
export function userOf(index: number, id = idOf(index)) {
  return {
    id,
    update: {
      values: {
        'u.name': `Name ${index}`,
        'u.age': index % 100,
        'u.premium': index % 2 === 0,
        'date(u.last_visit)': '2026-01-31T12:00:00',
        'ut.interests': ['sports', `topic-${index % 50}`],
      },
    },
  };
}

/** What API Gateway hands over, payload 2.0. */
export function httpEvent(request: unknown, headers: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify({
    version: '2.0',
    routeKey: 'POST /route',
    rawPath: '/route',
    rawQueryString: '',
    headers: {
      accept: '*/*',
      'content-type': 'application/json',
      host: 'abcdefghij.execute-api.eu-west-1.amazonaws.com',
      'user-agent': 'backend/1.0',
      'x-amzn-trace-id': 'Root=1-69713f00-0123456789abcdef01234567',
      'x-forwarded-for': '203.0.113.7',
      ...headers,
    },
    requestContext: { http: { method: 'POST', path: '/route' }, requestId: 'JKJaXmPLvHcESHA=', stage: '$default' },
    body: JSON.stringify(request),
    isBase64Encoded: false,
  });
}

/** A record as long as they are on AWS, whose receipt handles have some 400 characters. Sent just now: an old one is not carried out. */
export function recordOf(messageId: string, request: unknown): SQSRecord {
  const sentAt = `${Date.now()}`;
  return {
    messageId,
    receiptHandle: `AQEB${'0123456789abcdef'.repeat(25)}==`,
    body: JSON.stringify(request),
    attributes: {
      ApproximateReceiveCount: '1',
      AWSTraceHeader: 'Root=1-69713f00-0123456789abcdef01234567',
      SentTimestamp: sentAt,
      SenderId: 'AROAEXAMPLEEXAMPLEEXA:backend',
      ApproximateFirstReceiveTimestamp: sentAt,
    },
    messageAttributes: {},
    md5OfBody: '0123456789abcdef0123456789abcdef',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:batch-push-functions-prod-queue',
    awsRegion: 'eu-west-1',
  };
}

/** One request per message, each under an id that no run has used before, in batches as Lambda makes them. */
export function queueEvents(
  requests: readonly unknown[],
  { batchSize, maxBytes = MAX_EVENT_BYTES }: { batchSize: number; maxBytes?: number },
): string[] {
  const batches: string[][] = [];
  let bytes = 0;
  for (const request of requests) {
    const record = JSON.stringify(recordOf(randomUUID(), request));
    let batch = batches.at(-1);
    if (!batch || batch.length >= batchSize || bytes + record.length > maxBytes) {
      batch = [];
      batches.push(batch);
      bytes = ENVELOPE_BYTES;
    }
    batch.push(record);
    bytes += record.length + 1;
  }
  return batches.map((records) => `{"Records":[${records.join()}]}`);
}
