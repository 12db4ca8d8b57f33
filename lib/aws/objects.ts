import type { Readable } from 'node:stream';
import type { Deadline } from '../deadline.ts';
import { ObjectsUnavailableError } from '../errors.ts';
import type { SignedClient } from './signed.ts';

/** An object in S3. */
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** What came of asking for an object: its bytes, or that it is another by now, or that it is not there, or not ours to read. */
export type Opened =
  | { readonly status: 'open'; readonly etag: string; readonly size: number; readonly bytes: Readable }
  | { readonly status: 'changed' | 'unreadable' };

/** The only one who talks to S3. */
export interface Objects {
  /**
   * The bytes of an object from some place on, as a stream that its reader may leave early.
   *
   * @param etag of the version that is meant; any, if left out
   * @throws ObjectsUnavailableError if there is no answer that says so
   */
  open(
    name: ObjectName,
    at: { readonly offset: number; readonly etag?: string | undefined },
    deadline: Deadline,
  ): Promise<Opened>;
  /** Where anybody may put an object for so many seconds. */
  urlToPut(name: ObjectName, expiresInSeconds: number): Promise<string>;
}

/** Where S3 is: a region, or another place that stands in for it. */
export interface ObjectsAt {
  readonly region: string;
  readonly endpoint?: string | undefined;
}

export function createObjects(client: SignedClient, at: ObjectsAt): Objects {
  return {
    async open(name, { offset, etag }, deadline) {
      const headers = {
        ...(offset > 0 && { range: `bytes=${offset}-` }),
        ...(etag !== undefined && { 'if-match': etag }),
      };
      const request = { method: 'GET' as const, ...addressOf(name, at), headers };
      const answer = await client.send(request, deadline).catch((error: Error) => {
        throw new ObjectsUnavailableError(`S3 did not answer (${error.name}).`);
      });
      const { status, headers: told, body: bytes } = answer;
      if (status === 200 || status === 206)
        return { status: 'open', etag: told['etag'] ?? '', size: sizeOf(told), bytes };
      bytes.destroy();
      if (status === 412) return { status: 'changed' };
      if (status === 403 || status === 404) return { status: 'unreadable' };
      throw new ObjectsUnavailableError(`S3 answered ${status}.`);
    },
    urlToPut: (name, expiresInSeconds) => client.presign({ method: 'PUT', ...addressOf(name, at) }, expiresInSeconds),
  };
}

/** Of the whole object, whatever part of it was asked for. */
function sizeOf({
  'content-range': range = '',
  'content-length': length = '',
}: Readonly<Record<string, string>>): number {
  return Number(/\/(\d+)$/.exec(range)?.[1] ?? length);
}

/** A name with a dot is none that the certificate of S3 is for: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
function addressOf({ bucket, key }: ObjectName, { region, endpoint }: ObjectsAt) {
  if (endpoint !== undefined) {
    const { origin, pathname } = new URL(endpoint);
    return { endpoint: new URL(origin), path: `${pathname.replace(/\/$/, '')}/${bucket}/${encodedKey(key)}` };
  }
  if (bucket.includes('.')) {
    return { endpoint: new URL(`https://s3.${region}.amazonaws.com`), path: `/${bucket}/${encodedKey(key)}` };
  }
  return { endpoint: new URL(`https://${bucket}.s3.${region}.amazonaws.com`), path: `/${encodedKey(key)}` };
}

/** Encoded once, as the signature has it: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function encodedKey(key: string): string {
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, hex);
}
