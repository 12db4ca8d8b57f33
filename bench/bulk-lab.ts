import { createHash } from 'node:crypto';
import { startS3 } from '../local/aws/s3.ts';
import { listen, readBytes, sendJson } from '../local/server.ts';
import { idOf, recordOf } from './events.ts';
import { functionOf, type Lab } from './lab.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { type Servers, startServers } from './servers.ts';

const BUCKET = 'bench';

/** Where `environmentFor` has queues; nobody listens there. */
const NO_QUEUES = 'http://127.0.0.1:9';

/** Lines of a file that are put at once. */
const LINES_AT_ONCE = 10_000;

/** A message as it was put on a queue. */
export interface Message {
  readonly body: string;
  readonly name: string | undefined;
}

/** Queues that take what they are given, by their names. */
export interface Queues {
  readonly url: string;
  /** Takes all that lies there, in its order. */
  take(queueName: string): Message[];
  /** How many there ever were. */
  count(queueName: string): number;
  stop(): Promise<void>;
}

/** What bulks are measured with: files, queues, and functions. */
export interface BulkLab {
  readonly servers: Servers;
  readonly queues: Queues;
  /** Names of the queues: the reader's, and that of pushes. */
  readonly names: { readonly reader: string; readonly pushes: string };
  start(capability: string, exportName: 'http' | 'queue', memoryMb?: number): Promise<Sandbox>;
  stop(): Promise<void>;
}

/** @param keeps whether what is put on queues is kept, and not only counted */
export async function startBulkLab(
  lab: Lab,
  { latencyMs, keeps }: { latencyMs: number; keeps: boolean },
): Promise<BulkLab> {
  const servers = await startServers(lab.service, { dynamodb: 'embedded', latencyMs });
  const s3 = await startS3({ port: 0, buckets: [BUCKET] });
  const nameOf = (capability: string) => functionOf(lab, capability, 'queue').queue?.queueName ?? '';
  const names = { reader: nameOf('bulk-start'), pushes: nameOf('transactional-send') };
  const queues = await startQueues((queueName) => keeps || queueName === names.reader);
  return {
    servers,
    queues,
    names,
    start(capability, exportName, memoryMb) {
      const fn = functionOf(lab, capability, exportName);
      const entries = Object.entries(servers.environmentFor(fn));
      const environment = Object.fromEntries(
        entries.map(([name, value]) => [name, value.replaceAll(NO_QUEUES, queues.url)]),
      );
      const ofS3 = { AWS_ENDPOINT_URL_S3: s3.url, AWS_ENDPOINT_URL_SQS: queues.url, BULK_BUCKET: BUCKET };
      return startSandbox(lab.client, fn, { ...environment, ...ofS3 }, memoryMb);
    },
    async stop() {
      await Promise.all([servers, s3, queues].map((server) => server.stop()));
    },
  };
}

async function startQueues(keeps: (queueName: string) => boolean): Promise<Queues> {
  const waiting = new Map<string, Message[]>();
  const counts = new Map<string, number>();
  const { url, stop } = await listen(0, async (request, response) => {
    const body = await readBytes(request, Number.POSITIVE_INFINITY);
    const { QueueUrl, MessageBody, MessageAttributes = {} } = JSON.parse(body?.toString() ?? '');
    const queueName = String(QueueUrl).split('/').at(-1) ?? '';
    counts.set(queueName, (counts.get(queueName) ?? 0) + 1);
    const message = { body: MessageBody, name: MessageAttributes.idempotency_key?.StringValue };
    if (keeps(queueName)) waiting.set(queueName, [...(waiting.get(queueName) ?? []), message]);
    const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
    sendJson(
      response,
      200,
      { MessageId: 'message', MD5OfMessageBody },
      { 'content-type': 'application/x-amz-json-1.0' },
    );
  });
  return {
    url,
    stop,
    take(queueName) {
      const all = waiting.get(queueName) ?? [];
      waiting.delete(queueName);
      return all;
    },
    count: (queueName) => counts.get(queueName) ?? 0,
  };
}

/** Puts a file of so many ids of 36 characters where `bulk-upload` says, and answers its key. */
export async function putFile(uploader: Sandbox, format: 'csv' | 'ndjson', ids: number): Promise<string> {
  const { answer } = await uploader.invoke(JSON.stringify({ body: '{}' }));
  const { key, url } = JSON.parse((answer as { body: string }).body);
  const put = await fetch(url, {
    method: 'PUT',
    body: ReadableStream.from(linesOf(format, ids)),
    headers: { 'content-length': `${lengthOf(format, ids)}` },
    duplex: 'half',
  } as RequestInit);
  if (!put.ok) throw new Error(`The file was not taken: ${put.status} ${await put.text()}`);
  return key;
}

const HEADER = 'id\n';

function* linesOf(format: 'csv' | 'ndjson', ids: number): Generator<Buffer> {
  if (format === 'csv') yield Buffer.from(HEADER);
  for (let from = 0; from < ids; from += LINES_AT_ONCE) {
    const some = Array.from({ length: Math.min(LINES_AT_ONCE, ids - from) }, (_, index) => idOf(from + index));
    yield Buffer.from(some.map((id) => (format === 'csv' ? `${id}\n` : `"${id}"\n`)).join(''));
  }
}

function lengthOf(format: 'csv' | 'ndjson', ids: number): number {
  const [header, quotes] = format === 'csv' ? [HEADER.length, 0] : [0, 2];
  return header + ids * (idOf(0).length + quotes + 1);
}

/** As Lambda hands over a message that has a name. */
export function namedRecordOf(id: string, { body, name }: Message) {
  const attributes = name === undefined ? {} : { idempotency_key: { stringValue: name, dataType: 'String' } };
  return { ...recordOf(id, {}), body, messageAttributes: attributes };
}
