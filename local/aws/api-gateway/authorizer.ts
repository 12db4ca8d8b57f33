import type { IncomingHttpHeaders } from 'node:http';
import { claimInHeaders, encodedPath, isSigned, sha256, signedAtMs, unsignedIn } from '../signature.ts';

/** A request as it came. */
export interface Incoming {
  readonly method: string;
  readonly url: URL;
  /** By names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Whether a request may go on to its function. */
export type Authorizer = (request: Incoming) => boolean;

/** Whose requests are taken, and where the API is. */
export interface Caller {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Five minutes, AWS's limit between the date of a signature and the arrival of its request:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
const MAX_SKEW_MS = 5 * 60_000;

/** Sent beside temporary credentials; not every client signs it, and AWS says that not every service asks for that. */
const SESSION_TOKEN = 'x-amz-security-token';

/**
 * Takes what one key has signed, as IAM authorisation does. Only in the header: parameters of a signature in the query would be
 * unknown members of it to the functions, which refuse them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 *
 * @param now milliseconds since 1970
 */
export function iamAuthorizer({ region, accessKeyId, secretAccessKey }: Caller, now = Date.now): Authorizer {
  return ({ method, url, headers, body }) => {
    const claim = claimInHeaders(headers);
    if (!claim) return false;
    const credential = [claim.accessKeyId, ...claim.scope].join('/');
    if (credential !== `${accessKeyId}/${claim.date.slice(0, 8)}/${region}/execute-api/aws4_request`) return false;
    if (!(Math.abs(now() - signedAtMs(claim)) <= MAX_SKEW_MS)) return false;
    if (unsignedIn(headers, claim).some((name) => name !== SESSION_TOKEN)) return false;
    // Some versions of curl sign a header without a value, and do not send it.
    if (claim.signedHeaders.some((name) => headers[name] === undefined)) return false;
    const path = encodedPath(url.pathname);
    return isSigned({ method, path, query: url.searchParams, headers }, claim, sha256(body), secretAccessKey);
  };
}
