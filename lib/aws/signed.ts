import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { addAbortSignal, type Readable } from 'node:stream';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Deadline, signalAt } from '../deadline.ts';

/** A request to a service of AWS that is called without a client of the SDK's, which would be as large as all that calls it. */
export interface SignedRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Of the service. */
  readonly endpoint: URL;
  /** As it is sent, `/` unless given: a URL would take `..` in it for a step up. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface SignedAnswer {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/**
 * Calls a service as the role whose credentials are in the environment. Rejects if there is no answer, and when time is up; a
 * body that is still being read then breaks off.
 */
export interface SignedClient {
  send(request: SignedRequest, deadline: Deadline): Promise<SignedAnswer>;
  /** A URL for a request that anybody may make for so many seconds. It signs nothing but the host. */
  presign(request: Pick<SignedRequest, 'method' | 'endpoint' | 'path'>, expiresInSeconds: number): Promise<string>;
}

/** Longest that a connection may take. Ours. */
const CONNECT_TIMEOUT_MS = 1_000;

/** Whose payload is not signed: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const UNSIGNED = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };

/** @param service as AWS names it in a signature: `events`, `s3` */
export function createSignedClient(service: 'events' | 's3', region: string): SignedClient {
  const signer = new SignatureV4({
    service,
    region,
    credentials: fromEnv(),
    sha256: Sha256,
    // The key of an object is encoded once.
    uriEscapePath: service !== 's3',
  });
  const handler = new NodeHttpHandler({ connectionTimeout: CONNECT_TIMEOUT_MS });
  return {
    async send(request, deadline) {
      const signed = await signer.sign(toHttpRequest(request));
      const abortSignal = signalAt(deadline);
      const { response } = await handler.handle(signed as never, { abortSignal });
      const { statusCode: status, headers, body } = response;
      return { status, headers, body: addAbortSignal(abortSignal, body as Readable) };
    },
    async presign(request, expiresIn) {
      const { query = {} } = await signer.presign(toHttpRequest({ ...request, headers: UNSIGNED }), { expiresIn });
      const signed = new URLSearchParams(query as Record<string, string>);
      return `${request.endpoint.origin}${request.path ?? '/'}?${signed}`;
    },
  };
}

type HttpRequest = Parameters<SignatureV4['presign']>[0];

function toHttpRequest({ method, endpoint, path = '/', headers = {}, body }: SignedRequest): HttpRequest {
  return {
    method,
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    ...(endpoint.port !== '' && { port: Number(endpoint.port) }),
    path,
    query: {},
    headers: { ...headers, host: endpoint.host },
    ...(body !== undefined && { body }),
  };
}

/** For the signer, over Node's own. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = secret instanceof ArrayBuffer ? Buffer.from(secret) : secret;
    this.#hash =
      key === undefined ? createHash('sha256') : createHmac('sha256', key as string | NodeJS.ArrayBufferView);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(data instanceof ArrayBuffer ? Buffer.from(data) : (data as string | NodeJS.ArrayBufferView));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error('Each is used once.');
  }
}
