import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SignatureV4 } from '@smithy/signature-v4';

/** Longest that an answer may take. API Gateway's own limit is 30 s; ours is past it. */
const TIMEOUT_MS = 35_000;

/** A request to the HTTP API. */
export interface GatewayRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer of the HTTP API, or of whatever else is at that URL. */
export interface Answer {
  readonly status: number;
  readonly isReplayed: boolean;
  /** Parsed JSON, or undefined if it is none. */
  readonly body: unknown;
}

/** Why there is no answer: the network's own name for it, as `ECONNREFUSED`. */
export interface NoAnswer {
  readonly noAnswer: string;
}

/** Makes one signed request. Throws only what the credentials throw; a `signal` that is aborted leaves it without an answer. */
export type Gateway = (request: GatewayRequest, signal?: AbortSignal) => Promise<Answer | NoAnswer>;

/** The HTTP API at a URL, called with the credentials and the region of an AWS client. */
export function openGateway(baseUrl: string, { config }: Pick<CloudFormationClient, 'config'>): Gateway {
  const { credentials, region, sha256 } = config;
  const signer = new SignatureV4({ service: 'execute-api', credentials, region, sha256 });
  return async ({ method, path, body, headers = {} }, signal) => {
    const url = new URL(`${baseUrl.replace(/\/+$/, '')}${path}`);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const signed = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host, ...(text !== undefined && { 'content-type': 'application/json' }) },
      ...(text !== undefined && { body: text }),
    });
    return ask(url, { method, headers: signed.headers, ...(text !== undefined && { body: text }) }, signal);
  };
}

async function ask(url: URL, request: RequestInit, stop?: AbortSignal): Promise<Answer | NoAnswer> {
  try {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const signal = stop ? AbortSignal.any([stop, timeout]) : timeout;
    const response = await fetch(url, { ...request, redirect: 'manual', signal });
    const isReplayed = response.headers.has('idempotent-replayed');
    return { status: response.status, isReplayed, body: parse(await response.text()) };
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return { noAnswer: cause?.code ?? name };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
