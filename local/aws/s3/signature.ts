import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { accessDenied, S3Error } from './error.ts';
import type { Target } from './target.ts';

/** Who signed a request, and what they say that its body is. */
export interface Signed {
  readonly accessKeyId: string;
  /** SHA-256 in hexadecimal, or `UNSIGNED-PAYLOAD`. */
  readonly payload: string;
}

/** A request, as far as it is signed. */
export interface Signable extends Target {
  readonly method: string;
  /** By names in lower case. */
  readonly headers: IncomingHttpHeaders;
}

/** What a signature says of itself. */
interface Claim extends Signed {
  /** Date, region, service and `aws4_request`. */
  readonly scope: readonly string[];
  /** `20261125T215417Z` */
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** A week, S3's longest: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const MAX_EXPIRES_SECONDS = 604_800;

/**
 * Checks a signature of version 4, in the header or in a presigned URL. Written from AWS's documentation and without its
 * library, which the functions sign with: that could only agree with itself. Throws S3Error.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 *
 * @param nowMs milliseconds since 1970, against which a URL expires
 */
export function verify(request: Signable, secretAccessKey: string, nowMs: number): Signed {
  const { authorization } = request.headers;
  const claim = authorization === undefined ? claimInQuery(request.query, nowMs) : claimInHeader(request.headers);
  requireAllSigned(request.headers, claim.signedHeaders);
  const key = [...claim.scope].reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  if (hmac(key, toSign(request, claim)).toString('hex') === claim.signature) return claim;
  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
  throw new S3Error(403, 'SignatureDoesNotMatch', message);
}

function claimInHeader(headers: IncomingHttpHeaders): Claim {
  const pattern = /^AWS4-HMAC-SHA256 Credential=([^, ]+), ?SignedHeaders=([^, ]+), ?Signature=(\w+)$/;
  const [, credential, signedHeaders, signature] = pattern.exec(headers.authorization ?? '') ?? [];
  const [date, payload] = [headers['x-amz-date'], headers['x-amz-content-sha256']];
  if (!credential || !signedHeaders || !signature || typeof date !== 'string') {
    throw new S3Error(400, 'AuthorizationHeaderMalformed', 'The authorization header is malformed.');
  }
  if (typeof payload !== 'string') {
    throw new S3Error(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  return { ...credentialIn(credential), date, signedHeaders: signedHeaders.split(';'), signature, payload };
}

/** Where nothing is signed at all, the request is nobody's. */
function claimInQuery(query: URLSearchParams, nowMs: number): Claim {
  const [credential, date, signedHeaders, signature] = ['Credential', 'Date', 'SignedHeaders', 'Signature'].map(
    (name) => query.get(`X-Amz-${name}`),
  );
  if (!credential && !signature) throw accessDenied();
  if (!credential || !date || !signedHeaders || !signature || query.get('X-Amz-Algorithm') !== ALGORITHM) {
    const message =
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.';
    throw new S3Error(400, 'AuthorizationQueryParametersError', message);
  }
  requireUnexpired(date, Number(query.get('X-Amz-Expires')), nowMs);
  const payload = [...query].find(([name]) => /^x-amz-content-sha256$/i.test(name))?.[1] ?? UNSIGNED_PAYLOAD;
  return { ...credentialIn(credential), date, signedHeaders: signedHeaders.split(';'), signature, payload };
}

function credentialIn(credential: string): Pick<Claim, 'accessKeyId' | 'scope'> {
  const [accessKeyId = '', ...scope] = credential.split('/');
  return { accessKeyId, scope };
}

function requireUnexpired(date: string, seconds: number, nowMs: number): void {
  if (!(seconds >= 1 && seconds <= MAX_EXPIRES_SECONDS)) {
    const message = `X-Amz-Expires must be between 1 and ${MAX_EXPIRES_SECONDS} seconds`;
    throw new S3Error(400, 'AuthorizationQueryParametersError', message);
  }
  const signedAtMs = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
  if (!(nowMs <= signedAtMs + seconds * 1000)) throw accessDenied('Request has expired');
}

/** Host, and whatever is AWS's: nobody may add to what was signed. */
function requireAllSigned(headers: IncomingHttpHeaders, signed: readonly string[]): void {
  const needed = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-amz-'));
  if (needed.every((name) => signed.includes(name))) return;
  throw accessDenied('There were headers present in the request which were not signed');
}

function toSign(request: Signable, claim: Claim): string {
  const hash = createHash('sha256').update(canonical(request, claim)).digest('hex');
  return [ALGORITHM, claim.date, claim.scope.join('/'), hash].join('\n');
}

function canonical({ method, bucket, key, query, headers }: Signable, { signedHeaders, payload }: Claim): string {
  const path = `/${bucket}/${key}`.split('/').map(encoded).join('/');
  const parameters = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const pairs = parameters.map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  const lines = signedHeaders.map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replace(/ +/g, ' ')}\n`,
  );
  return [method, path, pairs.join('&'), lines.join(''), signedHeaders.join(';'), payload].join('\n');
}

/** All but `A-Z a-z 0-9 - . _ ~`. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const hmac = (secret: string | Buffer, text: string) => createHmac('sha256', secret).update(text).digest();
