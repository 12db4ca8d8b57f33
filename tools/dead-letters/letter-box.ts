import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Capability } from './capabilities.ts';

/** `service` in serverless.yml, which the names of the queues begin with. */
const SERVICE = 'batch-push-functions';

/** A capability's queue, and the dead-letter queue beside it. */
export interface LetterBox {
  readonly capability: Capability;
  readonly queueName: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** How often a message is received before SQS itself moves it. */
  readonly maxReceiveCount: number;
  /** Largest message that the queue takes, attributes included. Its dead-letter queue takes more. */
  readonly maxMessageBytes: number;
}

/** What keeps us from finding a queue; the message is for people. */
export class NoSuchQueueError extends Error {
  override readonly name = 'NoSuchQueueError';
}

/**
 * Finds the queues of a capability: the dead-letter queue through the main one, since CloudFormation makes its name up.
 *
 * @throws NoSuchQueueError, and what the SDK throws
 */
export async function findLetterBox(sqs: SQSClient, stage: string, capability: Capability): Promise<LetterBox> {
  const queueName = `${SERVICE}-${stage}-${capability.name}`;
  const queueUrl = await urlOf(sqs, queueName);
  const { RedrivePolicy, MaximumMessageSize } = await attributesOf(sqs, queueUrl, [
    'RedrivePolicy',
    'MaximumMessageSize',
  ]);
  if (RedrivePolicy === undefined) throw new NoSuchQueueError(`${queueName} has no dead-letter queue.`);
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(RedrivePolicy);
  const deadLetterQueueUrl = await urlOf(sqs, deadLetterTargetArn.split(':').at(-1));
  return {
    capability,
    queueName,
    queueUrl,
    deadLetterQueueUrl,
    maxReceiveCount: Number(maxReceiveCount),
    maxMessageBytes: Number(MaximumMessageSize),
  };
}

/** About how many letters there are, as SQS counts them: those that can be received, and those that somebody holds. */
export async function countLetters(
  sqs: SQSClient,
  { deadLetterQueueUrl }: LetterBox,
): Promise<{ visible: number; held: number }> {
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await attributesOf(
    sqs,
    deadLetterQueueUrl,
    ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  );
  return { visible: Number(ApproximateNumberOfMessages), held: Number(ApproximateNumberOfMessagesNotVisible) };
}

async function attributesOf(
  sqs: SQSClient,
  QueueUrl: string,
  AttributeNames: QueueAttributeName[],
): Promise<Partial<Record<string, string>>> {
  return (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes ?? {};
}

async function urlOf(sqs: SQSClient, QueueName: string): Promise<string> {
  try {
    return (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
  } catch (error) {
    if (!(error instanceof Error) || !/QueueDoesNotExist|NonExistentQueue/.test(error.name)) throw error;
    throw new NoSuchQueueError(`There is no queue ${QueueName}. Are --stage, AWS_REGION and the account right?`);
  }
}
