import { ChangeMessageVisibilityBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import pLimit from 'p-limit';
import { type Deadline, signalAt } from '../deadline.ts';
import { inChunks } from '../request/chunks.ts';
import { onFreshConnections } from './connections.ts';

/** SQS's limit on the entries of one batch call: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_BATCH_ENTRIES = 10;

/** Calls to SQS at once. Ours. */
const CONCURRENCY = 20;

/** A message whose next receive is put off. */
export interface Delayed {
  readonly receiptHandle: string;
  readonly delaySeconds: number;
}

/** A message to be sent. */
export interface Outgoing {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Until when nobody receives it: at most 900. */
  readonly delaySeconds?: number;
}

/** The only one who talks to SQS. */
export interface Queues {
  /** Answers the message's id. Throws what the SDK throws, and when time is up. */
  send(queueUrl: string, message: Outgoing, deadline: Deadline): Promise<string>;
  /** Best effort while time allows: what can't be put off comes back after its queue's visibility timeout. */
  delay(queueUrl: string, messages: readonly Delayed[], deadline: Deadline): Promise<void>;
}

/**
 * The client is made on first use.
 *
 * @param sendsOnce where a message that is sent twice would be two requests: an attempt whose answer is lost is not
 * repeated, and no connection is used that may have died while the function was frozen
 */
export function createQueues({ sendsOnce }: { sendsOnce: boolean }): Queues {
  let made: SQSClient | undefined;
  const client = () => {
    made ??= sendsOnce
      ? clientThatSendsOnce()
      : onFreshConnections((agents) => new SQSClient({ requestHandler: agents }));
    return made;
  };
  const limit = pLimit(CONCURRENCY);

  async function delayBatch(queueUrl: string, batch: readonly Delayed[], deadline: Deadline): Promise<void> {
    const Entries = batch.map(({ receiptHandle, delaySeconds }, index) => ({
      Id: `${index}`,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: delaySeconds,
    }));
    const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries });
    await client().send(command, { abortSignal: signalAt(deadline) });
  }

  return {
    send: (queueUrl, { body, attributes = {}, delaySeconds }, deadline) =>
      limit(async () => {
        const MessageAttributes = Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [
            name,
            { DataType: 'String', StringValue: sendable(value) },
          ]),
        );
        const command = new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: body,
          MessageAttributes,
          ...(delaySeconds && { DelaySeconds: delaySeconds }),
        });
        return (await client().send(command, { abortSignal: signalAt(deadline) })).MessageId ?? '';
      }),
    async delay(queueUrl, messages, deadline) {
      const batches = inChunks(messages, MAX_BATCH_ENTRIES);
      await Promise.allSettled(batches.map((batch) => limit(() => delayBatch(queueUrl, batch, deadline))));
    },
  };
}

function clientThatSendsOnce(): SQSClient {
  const agent = { keepAlive: false };
  return new SQSClient({ maxAttempts: 1, requestHandler: { httpAgent: agent, httpsAgent: agent } });
}

/** SQS refuses a message for one character outside these: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const REFUSED_CHARACTERS = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function sendable(text: string): string {
  return text.replace(REFUSED_CHARACTERS, '?');
}
