import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Capability } from '../../endpoints/capability.ts';
import { InvalidRequestError } from '../../errors.ts';
import type { Fault } from '../../request/fault.ts';
import { parseJsonBytes, parseJsonText } from '../../request/json-text.ts';
import { isObject } from '../../request/schema.ts';
import { requestShape } from '../../request/shape.ts';

/**
 * Longest body that is read. AWS's limit on what a function is invoked with, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html:
 * on AWS a body is shorter still, because it is escaped in there.
 */
export const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** Events come from outside: nothing about them is certain. */
type HttpEvent =
  | (Partial<
      Pick<
        APIGatewayProxyEventV2,
        'body' | 'headers' | 'isBase64Encoded' | 'pathParameters' | 'queryStringParameters' | 'rawQueryString'
      >
    > & {
      readonly requestContext?: { readonly requestId?: unknown } | undefined;
    })
  | null
  | undefined;

/** A request as it came, still to be validated. */
export interface HttpRequest {
  readonly body: unknown;
  /** What its caller calls it. */
  readonly name?: string;
  readonly isNamedByHeader: boolean;
  /** Whether its caller would rather not wait. */
  readonly isAsync: boolean;
  /** What is wrong with the event around the body. */
  readonly faults: readonly Fault[];
}

/** The request in an event. Throws InvalidRequestError if there should be a body and is none, or one that is too long. */
export function readRequest(
  event: HttpEvent,
  { route, waysIn }: Pick<Capability, 'route' | 'waysIn'>,
  mostBytes = MAX_BODY_BYTES,
): HttpRequest {
  if (route.method === 'GET') return readMembers(event);
  const body = readBody(event, mostBytes);
  const { faults, ...key } = readKey(event, body);
  const isAsync = waysIn.includes('queue') && prefersAsync(event);
  return { body, ...key, isAsync, faults: [...queryFaults(event), ...faults] };
}

/** Of a `GET`: its members stand in the path and the query. */
function readMembers(event: HttpEvent): HttpRequest {
  const path = event?.pathParameters ?? {};
  const query = event?.queryStringParameters ?? {};
  const twice = Object.keys(query).filter((name) => Object.hasOwn(path, name));
  const faults = twice.map((parameter) => ({ parameter, detail: 'stands in the path' }));
  return { body: { ...query, ...path }, isNamedByHeader: false, isAsync: false, faults };
}

/** Of a request without a key, where the operator wants one. */
export const NO_KEY: Fault = {
  header: 'Idempotency-Key',
  detail: 'is required: without it a repeated request would be another one',
};

/** Of a request whose key names another one. */
export function otherBody({ isNamedByHeader }: Pick<HttpRequest, 'isNamedByHeader'>): Fault {
  const place = isNamedByHeader ? { header: 'Idempotency-Key' } : { pointer: '/idempotency_key' };
  return { ...place, detail: 'belongs to another request' };
}

/** Of a `POST` that says all in its path: whatever body it has is left alone. */
export function readPath(event: HttpEvent): HttpRequest {
  return { body: event?.pathParameters ?? {}, isNamedByHeader: false, isAsync: false, faults: queryFaults(event) };
}

/** A fault of a `GET` names the member of its path or query, in place of a pointer. */
export function asParameter({ pointer, ...fault }: Fault): Fault {
  const [, parameter] = pointer?.split('/') ?? [];
  return parameter === undefined
    ? fault
    : { ...fault, parameter: parameter.replaceAll('~1', '/').replaceAll('~0', '~') };
}

/** The JSON in an event's body. Throws InvalidRequestError if there is none. */
function readBody(event: HttpEvent, mostBytes: number): unknown {
  const body: unknown = event?.body;
  if (typeof body !== 'string' || body === '') throw invalid('The body is empty; expected a JSON object.');
  const bytes = Buffer.from(body, event?.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > mostBytes) {
    throw invalid(`The body has ${bytes.length} bytes; at most ${mostBytes} are taken.`, 413);
  }
  return event?.isBase64Encoded ? parseJsonBytes(bytes) : parseJsonText(bytes.toString());
}

