import type { IncomingHttpHeaders } from 'node:http';
import {
  ALGORITHM,
  type Claim,
  claimInHeaders,
  claimOf,
  encodedPath,
  isSigned,
  signedAtMs,
  unsignedIn,
} from '../signature.ts';
import { accessDenied, S3Error } from './error.ts';
import type { Target } from './target.ts';

/** Who signed a request, and what they say that its body is. */
export interface Signed {
  readonly accessKeyId: string;
  /** SHA-256 in hexadecimal, or `UNSIGNED-PAYLOAD`. */
  readonly payload: string;
}

/** A request for an object, as far as it is signed. */
export interface SignedRequest extends Target {
  readonly method: string;
  /** By names in lower case. */
  readonly headers: IncomingHttpHeaders;
}

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** A week, S3's longest: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const MAX_EXPIRES_SECONDS = 604_800;

/**
 * Checks a signature of version 4, in the header or in a presigned URL. Throws S3Error.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 *
 * @param nowMs milliseconds since 1970, against which a URL expires
 */
export function verify(request: SignedRequest, secretAccessKey: string, nowMs: number): Signed {
  const { bucket, key, query, headers } = request;
  const claim = headers.authorization === undefined ? claimInQuery(query, nowMs) : claimInHeader(headers);
  if (unsignedIn(headers, claim).length > 0) {
    throw accessDenied('There were headers present in the request which were not signed');
  }
  const signable = { ...request, path: encodedPath(`/${bucket}/${key}`) };
  if (isSigned(signable, claim, claim.payload, secretAccessKey)) return claim;
  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
  throw new S3Error(403, 'SignatureDoesNotMatch', message);
}

function claimInHeader(headers: IncomingHttpHeaders): Claim & Signed {
  const claim = claimInHeaders(headers);
  if (!claim) throw new S3Error(400, 'AuthorizationHeaderMalformed', 'The authorization header is malformed.');
  const payload = headers['x-amz-content-sha256'];
  if (typeof payload !== 'string') {
    throw new S3Error(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  return { ...claim, payload };
}

/** Where nothing is signed at all, the request is nobody's. */
function claimInQuery(query: URLSearchParams, nowMs: number): Claim & Signed {
  const [credential, date, signedHeaders, signature] = ['Credential', 'Date', 'SignedHeaders', 'Signature'].map(
    (name) => query.get(`X-Amz-${name}`),
  );
  if (!credential && !signature) throw accessDenied();
  if (!credential || !date || !signedHeaders || !signature || query.get('X-Amz-Algorithm') !== ALGORITHM) {
    const message =
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.';
    throw new S3Error(400, 'AuthorizationQueryParametersError', message);
  }
  const claim = claimOf(credential, date, signedHeaders, signature);
  requireUnexpired(claim, Number(query.get('X-Amz-Expires')), nowMs);
  const payload = [...query].find(([name]) => /^x-amz-content-sha256$/i.test(name))?.[1] ?? UNSIGNED_PAYLOAD;
  return { ...claim, payload };
}

function requireUnexpired(claim: Claim, seconds: number, nowMs: number): void {
  if (!(seconds >= 1 && seconds <= MAX_EXPIRES_SECONDS)) {
    const message = `X-Amz-Expires must be between 1 and ${MAX_EXPIRES_SECONDS} seconds`;
    throw new S3Error(400, 'AuthorizationQueryParametersError', message);
  }
  if (!(nowMs <= signedAtMs(claim) + seconds * 1000)) throw accessDenied('Request has expired');
}
