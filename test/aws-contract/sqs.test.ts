import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../local/aws/account.ts';
import { startSqs } from '../../local/aws/sqs.ts';

// What our code relies on, wherever SQS is: AWS itself with AWS_CONTRACT=aws (which creates and deletes queues there),
// the endpoint in AWS_ENDPOINT_URL_SQS, or an emulator of our own.

/** SQS's limit for a message with its attributes, and for a batch of messages: 1 MiB. */
const MAX_BYTES = 1024 * 1024;
/** Enough for AWS, where a receive may come back empty although there is a message. */
const PATIENCE_MS = 60_000;

const cleanUps: (() => unknown)[] = [];
let client: SQSClient;

beforeAll(async () => {
  if (process.env['AWS_CONTRACT'] === 'aws') client = new SQSClient({});
  else client = createLocalClient(process.env['AWS_ENDPOINT_URL_SQS'] ?? (await startEmulator()));
});

afterAll(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
  client.destroy();
});

async function startEmulator(): Promise<string> {
  const emulator = await startSqs({ port: 0, queues: [] });
  cleanUps.push(emulator.stop);
  return emulator.url;
}

function createLocalClient(endpoint: string): SQSClient {
  return new SQSClient({ ...LOCAL_ACCOUNT, endpoint });
}

async function createQueue(Attributes: Record<string, string> = {}): Promise<string> {
  const QueueName = `contract-${randomUUID()}`;
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  cleanUps.push(() => client.send(new DeleteQueueCommand({ QueueUrl })));
  // AWS asks for a second before a new queue is used.
  if (process.env['AWS_CONTRACT'] === 'aws') await sleep(1000);
  return QueueUrl;
}

async function arnOf(QueueUrl: string): Promise<string> {
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  return Attributes?.['QueueArn'] ?? '';
}

const send = (QueueUrl: string, MessageBody: string, MessageAttributes?: Record<string, MessageAttributeValue>) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));

async function receive(QueueUrl: string, options: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
  const wanted = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, MessageAttributeNames: ['All'], ...options };
  const command = new ReceiveMessageCommand({ ...wanted, MessageSystemAttributeNames: ['All'] });
  return (await client.send(command)).Messages ?? [];
}

/** Receives until that many different messages are there. */
async function receiveAll(queueUrl: string, count: number, options = {}): Promise<Message[]> {
  const messages = new Map<string | undefined, Message>();
  const deadlineMs = Date.now() + PATIENCE_MS;
  while (messages.size < count && Date.now() < deadlineMs) {
    for (const message of await receive(queueUrl, options)) messages.set(message.MessageId, message);
  }
  expect(messages.size).toBe(count);
  return [...messages.values()];
}

describe('a message', () => {
  it('arrives as it was sent, emoji included, with the attributes Lambda hands on', async () => {
    const queue = await createQueue();
    const { MessageId, MD5OfMessageBody } = await send(queue, '{"title":"Ça va ? 🎉"}');
    expect(await receiveAll(queue, 1)).toMatchObject([
      {
        MessageId,
        MD5OfBody: MD5OfMessageBody,
        Body: '{"title":"Ça va ? 🎉"}',
        Attributes: {
          ApproximateReceiveCount: '1',
          SenderId: expect.stringMatching(/./),
          SentTimestamp: expect.stringMatching(/^\d{13}$/),
          ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        },
      },
    ]);
  });

  it('carries message attributes, text and bytes', async () => {
    const queue = await createQueue();
    const attributes = {
      reason: { DataType: 'String', StringValue: 'unknown-outcome' },
      count: { DataType: 'Number', StringValue: '3' },
      bytes: { DataType: 'Binary', BinaryValue: Uint8Array.from([0, 255]) },
    };
    await send(queue, 'a', attributes);
    const [message] = await receiveAll(queue, 1);
    expect(message?.MessageAttributes).toMatchObject({ reason: attributes.reason, count: attributes.count });
    expect([...(message?.MessageAttributes?.['bytes']?.BinaryValue ?? [])]).toEqual([0, 255]);
  });

  it('may have 1 MiB, attributes included, and not a byte more', async () => {
    const queue = await createQueue();
    const attributes = { a: { DataType: 'String', StringValue: 'bc' } };
    const rest = MAX_BYTES - 'aStringbc'.length;
    await send(queue, 'x'.repeat(rest), attributes);
    const refusal = { name: 'InvalidParameterValue', $metadata: expect.objectContaining({ httpStatusCode: 400 }) };
    await expect(send(queue, 'x'.repeat(rest + 1), attributes)).rejects.toMatchObject(refusal);
  });

  it('may share a batch of 1 MiB, which is refused as a whole with a byte more', async () => {
    const queue = await createQueue();
    const half = 'x'.repeat(MAX_BYTES / 2);
    const sendBoth = (second: string) => {
      const Entries = [half, second].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      return client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    };
    expect((await sendBoth(half)).Successful).toHaveLength(2);
    await expect(sendBoth(`${half}x`)).rejects.toMatchObject({ name: expect.stringMatching(/BatchRequestTooLong$/) });
  });
});

