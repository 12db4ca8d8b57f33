import type { RefusedItem } from '../endpoints/call.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { APIS, type BatchError } from './apis.ts';

/**
 * Why a call was certainly not carried out; decides whether waiting helps and who has to act. `running`: another attempt
 * at the same request may be making it just now. `cancelled`: nobody wants it made any more.
 */
export type DeferredBy = 'throttled' | 'outage' | 'deadline' | 'keys' | 'configuration' | 'running' | 'cancelled';

/** What the caller is told of a call that was not accepted. */
export interface OutcomeError {
  /** Batch's name for its error code, or ours in the same form. */
  readonly name: string;
  /** May quote the caller's own ids, since Batch does: for the caller only, never for a log. */
  readonly detail: string;
  /** Batch's error code. */
  readonly code?: number;
}

export interface Accepted {
  readonly status: 'accepted';
  /** Left out when Batch's answer could not be read, or held none of a sensible length. */
  readonly token?: string;
  /** What a read was answered, as it came. */
  readonly data?: unknown;
  /** Items of the call that Batch refused while it took the others. */
  readonly refused?: readonly RefusedItem[];
}
export interface Rejected {
  readonly status: 'rejected';
  /** Of Batch's answer. With a 400, one item may be the reason for refusing them all. */
  readonly httpStatus: number;
  readonly error: OutcomeError;
}
export interface Deferred {
  readonly status: 'deferred';
  readonly by: DeferredBy;
  readonly error: OutcomeError;
  /** Of the answer that said so; absent if there was none. A merged call is halved by it. */
  readonly httpStatus?: number;
  /** What was asked for in `Retry-After`; how long another attempt may still run. */
  readonly retryAfterMs?: number;
}
export interface Unknown {
  readonly status: 'unknown';
  readonly error: OutcomeError;
  /** As in `Deferred`. */
  readonly httpStatus?: number;
}

/** What Batch refused of a call that it took otherwise. A retry would send again what it took of the item. */
export const ITEM_REFUSED = 'ITEM_REFUSED';

/** How a call ended. */
export type Outcome = Accepted | Rejected | Deferred | Unknown;

/** What came back over HTTP; `body` is undefined if it could not be read to its end. */
export interface Answer {
  readonly status: number;
  readonly retryAfter?: string | undefined;
  readonly body: string | undefined;
}

/** Batch's error codes: https://doc.batch.com/developer/api/errors */
const BATCH_CODES: Readonly<Record<number, string>> = {
  0: 'SERVER_ERROR',
  1: 'SERVER_ERROR',
  2: 'MAINTENANCE_ERROR',
  10: 'AUTHENTICATION_INVALID',
  12: 'API_MISUSE',
  20: 'ROUTE_NOT_FOUND',
  30: 'MISSING_PARAMETER',
  31: 'MALFORMED_PARAMETER',
  32: 'MALFORMED_JSON_BODY',
  60: 'TOO_MANY_REQUESTS',
};
const MAINTENANCE = 'MAINTENANCE_ERROR';

/** What an answer says about the call. Branches on the status; Batch's body tells its word from a proxy's. */
export function readAnswer(
  answer: Answer,
  endpoint: Pick<Endpoint, 'account' | 'tokenField' | 'effect' | 'answersPerItem'>,
  now: number,
): Outcome {
  const { status } = answer;
  const json = parse(answer.body);
  if (status >= 200 && status < 300) return endpoint.effect === 'read' ? found(json) : accepted(json, endpoint);

  const batch = APIS[endpoint.account].errorIn(json);
  const told = { error: describe(status, batch), httpStatus: status };
  if (status < 400) return { status: 'deferred', by: 'configuration', ...told };
  if (status === 401) return { status: 'deferred', by: 'keys', ...told };
  const retry = retryAfterMs(answer.retryAfter, now);
  if (status === 429) return { status: 'deferred', by: 'throttled', ...told, ...retry };
  if (status === 503 && batch && nameOf(batch) === MAINTENANCE)
    return { status: 'deferred', by: 'outage', ...told, ...retry };
  if (status >= 500) return { status: 'unknown', ...told };
  if (batch && status !== 408 && status !== 425) return { status: 'rejected', ...told };
  return { status: 'deferred', by: 'outage', ...told, ...retry };
}

/** Longest token that is believed. Ours: it goes into the ledger, answers and messages, and Batch's are UUIDs. */
const MAX_TOKEN_CHARACTERS = 1_000;

function accepted(
  json: unknown,
  { tokenField = '', answersPerItem }: Pick<Endpoint, 'tokenField' | 'answersPerItem'>,
): Accepted {
  const { [tokenField]: token, errors } = (json ?? {}) as Partial<Record<string, unknown>>;
  const isReadable = typeof token === 'string' && token.length <= MAX_TOKEN_CHARACTERS;
  const refused = answersPerItem && Array.isArray(errors) ? refusedItems(errors) : [];
  return { status: 'accepted', ...(isReadable && { token }), ...(refused.length > 0 && { refused }) };
}

/** What is no such error names no item. Of one that is named several times, all is told. */
function refusedItems(errors: readonly unknown[]): RefusedItem[] {
  const reasons = new Map<number, Set<string>>();
  for (const error of errors) {
    const { bulk_index: index, reason } = (error ?? {}) as Partial<Record<string, unknown>>;
    if (typeof index !== 'number' || !Number.isInteger(index)) continue;
    const known = reasons.get(index) ?? new Set();
    reasons.set(index, known.add(typeof reason === 'string' ? reason : ''));
  }
  return [...reasons].map(([index, told]) => ({ index, reason: [...told].join('; ') }));
}

function found(data: unknown): Accepted | Unknown {
  if (data !== undefined) return { status: 'accepted', data };
  return { status: 'unknown', error: { name: 'UNREADABLE_ANSWER', detail: "Batch's answer could not be read." } };
}

function describe(status: number, batch: BatchError | undefined): OutcomeError {
  if (!batch)
    return { name: `HTTP_${status}`, detail: `Batch's address answered ${status} without an error of Batch's.` };
  const { code, message } = batch;
  return { name: nameOf(batch), detail: message, ...(code !== undefined && { code }) };
}

function nameOf({ code = 0, name = BATCH_CODES[code] ?? `BATCH_${code}` }: BatchError): string {
  return name;
}

function parse(body: string | undefined): unknown {
  try {
    return body === undefined ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Longest `Retry-After` that is believed. Ours: a day. */
const MAX_RETRY_AFTER_MS = 86_400_000;

/** `Retry-After` as a date or as seconds, RFC 9110 section 10.2.3; decimals are not in it, but are sent. Batch documents none. */
function retryAfterMs(header = '', now: number): { retryAfterMs?: number } {
  const ms = /^\d*\.?\d+$/.test(header) ? Math.ceil(Number(header) * 1000) : dateMs(header) - now;
  return ms > 0 ? { retryAfterMs: Math.min(ms, MAX_RETRY_AFTER_MS) } : {};
}

/** Not a number unless it is in GMT, as dates in headers are. */
function dateMs(header: string): number {
  return header.endsWith('GMT') ? Date.parse(header) : Number.NaN;
}
