import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import { inChunks } from '../../lib/request/chunks.ts';

export interface EventSourceMappingOptions {
  /** Stays the caller's: `stop` does not destroy it. */
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly batchSize: number;
  /** With 0 a batch is what one receive brings, ten messages at most. */
  readonly batchWindowSeconds: number;
  readonly maximumConcurrency: number;
  /** Whether the function's answer is looked at; otherwise only a throw is a failure, of the whole batch. */
  readonly reportBatchItemFailures: boolean;
  readonly region?: string;
  invoke(event: { readonly Records: SQSRecord[] }): Promise<unknown>;
  /** Gets what went wrong with SQS itself; the mapping goes on. What `invoke` throws is the function's own affair. */
  onError?(error: unknown): void;
}

export interface EventSourceMapping {
  /**
   * Receives nothing more, hands over what it has received, waits for the function and deletes what is done.
   * Takes a second when nothing runs, and no longer than STOP_LIMIT_MS; messages still in the works then come back after their visibility timeout.
   */
  stop(): Promise<void>;
}

/** SQS's limit for messages in one receive and in one deletion. */
const MAX_MESSAGES_PER_CALL = 10;
/** Lambda's limit for an invocation's payload: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
/** Ours: how many receives, or deletions, run side by side. */
const PARALLEL_CALLS = 10;
/** Ours. Lambda waits 20 s, but a receive is never broken off: what it took along would stay hidden. */
const LONG_POLL_SECONDS = 1;
/** Ours: the pause in a window after a receive that found nothing, and after one that failed. */
const PAUSE_MS = 50;
/** Ours: how long `stop` waits. */
const STOP_LIMIT_MS = 3000;

/**
 * Brings the messages of a queue to a function as Lambda's event source mapping does. Unlike Lambda, it does not slow
 * down when the function fails. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export function startEventSourceMapping(options: EventSourceMappingOptions): EventSourceMapping {
  const stopping = new AbortController();
  const invocations = new Set<Promise<void>>();
  const gatherer = createGatherer(options, stopping.signal);

  async function run(): Promise<void> {
    while (!stopping.signal.aborted || gatherer.hasLeftOver()) {
      const records = await gatherer.gather();
      if (records.length > 0) start(records);
      if (invocations.size >= options.maximumConcurrency) await Promise.race(invocations);
    }
    await Promise.all(invocations);
  }

  function start(records: SQSRecord[]): void {
    const invocation = handle(options, records).finally(() => invocations.delete(invocation));
    invocations.add(invocation);
  }

  const done = run();
  return {
    stop() {
      stopping.abort();
      return Promise.race([done, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
    },
  };
}

/** A record and its share of the payload. */
interface Received {
  readonly record: SQSRecord;
  readonly bytes: number;
}

/** Collects batches, one after the other; what a receive brought beyond the payload's limit opens the next one. */
function createGatherer(options: EventSourceMappingOptions, stopping: AbortSignal) {
  const { batchSize, batchWindowSeconds } = options;
  let leftOver: Received[] = [];

  async function receive(count: number, waitSeconds: number): Promise<Received[]> {
    try {
      return await receiveRecords(options, Math.min(count, MAX_MESSAGES_PER_CALL), waitSeconds);
    } catch (error) {
      options.onError?.(error);
      await sleep(PAUSE_MS);
      return [];
    }
  }

  async function receiveMany(room: number, parallel: number): Promise<Received[]> {
    const rooms = Array.from({ length: parallel }, (_, index) => room - index * MAX_MESSAGES_PER_CALL);
    const received = await Promise.all(rooms.filter((rest) => rest > 0).map((rest) => receive(rest, 0)));
    return received.flat();
  }

  async function fill(batch: Received[], deadlineMs: number): Promise<void> {
    let parallel = PARALLEL_CALLS;
    while (
      Date.now() < deadlineMs &&
      !stopping.aborted &&
      batch.length < batchSize &&
      countThatFits(batch) === batch.length
    ) {
      const received = await receiveMany(batchSize - batch.length, parallel);
      batch.push(...received);
      parallel = received.length > 0 ? PARALLEL_CALLS : 1;
      if (received.length === 0) await sleep(PAUSE_MS);
    }
  }

  return {
    hasLeftOver: () => leftOver.length > 0,
    /** Empty when no message came for the time of a long poll. */
    async gather(): Promise<SQSRecord[]> {
      const batch = leftOver.length > 0 ? leftOver : await receive(batchSize, LONG_POLL_SECONDS);
      if (batch.length > 0) await fill(batch, Date.now() + batchWindowSeconds * 1000);
      const count = countThatFits(batch);
      leftOver = batch.slice(count);
      return batch.slice(0, count).map(({ record }) => record);
    },
  };
}

