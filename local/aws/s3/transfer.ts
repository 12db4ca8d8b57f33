import { closeSync, createReadStream } from 'node:fs';
import type * as http from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { notImplemented, S3Error } from './error.ts';
import type { ObjectInfo, ObjectStore, OpenObject } from './objects.ts';
import { rangeIn } from './range.ts';
import { UNSIGNED_PAYLOAD } from './signature.ts';
import type { Target } from './target.ts';

/** 5 GB, S3's limit on one PUT: https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html */
const MAX_PUT_BYTES = 5 * 1024 ** 3;

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 *
 * @param payload what the signature says of the body
 * @param proceed called once the body is wanted
 */
export async function receive(
  request: http.IncomingMessage,
  { bucket, key, store, payload, proceed }: Target & { store: ObjectStore; payload: string; proceed(): void },
): Promise<ObjectInfo> {
  const length = request.headers['content-length'];
  if (length === undefined) {
    throw new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  if (Number(length) > MAX_PUT_BYTES) {
    const limits = { ProposedSize: length, MaxSizeAllowed: `${MAX_PUT_BYTES}` };
    throw new S3Error(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', limits);
  }
  const sha256 = payload === UNSIGNED_PAYLOAD ? undefined : payload;
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) throw notImplemented(`a body that is ${sha256}`);
  proceed();
  return store.put(bucket, key, request, sha256);
}

/**
 * All of an object or a range of it; of a `HEAD` the headers alone. Closes the object.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 *
 * @param breakOffAfter bytes after which the connection breaks
 */
export async function send(
  object: OpenObject,
  { method, headers }: http.IncomingMessage,
  response: http.ServerResponse,
  breakOffAfter = Number.POSITIVE_INFINITY,
): Promise<void> {
  let bytes: Readable | undefined;
  try {
    requireMatch(headers['if-match'], object);
    const range = rangeIn(headers.range, object.size);
    const { start, end } = range ?? { start: 0, end: object.size - 1 };
    response.writeHead(range ? 206 : 200, {
      ...headersOf(object),
      'content-length': end + 1 - start,
      ...(range && { 'content-range': `bytes ${start}-${end}/${object.size}` }),
    });
    if (method === 'HEAD' || end < start) return void response.end();
    const last = Math.min(end, start + breakOffAfter - 1);
    bytes = createReadStream('', { fd: object.fd, start, end: last });
    await pipeline(bytes, response, { end: last === end });
    if (last < end) response.destroy();
  } finally {
    // The stream closes it by itself.
    if (!bytes) closeSync(object.fd);
  }
}

const headersOf = ({ etag, lastModified }: ObjectInfo) => ({
  'accept-ranges': 'bytes',
  'content-type': 'binary/octet-stream',
  etag,
  'last-modified': lastModified,
});

function requireMatch(expected: string | undefined, { etag }: ObjectInfo): void {
  if (expected === undefined || expected === '*' || expected === etag || `"${expected}"` === etag) return;
  const message = 'At least one of the pre-conditions you specified did not hold';
  throw new S3Error(412, 'PreconditionFailed', message, { Condition: 'If-Match' });
}
