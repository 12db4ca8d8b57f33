import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { faultsOfStart } from '../../lib/bulk/faults.ts';
import { bulkStart } from '../../lib/endpoints/gateway/bulk-start.ts';
import { validate } from '../../lib/request/validation.ts';

/** S3's limit on one PUT: https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html */
const MAX_FILE_BYTES = 5 * 1024 ** 3;

/** A file of this machine. */
export interface LocalFile {
  readonly path: string;
  readonly bytes: number;
}

/** A bulk that is to be started. */
export interface Order {
  /** What is uploaded first, or the key of what lies in the bucket already. */
  readonly source: LocalFile | { readonly key: string };
  /** The name of the start, if it was given. */
  readonly key: string | undefined;
  readonly format: string;
  /** The body of the start of a file that lies in the bucket under a key. */
  bodyFor(key: string): object;
}

/** As `parseArgs` tells them. */
export interface OrderOptions {
  readonly capability?: string | undefined;
  readonly request?: string | undefined;
  readonly format?: string | undefined;
  readonly column?: string | undefined;
  readonly list?: string | undefined;
  readonly unique?: boolean | undefined;
  readonly pace?: string | undefined;
  readonly key?: string | undefined;
  readonly uploaded?: string | undefined;
}

const FORMATS: Readonly<Record<string, string>> = { '.csv': 'csv', '.ndjson': 'ndjson', '.jsonl': 'ndjson' };

/** What is at fault, for whoever typed it. */
class Misuse extends Error {}

/** Holds it against the rules of the gateway, so that no file is uploaded for a start that would be refused. */
export function readOrder(
  path: string | undefined,
  options: OrderOptions,
): Order | { readonly faults: readonly string[] } {
  try {
    const format = options.format ?? FORMATS[extname(path ?? '')];
    if (format === undefined) throw new Misuse('--format is missing: the ending of the file tells none.');
    if (!/^[1-9]\d*$/.test(options.pace ?? '1')) throw new Misuse('--pace has to be a whole number from 1 on.');
    const bodyFor = readBody(format, options);
    const faults = faultsOf(bodyFor(options.uploaded ?? 'file'), options.key);
    if (faults.length > 0) return { faults };
    return { source: readSource(path, options.uploaded), key: options.key, format, bodyFor };
  } catch (error) {
    if (error instanceof Misuse) return { faults: [error.message] };
    throw error;
  }
}

function readBody(format: string, options: OrderOptions): Order['bodyFor'] {
  const { capability, column, list, unique, pace } = options;
  const request = readRequest(options.request);
  return (key) => ({
    capability,
    request,
    file: { key, format, ...(column !== undefined && { column }), ...(list !== undefined && { list }) },
    ...(unique !== undefined && { unique }),
    ...(pace !== undefined && { pace_per_minute: Number(pace) }),
  });
}

/** JSON, or the name of a file of it behind an `@`. */
function readRequest(given: string | undefined): unknown {
  if (given === undefined) throw new Misuse('--request is missing.');
  const text = given.startsWith('@') ? ofFile(given.slice(1), (path) => readFileSync(path, 'utf8')) : given;
  try {
    return JSON.parse(text);
  } catch {
    throw new Misuse('--request is not JSON. That of a file is --request @FILE.');
  }
}

function readSource(path: string | undefined, uploaded: string | undefined): Order['source'] {
  if (path !== undefined && uploaded !== undefined) throw new Misuse('It is either FILE or --uploaded.');
  if (uploaded !== undefined) return { key: uploaded };
  if (path === undefined) throw new Misuse('FILE is missing.');
  const stats = ofFile(path, (name) => statSync(name));
  if (!stats.isFile()) throw new Misuse(`${path} is not a file.`);
  if (stats.size > MAX_FILE_BYTES) {
    throw new Misuse(
      `${path} is over 5 GB, and one PUT takes no more. Put it in the bucket in parts, and then --uploaded.`,
    );
  }
  return { path, bytes: stats.size };
}

function ofFile<T>(path: string, read: (path: string) => T): T {
  try {
    return read(path);
  } catch (error) {
    throw new Misuse(`${path} can't be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** A header takes what can be seen in ASCII, and no more. */
const HEADER = /^[\x21-\x7e]+$/;

function faultsOf(body: object, key: string | undefined): string[] {
  if (key !== undefined && !HEADER.test(key))
    return ['--key takes letters, digits and signs of ASCII, without spaces.'];
  const { faults } = validate(bulkStart.schema, { ...body, ...(key !== undefined && { idempotency_key: key }) });
  const told = new Set(faults.map(({ pointer }) => pointer));
  const all = [...faults, ...faultsOfStart(body).filter(({ pointer }) => !told.has(pointer))];
  return all.map(({ pointer = '', detail }) => `${pointer}: ${detail}`);
}
