import type { ChildProcess } from 'node:child_process';
import {
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach } from 'vitest';
import { LOCAL_ACCOUNT, LOCAL_VARIABLES } from '../../local/aws/account.ts';
import { type SqsEmulator, startSqs } from '../../local/aws/sqs.ts';
import type { QueueDescription } from '../../local/resources.ts';
import { CAPABILITIES } from '../../tools/dead-letters/capabilities.ts';
import { finish, startTool } from '../support/tool.ts';

export const SEND = 'transactional-send';

/** As CloudFormation makes them up. */
const deadName = (capability: string) => `stack-${capability.replaceAll('-', '')}DeadLetters-1A2B3C`;
const mainName = (capability: string) => `batch-push-functions-test-${capability}`;

const QUEUES: QueueDescription[] = CAPABILITIES.flatMap(({ name: capability }) => [
  { name: deadName(capability), attributes: {} },
  {
    name: mainName(capability),
    attributes: { MaximumMessageSize: '1044480' },
    deadLetterQueue: { name: deadName(capability), maxReceiveCount: 1 },
  },
]);

/** Queues as they are deployed, fresh before each test, and the tool as a process of its own. */
export function useParkedLetters() {
  let sqs: SqsEmulator;
  let client: SQSClient;
  beforeEach(async () => {
    sqs = await startSqs({ port: 0, queues: QUEUES });
    client = new SQSClient({ endpoint: sqs.url, ...LOCAL_ACCOUNT });
  });
  afterEach(async () => {
    client.destroy();
    await sqs.stop();
  });

  async function send(name: string, MessageBody: string, attributes: Record<string, string> = {}): Promise<string> {
    const entries = Object.entries(attributes).map(([key, StringValue]) => [key, { DataType: 'String', StringValue }]);
    const MessageAttributes = Object.fromEntries(entries);
    const command = new SendMessageCommand({ QueueUrl: sqs.queueUrl(name), MessageBody, MessageAttributes });
    return (await client.send(command)).MessageId ?? '';
  }

  async function receive(name: string, VisibilityTimeout: number): Promise<Message[]> {
    const wanted = { QueueUrl: sqs.queueUrl(name), MaxNumberOfMessages: 10, VisibilityTimeout, WaitTimeSeconds: 0 };
    const command = new ReceiveMessageCommand({ ...wanted, MessageAttributeNames: ['All'] });
    return (await client.send(command)).Messages ?? [];
  }

  async function drain(name: string): Promise<Message[]> {
    const drained: Message[] = [];
    for (let batch = await receive(name, 60); batch.length > 0; batch = await receive(name, 60)) drained.push(...batch);
    return drained;
  }

  return {
    url: () => sqs.url,
    client: () => client,
    queueUrl: (capability = SEND) => sqs.queueUrl(mainName(capability)),
    deadLetterQueueUrl: (capability = SEND) => sqs.queueUrl(deadName(capability)),
    /** A letter as the functions write it. */
    bury: (attributes: Record<string, string>, body = '{}', capability = SEND) =>
      send(deadName(capability), body, { source: 'original', idempotency_key: 'the-name', detail: '', ...attributes }),
    /** A message that is received once too often, so that SQS moves it. */
    async giveUp(body: string, attributes: Record<string, string> = {}, capability = SEND): Promise<string> {
      const id = await send(mainName(capability), body, attributes);
      await receive(mainName(capability), 0);
      await receive(mainName(capability), 0);
      return id;
    },
    hold: (capability = SEND) => receive(deadName(capability), 60),
    /** Takes all that lies on the queue. */
    queued: (capability = SEND) => drain(mainName(capability)),
    /** Takes all dead letters that nobody holds. */
    parked: (capability = SEND) => drain(deadName(capability)),
    async counts(capability = SEND): Promise<{ visible: number; held: number }> {
      const QueueUrl = sqs.queueUrl(deadName(capability));
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      );
      const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
      return { visible: Number(ApproximateNumberOfMessages), held: Number(ApproximateNumberOfMessagesNotVisible) };
    },
    run: async (...args: string[]) => finish(await start(sqs.url, args)),
  };
}

/** The attributes of a message, by name. */
export function attributesOf({ MessageAttributes = {} }: Message): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]));
}

/** Starts the tool without a terminal. */
export function start(endpointUrl: string, args: readonly string[]): Promise<ChildProcess> {
  return startTool('dead-letters', ['--stage', 'test', '--endpoint-url', endpointUrl, ...args], {
    env: LOCAL_VARIABLES,
  });
}
