import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DataDirectoryError } from '../data-directory.ts';
import { S3Error } from './error.ts';

/** What is known of an object. */
export interface ObjectInfo {
  readonly key: string;
  /** With its quotes. */
  readonly etag: string;
  readonly size: number;
  /** As HTTP writes dates. */
  readonly lastModified: string;
}

/** An object that is being read; whoever opened it closes it. Another in its place does not disturb it. */
export interface OpenObject extends ObjectInfo {
  /** Its file descriptor. */
  readonly fd: number;
}

export interface ObjectStore {
  open(bucket: string, key: string): OpenObject | undefined;
  /**
   * Streams a body to the disk. The object is there once it is whole; a body that breaks off leaves nothing.
   *
   * @param sha256 what the body has to be, in hexadecimal
   */
  put(bucket: string, key: string, body: Readable, sha256: string | undefined): Promise<ObjectInfo>;
}

/** As it is kept: the object's bytes are in a file of their own. */
interface ObjectRecord extends ObjectInfo {
  readonly file: string;
}

/** Where bodies are until they are whole; no bucket's name begins with a dot. */
const INCOMING = '.incoming';

/** Objects in a directory, a folder for each bucket. Throws DataDirectoryError. */
export function createObjectStore(directory: string, buckets: readonly string[]): ObjectStore {
  prepare(directory, buckets);
  const recordFile = (bucket: string, key: string) => join(directory, bucket, `${hashOf(key)}.json`);
  const find = (bucket: string, key: string) => readRecord(recordFile(bucket, key));

  /** Nothing else happens in between: the files are small, and it does not wait. */
  function publish(bucket: string, incoming: string, record: ObjectRecord): void {
    const before = find(bucket, record.key);
    renameSync(incoming, join(directory, bucket, record.file));
    writeFileSync(`${incoming}.json`, JSON.stringify(record));
    renameSync(`${incoming}.json`, recordFile(bucket, record.key));
    if (before) rmSync(join(directory, bucket, before.file));
  }

  return {
    // At once, so that the record and the bytes are of the same object.
    open(bucket, key) {
      const record = find(bucket, key);
      return record && { ...record, fd: openSync(join(directory, bucket, record.file), 'r') };
    },
    async put(bucket, key, body, sha256) {
      const file = randomUUID();
      const incoming = join(directory, INCOMING, file);
      try {
        const written = await write(body, incoming, sha256);
        const record = { key, ...written, lastModified: new Date().toUTCString(), file };
        publish(bucket, incoming, record);
        return record;
      } catch (error) {
        await rm(incoming, { force: true });
        throw error;
      }
    },
  };
}

/** What an earlier run left behind half done goes. */
function prepare(directory: string, buckets: readonly string[]): void {
  try {
    rmSync(join(directory, INCOMING), { recursive: true, force: true });
    for (const folder of [INCOMING, ...buckets]) mkdirSync(join(directory, folder), { recursive: true });
  } catch (error) {
    throw new DataDirectoryError(directory, error as Error);
  }
}

function readRecord(file: string): ObjectRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function write(body: Readable, file: string, sha256: string | undefined) {
  const md5 = createHash('md5');
  const hash = sha256 === undefined ? undefined : createHash('sha256');
  let size = 0;
  async function* counted(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      for (const each of [md5, hash]) each?.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  await pipeline(body, counted, createWriteStream(file));
  if (hash && hash.digest('hex') !== sha256) {
    const message = 'The provided x-amz-content-sha256 header does not match what was computed.';
    throw new S3Error(400, 'XAmzContentSHA256Mismatch', message);
  }
  return { etag: `"${md5.digest('hex')}"`, size };
}

/** A key may be longer than the name of a file, and hold what that may not. */
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');
