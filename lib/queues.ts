import { ChangeMessageVisibilityBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import pLimit from 'p-limit';

/** SQS's limit on the entries of one batch call: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_BATCH_ENTRIES = 10;

/** Calls to SQS at once. Ours. */
const CONCURRENCY = 20;

/** A message whose next receive is put off. */
export interface Delayed {
  readonly receiptHandle: string;
  readonly delaySeconds: number;
}

/** The only one who talks to SQS. */
export interface Queues {
  /** Answers the message's id. Throws what the SDK throws. */
  send(queueUrl: string, body: string, attributes?: Readonly<Record<string, string>>): Promise<string>;
  /** Best effort: a message that can't be put off comes back after its queue's visibility timeout. */
  delay(queueUrl: string, messages: readonly Delayed[]): Promise<void>;
}

/**
 * The client is made on first use.
 *
 * @param maxAttempts 1 where a message that is sent twice would be two requests
 */
export function createQueues({ maxAttempts }: { maxAttempts: number }): Queues {
  let made: SQSClient | undefined;
  const client = () => {
    made ??= new SQSClient({ maxAttempts });
    return made;
  };
  const limit = pLimit(CONCURRENCY);

  async function delayBatch(queueUrl: string, batch: readonly Delayed[]): Promise<void> {
    const Entries = batch.map(({ receiptHandle, delaySeconds }, index) => ({
      Id: `${index}`,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: delaySeconds,
    }));
    await client().send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
  }

  return {
    send: (queueUrl, body, attributes = {}) =>
      limit(async () => {
        const MessageAttributes = Object.fromEntries(
          Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
        );
        const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, MessageAttributes });
        return (await client().send(command)).MessageId ?? '';
      }),
    async delay(queueUrl, messages) {
      const batches = Array.from({ length: Math.ceil(messages.length / MAX_BATCH_ENTRIES) }, (_, index) =>
        messages.slice(index * MAX_BATCH_ENTRIES, (index + 1) * MAX_BATCH_ENTRIES),
      );
      await Promise.allSettled(batches.map((batch) => limit(() => delayBatch(queueUrl, batch))));
    },
  };
}