function countThatFits(batch: readonly Received[]): number {
  let total = '{"Records":[]}'.length;
  const tooMuch = batch.findIndex(({ bytes }) => {
    total += bytes;
    return total > MAX_PAYLOAD_BYTES;
  });
  return tooMuch === -1 ? batch.length : tooMuch;
}

async function receiveRecords(
  options: EventSourceMappingOptions,
  count: number,
  waitSeconds: number,
): Promise<Received[]> {
  const { Messages = [] } = await options.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: options.queueUrl,
      MaxNumberOfMessages: count,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages.map((message) => {
    const record = toRecord(message, options);
    return { record, bytes: Buffer.byteLength(`${JSON.stringify(record)},`) };
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
function toRecord(message: Message, { queueArn, region }: EventSourceMappingOptions): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: toMessageAttributes(message.MessageAttributes ?? {}),
    md5OfBody: message.MD5OfBody ?? '',
    ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region ?? queueArn.split(':')[3] ?? '',
  };
}

function toMessageAttributes(attributes: NonNullable<Message['MessageAttributes']>): SQSRecord['messageAttributes'] {
  const entries = Object.entries(attributes).map(([name, { DataType = '', StringValue, BinaryValue }]) => [
    name,
    {
      ...(StringValue !== undefined && { stringValue: StringValue }),
      ...(BinaryValue && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType,
    },
  ]);
  return Object.fromEntries(entries);
}

/** What failed is left alone: it comes back after the visibility timeout, or after the one the function has set. */
async function handle(options: EventSourceMappingOptions, records: SQSRecord[]): Promise<void> {
  const answer = await invoke(options, records);
  const ids = new Set(records.map(({ messageId }) => messageId));
  const failed = failedIds(answer, ids, options.reportBatchItemFailures);
  const deleteSome = pLimit(PARALLEL_CALLS);
  const done = records.filter(({ messageId }) => !failed.has(messageId));
  await deleteSome.map(inChunks(done, MAX_MESSAGES_PER_CALL), (chunk) => deleteRecords(options, chunk));
}

const INVOCATION_FAILED = Symbol('the function threw');

async function invoke(options: EventSourceMappingOptions, records: SQSRecord[]): Promise<unknown> {
  try {
    return await options.invoke({ Records: records });
  } catch {
    return INVOCATION_FAILED;
  }
}

/**
 * The rules of https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html: nothing answered means
 * that all succeeded; an answer that can't be understood, or names a message that isn't there, that all failed.
 */
function failedIds(answer: unknown, ids: ReadonlySet<string>, reportBatchItemFailures: boolean): ReadonlySet<string> {
  if (answer === INVOCATION_FAILED) return ids;
  if (!reportBatchItemFailures || isNothing(answer)) return new Set();
  const { batchItemFailures } = answer as { batchItemFailures?: unknown };
  if (batchItemFailures === null) return new Set();
  if (!Array.isArray(batchItemFailures)) return ids;
  const named = batchItemFailures.map((failure: { itemIdentifier?: string } | null) => failure?.itemIdentifier ?? '');
  return named.every((id) => ids.has(id)) ? new Set(named) : ids;
}

function isNothing(answer: unknown): boolean {
  return answer === undefined || answer === null || answer === '' || isDeepStrictEqual(answer, {});
}

async function deleteRecords(options: EventSourceMappingOptions, records: readonly SQSRecord[]): Promise<void> {
  const Entries = records.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
  try {
    await options.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: options.queueUrl, Entries }));
  } catch (error) {
    options.onError?.(error);
  }
}
