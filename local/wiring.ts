import type { SQSClient } from '@aws-sdk/client-sqs';
import { startEventSourceMapping } from './aws/event-source-mapping.ts';
import type { LambdaFunction } from './aws/lambda.ts';
import type { SqsEmulator } from './aws/sqs.ts';
import type { RuleDescription } from './resources.ts';
import type { Service, ServiceFunction } from './service.ts';

/** Whether a role allows something with a bucket. A key that is no function's is a person's at the laptop, who may do anything. */
export function bucketAccessOf({ functions, bucketRights }: Pick<Service, 'functions' | 'bucketRights'>) {
  return (accessKeyId: string, action: string, bucket: string): boolean =>
    !functions.some(({ name }) => name === accessKeyId) ||
    bucketRights.some(
      (right) => right.functionName === accessKeyId && right.action === action && right.bucket === bucket,
    );
}

/** A rule of the service, with the URLs of its queues. */
export function toEventRule({ name, bus, detailTypes, targets }: RuleDescription, { queueUrl }: SqsEmulator) {
  return {
    name,
    bus,
    detailTypes,
    targets: targets.map(({ queueName, deadLetterQueueName }) => ({
      queueUrl: queueUrl(queueName),
      ...(deadLetterQueueName && { deadLetterQueueUrl: queueUrl(deadLetterQueueName) }),
    })),
  };
}

/** Lets a function work off its queue. */
export function startMapping(
  { queueName, ...settings }: NonNullable<ServiceFunction['queue']>,
  { invoke }: LambdaFunction,
  { queueUrl, queueArn }: SqsEmulator,
  sqs: SQSClient,
  onOutput: (text: string) => void,
) {
  return startEventSourceMapping({
    ...settings,
    sqs,
    queueUrl: queueUrl(queueName),
    queueArn: queueArn(queueName),
    invoke,
    onError: (error) => onOutput(`${queueName}: ${String(error)}\n`),
  });
}