describe('the visibility timeout', () => {
  it('hides a message, and is over after its time', async () => {
    const queue = await createQueue({ VisibilityTimeout: '5' });
    await send(queue, 'a');
    await receiveAll(queue, 1);
    expect(await receive(queue, { WaitTimeSeconds: 0 })).toEqual([]);
    const [again] = await receiveAll(queue, 1);
    expect(again?.Attributes?.['ApproximateReceiveCount']).toBe('2');
  });

  it('changes for one message, whatever the queue says', async () => {
    const queue = await createQueue({ VisibilityTimeout: '600' });
    await send(queue, 'a');
    const [{ ReceiptHandle } = {}] = await receiveAll(queue, 1);
    const change = { QueueUrl: queue, ReceiptHandle, VisibilityTimeout: 0 };
    await client.send(new ChangeMessageVisibilityCommand(change));
    await receiveAll(queue, 1);
  });

  it('changes for those of a batch it can change for, and names the others', async () => {
    const queue = await createQueue({ VisibilityTimeout: '600' });
    await send(queue, 'a');
    const [{ ReceiptHandle } = {}] = await receiveAll(queue, 1);
    const Entries = [
      { Id: 'good', ReceiptHandle, VisibilityTimeout: 0 },
      { Id: 'bad', ReceiptHandle: 'no-handle', VisibilityTimeout: 0 },
    ];
    const answer = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queue, Entries }));
    expect(answer.Successful).toMatchObject([{ Id: 'good' }]);
    expect(answer.Failed).toMatchObject([{ Id: 'bad', SenderFault: true, Code: 'ReceiptHandleIsInvalid' }]);
    await receiveAll(queue, 1);
  });

  it('is refused beyond 12 hours', async () => {
    const queue = await createQueue();
    await send(queue, 'a');
    const [{ ReceiptHandle } = {}] = await receiveAll(queue, 1);
    const change = { QueueUrl: queue, ReceiptHandle, VisibilityTimeout: 43_201 };
    await expect(client.send(new ChangeMessageVisibilityCommand(change))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });
});

describe('a dead-letter queue', () => {
  it('gets a message unchanged that was received maxReceiveCount times', async () => {
    const deadLetters = await createQueue();
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await arnOf(deadLetters), maxReceiveCount: 2 });
    const queue = await createQueue({ VisibilityTimeout: '0', RedrivePolicy });
    const { MessageId } = await send(queue, 'poison', { kind: { DataType: 'String', StringValue: 'a' } });
    const counts: unknown[] = [];
    while (counts.length < 2) {
      const messages = await receive(queue);
      counts.push(...messages.map(({ Attributes }) => Attributes?.['ApproximateReceiveCount']));
    }
    expect(counts).toEqual(['1', '2']);
    expect(await receive(queue)).toEqual([]);
    expect(await receiveAll(deadLetters, 1)).toMatchObject([
      { MessageId, Body: 'poison', MessageAttributes: { kind: { StringValue: 'a' } } },
    ]);
  });
});

describe('a receive and a deletion', () => {
  it('take 10 messages at most', async () => {
    const queue = await createQueue();
    for (const MaxNumberOfMessages of [0, 11]) {
      await expect(receive(queue, { MaxNumberOfMessages })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    }
    const Entries = Array.from({ length: 11 }, (_, index) => ({ Id: String(index), ReceiptHandle: 'a' }));
    await expect(client.send(new DeleteMessageBatchCommand({ QueueUrl: queue, Entries }))).rejects.toMatchObject({
      name: expect.stringMatching(/TooManyEntriesInBatchRequest$/),
    });
  });

  it('leave nothing of what was deleted', async () => {
    const queue = await createQueue({ VisibilityTimeout: '1' });
    await send(queue, 'a');
    const [{ ReceiptHandle } = {}] = await receiveAll(queue, 1);
    const Entries = [{ Id: '0', ReceiptHandle }];
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queue, Entries }));
    await sleep(1100);
    expect(await receive(queue)).toEqual([]);
  });
});

it('a queue that does not exist is named as such', async () => {
  const queue = (await createQueue()).replace(/contract-/, 'missing-');
  await expect(send(queue, 'a')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
});
