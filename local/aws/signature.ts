import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A request, as far as it is signed. */
export interface Signable {
  readonly method: string;
  /** As its service signs it: S3 encodes the key once, all others encode what was sent once more. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By names in lower case. */
  readonly headers: IncomingHttpHeaders;
}

/** What a signature says of itself. */
export interface Claim {
  readonly accessKeyId: string;
  /** Date, region, service and `aws4_request`. */
  readonly scope: readonly string[];
  /** `20261125T215417Z` */
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** What a signature of version 4 calls itself. */
export const ALGORITHM = 'AWS4-HMAC-SHA256';

const AUTHORIZATION = /^AWS4-HMAC-SHA256 Credential=([^, ]+), ?SignedHeaders=([^, ]+), ?Signature=(\w+)$/;

/** Undefined if the headers hold no signature of version 4 with a date beside it. */
export function claimInHeaders(headers: IncomingHttpHeaders): Claim | undefined {
  const [, credential, signedHeaders, signature] = AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  const date = headers['x-amz-date'];
  if (!credential || !signedHeaders || !signature || typeof date !== 'string') return undefined;
  return claimOf(credential, date, signedHeaders, signature);
}

/** @param credential the key's id and the scope, with slashes between them */
export function claimOf(credential: string, date: string, signedHeaders: string, signature: string): Claim {
  const [accessKeyId = '', ...scope] = credential.split('/');
  return { accessKeyId, scope, date, signedHeaders: signedHeaders.split(';'), signature };
}

/** Milliseconds since 1970, NaN for what is no date. */
export const signedAtMs = ({ date }: Claim): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));

/** Host, and whatever is AWS's, as far as it is not signed: nobody may add to what was. */
export function unsignedIn(headers: IncomingHttpHeaders, { signedHeaders }: Claim): string[] {
  const needed = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-amz-'));
  return needed.filter((name) => !signedHeaders.includes(name));
}

/**
 * Whether a signature of version 4 is what the secret makes of the request. Written from AWS's documentation and without its
 * library, which the functions and the tools sign with: that could only agree with itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * @param payload SHA-256 of the body in hexadecimal, or what the service takes in its place
 */
export function isSigned(request: Signable, claim: Claim, payload: string, secretAccessKey: string): boolean {
  const key = claim.scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  return hmac(key, toSign(request, claim, payload)).toString('hex') === claim.signature;
}

function toSign(request: Signable, claim: Claim, payload: string): string {
  return [ALGORITHM, claim.date, claim.scope.join('/'), sha256(canonical(request, claim, payload))].join('\n');
}

function canonical({ method, path, query, headers }: Signable, { signedHeaders }: Claim, payload: string): string {
  const lines = signedHeaders.map((name) => `${name}:${canonicalValue(headers[name])}\n`);
  return [method, path, canonicalQuery(query), lines.join(''), signedHeaders.join(';'), payload].join('\n');
}

const canonicalValue = (value: string | string[] = '') => String(value).trim().replace(/ +/g, ' ');

/** In the order of the encoded names, and of the values where a name stands several times. */
function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map((pair) => pair.join('='))
    .join('&');
}

const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));

/** Each segment of a path, all but `A-Z a-z 0-9 - . _ ~`. */
export const encodedPath = (path: string): string => path.split('/').map(encoded).join('/');

const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** In hexadecimal. */
export const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

const hmac = (secret: string | Buffer, text: string) => createHmac('sha256', secret).update(text).digest();
