import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ObjectName, Objects } from '../../lib/aws/objects.ts';
import { ObjectsUnavailableError } from '../../lib/errors.ts';

const CHUNK_BYTES = 64 * 1024;

/** An S3 in memory. */
export function createMemoryObjects() {
  const files = new Map<string, Buffer>();
  const opened: { readonly offset: number; readonly etag: string | undefined }[] = [];
  let breaksOffAt = Number.POSITIVE_INFINITY;
  const objects: Objects = {
    async open(name, { offset, etag }) {
      opened.push({ offset, etag });
      const bytes = files.get(keyOf(name));
      if (!bytes) return { status: 'unreadable' };
      const own = createHash('md5').update(bytes).digest('hex');
      if (etag !== undefined && etag !== own) return { status: 'changed' };
      return {
        status: 'open',
        etag: own,
        size: bytes.length,
        bytes: Readable.from(chunksOf(bytes, offset, breaksOffAt)),
      };
    },
    urlToPut: async ({ bucket, key }, seconds) => `https://s3.test/${bucket}/${key}?for=${seconds}`,
  };
  return {
    objects,
    opened,
    put(key: string, content: string, bucket = 'own') {
      files.set(keyOf({ bucket, key }), Buffer.from(content));
    },
    remove: (key: string, bucket = 'own') => files.delete(keyOf({ bucket, key })),
    /** From now on no answer gets further than this byte of an object. */
    breakOffAt(offset: number) {
      breaksOffAt = offset;
    },
  };
}

function keyOf({ bucket, key }: ObjectName): string {
  return `${bucket} ${key}`;
}

function* chunksOf(bytes: Buffer, from: number, breaksOffAt: number): Generator<Buffer> {
  for (let at = from; at < bytes.length; at += CHUNK_BYTES) {
    const end = Math.min(at + CHUNK_BYTES, bytes.length);
    yield bytes.subarray(at, Math.min(end, breaksOffAt));
    if (end > breaksOffAt) throw new ObjectsUnavailableError('S3 broke off.');
  }
}
