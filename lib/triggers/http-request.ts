import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Fault } from '../endpoints/endpoint.ts';
import { isObject, requestShape } from '../endpoints/schema.ts';
import { InvalidRequestError } from '../errors.ts';

/** Longest body that is read. AWS's limit on what a function is invoked with: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** Events come from outside: nothing about them is certain. */
type HttpEvent =
  | (Partial<Pick<APIGatewayProxyEventV2, 'body' | 'headers' | 'isBase64Encoded'>> & {
      readonly requestContext?: { readonly requestId?: unknown } | undefined;
    })
  | null
  | undefined;

/** The JSON in an event's body. Throws InvalidRequestError if there is none. */
export function readBody(event: HttpEvent): unknown {
  const body: unknown = event?.body;
  if (typeof body !== 'string' || body === '') throw invalid('The body is empty; expected a JSON object.');
  const bytes = Buffer.from(body, event?.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) {
    throw invalid(`The body has ${bytes.length} bytes; at most ${MAX_BODY_BYTES} are taken.`, 413);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('The body is not JSON in UTF-8.');
  }
}

function invalid(detail: string, status: 400 | 413 = 400): InvalidRequestError {
  return new InvalidRequestError([{ detail }], status);
}

/**
 * The header `Idempotency-Key`, if there is one: bare, as most clients send it, or quoted, as the draft has it,
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function keyHeader(event: HttpEvent): string | undefined {
  const value = headerOf(event, 'idempotency-key')?.trim();
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(value ?? '')?.[1];
  return quoted?.replace(/\\(.)/g, '$1') ?? value;
}

/** API Gateway's id of the request, if it looks like one: it goes into logs. */
export function gatewayIdOf(event: HttpEvent): string | undefined {
  const id = event?.requestContext?.requestId;
  return typeof id === 'string' && /^[\w=-]{1,64}$/.test(id) ? id : undefined;
}

/** Whether the caller would rather not wait: `Prefer: respond-async`, RFC 7240 section 4.1. */
export function prefersAsync(event: HttpEvent): boolean {
  const preferences = headerOf(event, 'prefer')?.split(',') ?? [];
  return preferences.some((preference) => preference.split(';', 1)[0]?.trim().toLowerCase() === 'respond-async');
}

function headerOf(event: HttpEvent, name: string): string | undefined {
  const headers = Object.entries(event?.headers ?? {});
  const value: unknown = headers.find(([header]) => header.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}

/** What is wrong with the header, by itself and beside the body. */
export function keyFaults(key: string | undefined, body: unknown): Fault[] {
  if (key === undefined) return [];
  const header = 'Idempotency-Key';
  const { error } = requestShape.idempotency_key.safeParse(key);
  if (error) return error.issues.map(({ message }) => ({ header, detail: message }));
  const inBody = isObject(body) ? body['idempotency_key'] : undefined;
  return inBody === undefined || inBody === key ? [] : [{ header, detail: 'is not the `idempotency_key` of the body' }];
}
