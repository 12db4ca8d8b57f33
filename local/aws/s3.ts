import { mkdtempSync, rmSync } from 'node:fs';
import type * as http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen, type RunningServer } from '../server.ts';
import { accessDenied, notImplemented, S3Error, sendError } from './s3/error.ts';
import { createObjectStore, type ObjectStore } from './s3/objects.ts';
import { type Signed, verify } from './s3/signature.ts';
import { type Target, targetOf } from './s3/target.ts';
import { receive, send } from './s3/transfer.ts';

/** What a role may be allowed; without `s3:ListBucket` nobody is told that an object is not there. */
export type S3Action = 's3:GetObject' | 's3:PutObject' | 's3:ListBucket';

/** What goes wrong with a request: S3 fails, never answers, or breaks off in the middle of an object. */
export type S3Fault = { readonly status: 500 | 503 } | 'hang' | { readonly breakOffAfter: number };

export interface S3Options {
  /** 0 takes any free one. */
  readonly port: number;
  readonly buckets: readonly string[];
  /** Where the objects are kept, made if it is missing; without it they are gone after `stop`. */
  readonly directory?: string | undefined;
  /** Whether somebody may do something with a bucket, by the key that they sign with. Unless given, all may do all. */
  isAllowed?(accessKeyId: string, action: S3Action, bucket: string): boolean;
  /** For tests: asked of every request. */
  faultOf?(request: http.IncomingMessage): S3Fault | undefined;
  /** Milliseconds since 1970. */
  now?(): number;
}

/** The secret of every access key in the embedded stack. */
const SECRET_ACCESS_KEY = 'local';

/** Headers that would change what is answered. */
const UNKNOWN_HEADER = /^(if-(none-match|modified-since|unmodified-since)|x-amz-copy-source)$/;

interface Context extends Omit<Required<S3Options>, 'port' | 'directory'> {
  readonly store: ObjectStore;
}

/**
 * Starts S3 with GetObject, HeadObject and PutObject, in path style. What is put goes straight to the disk, however large.
 * Signatures are checked, and so are the rights of who signed: a URL that somebody else made counts as theirs.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
 *
 * @throws PortInUseError
 * @throws DataDirectoryError
 */
export async function startS3(options: S3Options): Promise<RunningServer> {
  const { port, buckets, isAllowed = () => true, faultOf = () => undefined, now = Date.now } = options;
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 's3-'));
  const removeDirectory = () => {
    if (options.directory === undefined) rmSync(directory, { recursive: true });
  };
  const context = { store: createObjectStore(directory, buckets), buckets, isAllowed, faultOf, now };
  const busy = new Set<Promise<void>>();
  const serve = (request: http.IncomingMessage, response: http.ServerResponse, proceed: () => void) => {
    const served = answer(request, response, proceed, context).finally(() => busy.delete(served));
    busy.add(served);
    return served;
  };
  const server = await listen(
    port,
    (request, response) => serve(request, response, () => {}),
    (request, response) => serve(request, response, () => response.writeContinue()),
  ).catch((error) => {
    removeDirectory();
    throw error;
  });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await Promise.allSettled(busy);
      removeDirectory();
    },
  };
}

async function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  proceed: () => void,
  context: Context,
): Promise<void> {
  const fault = context.faultOf(request);
  if (fault === 'hang') return;
  try {
    if (fault && 'status' in fault) throw faultOfS3(fault.status);
    const target = targetOf(request.url ?? '');
    const signed = requireRights(request, target, context);
    if (request.method === 'PUT') await put(request, response, { ...target, ...signed, store: context.store, proceed });
    else await get(request, response, { ...target, ...signed }, context, fault?.breakOffAfter);
  } catch (error) {
    if (!(error instanceof S3Error)) {
      // A client that went away has nobody to be told.
      if (request.socket.destroyed) return;
      throw error;
    }
    sendError(response, error);
  }
}

function faultOfS3(status: 500 | 503): S3Error {
  return status === 500
    ? new S3Error(500, 'InternalError', 'We encountered an internal error. Please try again.')
    : new S3Error(503, 'SlowDown', 'Please reduce your request rate.');
}

const ACTIONS: Readonly<Record<string, S3Action>> = { GET: 's3:GetObject', HEAD: 's3:GetObject', PUT: 's3:PutObject' };

function requireRights(request: http.IncomingMessage, target: Target, { buckets, isAllowed, now }: Context): Signed {
  const { method = '', headers } = request;
  const signed = verify({ ...target, method, headers }, SECRET_ACCESS_KEY, now());
  const { bucket } = target;
  if (!buckets.includes(bucket)) {
    throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket });
  }
  const action = ACTIONS[method];
  const unknown = Object.keys(headers).find((name) => UNKNOWN_HEADER.test(name));
  if (!action || unknown !== undefined) throw notImplemented(unknown ?? method);
  if (!isAllowed(signed.accessKeyId, action, bucket)) throw accessDenied();
  return signed;
}

async function put(request: http.IncomingMessage, response: http.ServerResponse, what: Parameters<typeof receive>[1]) {
  const { etag } = await receive(request, what);
  response.writeHead(200, { etag, 'content-length': 0 }).end();
}

async function get(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { bucket, key, accessKeyId }: Target & Signed,
  { store, isAllowed }: Context,
  breakOffAfter?: number,
): Promise<void> {
  const object = store.open(bucket, key);
  if (object) return send(object, request, response, breakOffAfter);
  if (!isAllowed(accessKeyId, 's3:ListBucket', bucket)) throw accessDenied();
  throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });
}
