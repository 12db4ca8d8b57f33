import { ENDPOINTS } from '../../lib/endpoints/catalog.ts';
import { readRecords } from '../../lib/triggers/queue/record.ts';
import type { LambdaInvocation } from '../aws/lambda.ts';
import { capabilityNameOf } from '../service.ts';
import type { RequestDetail, Way } from './api.ts';
import { membersIn } from './members.ts';

/** The header of what the console itself asks while somebody composes a request: it is in nobody's list. */
export const COMPOSING = 'x-composing';

/** A request, as a function was handed it. */
export interface Asked {
  /** API Gateway's id of the request, or SQS's of the message. */
  readonly id: string;
  readonly way: Way;
  readonly capability: string;
  /** What it goes by in the ledger, and in what is told of it. */
  readonly name: string;
  readonly asked: RequestDetail['asked'];
}

/** The requests in an event; none in what the stack's own queues bring, nor in what is not to be seen. */
export function askedIn({ fn, event }: Pick<LambdaInvocation, 'fn' | 'event'>): Asked[] {
  const capability = capabilityNameOf(fn);
  return isOfQueue(event) ? inRecords(capability, event) : inHttp(capability, event as HttpEvent);
}

/** Whether an event is one of messages; else it is one of a request over HTTP. */
export function isOfQueue(event: unknown): boolean {
  return Object.hasOwn(Object(event), 'Records');
}

interface HttpEvent {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestContext: { readonly requestId: string; readonly http: { readonly method: string } };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

function inHttp(capability: string, event: HttpEvent): Asked[] {
  const { headers, requestContext, rawPath, rawQueryString } = event;
  if (headers[COMPOSING] !== undefined) return [];
  const id = requestContext.requestId;
  const body = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : (event.body ?? '');
  const name = headers['idempotency-key'] ?? keyIn(body) ?? id;
  const path = `${requestContext.http.method} ${rawPath}${rawQueryString && '?'}${rawQueryString}`;
  return [{ id, way: 'http', capability, name, asked: { headers, path, body } }];
}

function keyIn(body: string): string | undefined {
  const { idempotency_key: key } = membersIn(body);
  return typeof key === 'string' ? key : undefined;
}

function inRecords(capability: string, event: unknown): Asked[] {
  const endpoint = ENDPOINTS.find(({ name }) => name === capability);
  if (!endpoint) return [];
  return readRecords(event as never, endpoint, Date.now()).map(({ record, name }) => ({
    id: record.messageId,
    way: isEvent(record.body) ? 'bus' : 'queue',
    capability,
    name,
    asked: { body: record.body },
  }));
}

/** Whether EventBridge put it on the queue. */
function isEvent(body: string): boolean {
  return /^\{"version":"0","id":/.test(body) && body.includes('"detail-type"');
}
