import { buffer } from 'node:stream/consumers';
import { vi } from 'vitest';
import { createSignedClient, type SignedRequest } from '../../lib/aws/signed.ts';

/** Ours: for what hangs. */
const DEADLINE = { remainingMs: () => 60_000 };

export interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Calls S3 as the functions do, in the name of whoever has an access key. */
export interface S3Caller {
  send(request: Omit<SignedRequest, 'endpoint' | 'path'> & { readonly url: URL }): Promise<S3Answer>;
  presign(method: 'GET' | 'PUT', url: URL, expiresInSeconds?: number): Promise<URL>;
}

/** @param accessKeyId a function's name, or anything else for a person at the laptop */
export function s3As(accessKeyId = 'local', secretAccessKey = 'local'): S3Caller {
  const client = createSignedClient('s3', 'eu-west-1');
  /** The signer reads them when it signs. */
  const inTheNameOf = () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  };
  return {
    async send(request) {
      inTheNameOf();
      const { url, ...rest } = request;
      const { status, headers, body } = await client.send({ ...rest, ...addressOf(url) }, DEADLINE);
      return { status, headers, body: await buffer(body) };
    },
    async presign(method, url, expiresInSeconds = 900) {
      inTheNameOf();
      return new URL(await client.presign({ method, ...addressOf(url) }, expiresInSeconds));
    },
  };
}

const addressOf = (url: URL) => ({ endpoint: new URL(url.origin), path: url.pathname });