function invalid(detail: string, status: 400 | 413 = 400): InvalidRequestError {
  return new InvalidRequestError([{ detail }], status);
}

/** What a header's value says, or what is wrong with it. */
type Header = { readonly key?: string | undefined } | { readonly fault: string };

/** A key as most clients send it. Other characters would leave open where it ends: it may be one of several. */
const BARE_KEY = /^[^\s",;]+$/;

/** As the draft has it: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
const QUOTED_KEY = /^"((?:[^"\\]|\\["\\])*)"$/;

/**
 * The header `Idempotency-Key`, if there is one. Whatever is not plainly one key is a fault: half of it, or two of them joined by a
 * proxy, would be a new key, and the request a new request.
 */
function keyHeader(event: HttpEvent): Header {
  const values = headersOf(event, 'idempotency-key');
  if (values.length > 1) return { fault: 'must not be given twice' };
  const value = values[0]?.trim();
  if (value === undefined || BARE_KEY.test(value)) return { key: value };
  const quoted = QUOTED_KEY.exec(value)?.[1];
  if (quoted !== undefined) return { key: quoted.replace(/\\(.)/g, '$1') };
  return { fault: 'must be one key, bare (no `"`, `,`, `;` or white space in it) or in double quotes' };
}

/** API Gateway's id of the request, if it looks like one: it goes into logs. */
export function gatewayIdOf(event: HttpEvent): string | undefined {
  const id = event?.requestContext?.requestId;
  return typeof id === 'string' && /^[\w=-]{1,64}$/.test(id) ? id : undefined;
}

/** Whether the caller would rather not wait: `Prefer: respond-async`, RFC 7240 section 4.1. */
function prefersAsync(event: HttpEvent): boolean {
  const preferences = headerOf(event, 'prefer')?.split(',') ?? [];
  return preferences.some((preference) => preference.split(';', 1)[0]?.trim().toLowerCase() === 'respond-async');
}

function headerOf(event: HttpEvent, name: string): string | undefined {
  return headersOf(event, name)[0];
}

function headersOf(event: HttpEvent, name: string): string[] {
  const headers: [string, unknown][] = Object.entries(event?.headers ?? {});
  return headers.flatMap(([header, value]) =>
    header.toLowerCase() === name && typeof value === 'string' ? [value] : [],
  );
}

/** The request's name, by the header or by the body, and what is wrong with the header, by itself and beside the body. */
function readKey(event: HttpEvent, body: unknown): Pick<HttpRequest, 'name' | 'isNamedByHeader' | 'faults'> {
  const header = keyHeader(event);
  const inBody = isObject(body) ? body['idempotency_key'] : undefined;
  const named = typeof inBody === 'string' ? { name: inBody } : {};
  const faulty = (detail: string) => ({ isNamedByHeader: true, faults: [{ header: 'Idempotency-Key', detail }] });
  if ('fault' in header) return faulty(header.fault);
  const { key } = header;
  if (key === undefined) return { ...named, isNamedByHeader: false, faults: [] };
  const { error } = requestShape.idempotency_key.safeParse(key);
  if (error) return faulty(error.issues.map(({ message }) => message).join('; '));
  if (inBody !== undefined && inBody !== key) return faulty('is not the `idempotency_key` of the body');
  return { name: key, isNamedByHeader: true, faults: [] };
}

/** What is in the query of a request that takes none: `?dry_run=true` must not send. */
function queryFaults(event: HttpEvent): Fault[] {
  const { rawQueryString: raw, queryStringParameters: read } = event ?? {};
  const names = new Set([...new URLSearchParams(`${raw ?? ''}`).keys(), ...Object.keys(read ?? {})]);
  return [...names].map((parameter) => ({ parameter, detail: 'is unknown: what is asked for stands in the body' }));
}
