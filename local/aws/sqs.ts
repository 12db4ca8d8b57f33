import { type BuildAppOptions, buildApp } from 'fauxqs';
// Not exported by fauxqs, whose version is pinned: its queues and its idea of a character have to be put right.
import { SqsStore } from '../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import { INVALID_MESSAGE_BODY_CHAR } from '../../node_modules/fauxqs/dist/sqs/sqsTypes.js';
import type { QueueDescription } from '../resources.ts';
import { PortInUseError, type RunningServer } from '../server.ts';
import { KeptMessages } from './kept-messages.ts';

export interface SqsOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly queues: readonly QueueDescription[];
  /** What the ARNs of the queues say. */
  readonly region?: string;
  /** Keeps the messages from one run to the next; without it nothing is kept. */
  readonly directory?: string | undefined;
}

export interface SqsEmulator extends RunningServer {
  queueUrl(name: string): string;
  queueArn(name: string): string;
  depthOf(name: string): QueueDepth;
}

/** How many messages are on a queue just now. */
export interface QueueDepth {
  readonly ready: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** When the next of those that nobody can receive now will be there, in milliseconds since 1970. */
  readonly nextAt?: number;
}

/** The account that fauxqs puts into URLs and ARNs. */
const ACCOUNT_ID = '000000000000';

/**
 * Every character SQS takes; fauxqs refuses those beyond the first plane, which is where the emoji are.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const REFUSED_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
INVALID_MESSAGE_BODY_CHAR.test = (text) => REFUSED_CHARACTER.test(text);

/**
 * Errors whose old code is their plain name; fauxqs gives it a prefix, which the SDK then takes for part of the name.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 */
const PREFIX_OF_PLAIN_CODE =
  /^AWS\.SimpleQueueService\.(?=(Invalid(Parameter|Attribute|Message)|MissingParameter|ReceiptHandle))/;

/**
 * Starts SQS on 127.0.0.1 with its real protocol. `stop` also ends open long polls. As on AWS, a dead-letter queue has to exist,
 * among `queues`.
 *
 * @throws PortInUseError
 * @throws DataDirectoryError
 */
export async function startSqs({ port, queues, region = 'eu-west-1', directory }: SqsOptions): Promise<SqsEmulator> {
  for (const queue of queues) requireDeadLetterQueue(queue, queues);
  const sqsStore = new NamedQueues();
  const app = buildApp({ logger: false, stores: { sqsStore } as unknown as NonNullable<BuildAppOptions['stores']> });
  app.addHook('onSend', async (_request: unknown, reply: Reply) => {
    const code = reply.getHeader('x-amzn-query-error');
    if (code !== undefined) reply.header('x-amzn-query-error', String(code).replace(PREFIX_OF_PLAIN_CODE, ''));
  });
  const url = await app.listen({ port, host: '127.0.0.1' }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new PortInUseError(`Port ${port} of 127.0.0.1 is in use.`) : error;
  });
  sqsStore.baseUrl = url;
  const queueUrl = (name: string) => sqsStore.buildQueueUrl(name);
  const queueArn = (name: string) => `arn:aws:sqs:${region}:${ACCOUNT_ID}:${name}`;
  const kept = directory === undefined ? undefined : new KeptMessages(directory);
  for (const { name, ...queue } of queues) {
    const made = sqsStore.createQueue(name, queueUrl(name), queueArn(name), toAttributes({ name, ...queue }, queueArn));
    kept?.keep(made);
  }
  return { url, queueUrl, queueArn, depthOf: (name) => sqsStore.depthOf(name), stop: () => app.close() };
}

/** What is needed here of Fastify's, which belongs to fauxqs. */
interface Reply {
  getHeader(name: string): unknown;
  header(name: string, value: string): unknown;
}

/** Finds a queue by its name alone: whichever of its host names stands in the URL, whichever region signed the call. */
class NamedQueues extends SqsStore {
  baseUrl = '';

  /** Without the region's subdomain of fauxqs, which not every resolver finds. */
  override buildQueueUrl(name: string): string {
    return `${this.baseUrl}/${ACCOUNT_ID}/${name}`;
  }

  depthOf(name: string): QueueDepth {
    const queue = this.getQueueByName(name);
    queue?.processTimers();
    const { messages = [], delayedMessages = [], inflightMessages = new Map() } = queue ?? {};
    const times = [
      ...delayedMessages.map(({ delayUntil = 0 }) => delayUntil),
      ...[...inflightMessages.values()].map(({ visibilityDeadline }) => visibilityDeadline),
    ];
    return {
      ready: messages.length,
      inFlight: inflightMessages.size,
      delayed: delayedMessages.length,
      ...(times.length > 0 && { nextAt: times.reduce((one, other) => Math.min(one, other)) }),
    };
  }

  override getQueue(url: string) {
    return this.getQueueByName(url.slice(url.lastIndexOf('/') + 1));
  }

  override getQueueByArn(arn: string) {
    return this.getQueueByName(arn.slice(arn.lastIndexOf(':') + 1));
  }
}

function requireDeadLetterQueue({ name, deadLetterQueue }: QueueDescription, all: readonly QueueDescription[]): void {
  if (!deadLetterQueue || all.some((queue) => queue.name === deadLetterQueue.name)) return;
  throw new Error(`There is no queue ${deadLetterQueue.name}, which ${name} has for its dead letters.`);
}

function toAttributes(queue: QueueDescription, queueArn: (name: string) => string): Record<string, string> {
  if (!queue.deadLetterQueue) return { ...queue.attributes };
  const { name, maxReceiveCount } = queue.deadLetterQueue;
  const policy = { deadLetterTargetArn: queueArn(name), maxReceiveCount };
  return { ...queue.attributes, RedrivePolicy: JSON.stringify(policy) };
}
