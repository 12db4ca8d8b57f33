import { randomUUID } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type MessageAttributeValue,
  type QueueAttributeName,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../local/aws/account.ts';
import {
  type EventSourceMapping,
  type EventSourceMappingOptions,
  startEventSourceMapping,
} from '../../local/aws/event-source-mapping.ts';
import { type SqsEmulator, startSqs } from '../../local/aws/sqs.ts';
import { eventually } from '../support/patience.ts';

const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:000000000000:queue';

let sqs: SqsEmulator;
const clients: SQSClient[] = [];
const running: EventSourceMapping[] = [];

beforeAll(async () => {
  sqs = await startSqs({ port: 0, queues: [] });
});

afterAll(async () => {
  await Promise.all(running.map((mapping) => mapping.stop()));
  for (const client of clients) client.destroy();
  await sqs.stop();
});

type Answer = (event: SQSEvent) => unknown;

/** The queue of one test, with what the function got from it. A message is dead after two receives. */
async function setUp(visibilityTimeoutSeconds = 30) {
  const client = createClient();
  const name = randomUUID();
  const deadLetterQueueUrl = await createQueue(client, `${name}-dead`, {});
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: sqs.queueArn(`${name}-dead`), maxReceiveCount: 2 });
  const url = await createQueue(client, name, { VisibilityTimeout: String(visibilityTimeoutSeconds), RedrivePolicy });
  const events: SQSEvent[] = [];
  const records = () => events.flatMap(({ Records }) => Records);

  async function send(...bodies: string[]): Promise<void> {
    for (let at = 0; at < bodies.length; at += 10) {
      const entries = bodies.slice(at, at + 10).map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
      await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
    }
  }

  function start(answer: Answer, options: Partial<EventSourceMappingOptions> = {}): EventSourceMapping {
    const mapping = startEventSourceMapping({
      sqs: client,
      queueUrl: url,
      queueArn: QUEUE_ARN,
      batchSize: 10,
      batchWindowSeconds: 0,
      maximumConcurrency: 2,
      reportBatchItemFailures: true,
      ...options,
      async invoke(event) {
        events.push(event);
        return answer(event);
      },
    });
    running.push(mapping);
    return mapping;
  }

  async function count(QueueUrl: string, ...names: QueueAttributeName[]): Promise<number> {
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: names }));
    return Object.values(Attributes ?? {}).reduce((total, value) => total + Number(value), 0);
  }

  return {
    client,
    url,
    events,
    send,
    start,
    records,
    received: () => records().map(({ body }) => body),
    /** Until the function has got that many records, and no more. */
    settled: (wanted: number) => eventually(() => expect(records()).toHaveLength(wanted)),
    visible: () => count(url, 'ApproximateNumberOfMessages'),
    /** Messages in the queue, hidden ones included. */
    left: () => count(url, 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'),
    dead: () => count(deadLetterQueueUrl, 'ApproximateNumberOfMessages'),
  };
}

function createClient(): SQSClient {
  const client = new SQSClient({ endpoint: sqs.url, ...LOCAL_ACCOUNT });
  clients.push(client);
  return client;
}

async function createQueue(client: SQSClient, QueueName: string, Attributes: Record<string, string>): Promise<string> {
  return (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index));
const failures = (...failed: SQSRecord[]) => ({
  batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })),
});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A window that is over for other reasons than its time, however slow the receives are. */
const LONG_WINDOW = { batchWindowSeconds: 100 };

describe('a batch', () => {
  it.concurrent('holds 1,000 messages when the window is long enough', async () => {
    const queue = await setUp();
    await queue.send(...numbered(1000));
    queue.start(() => undefined, { batchSize: 1000, ...LONG_WINDOW });
    await queue.settled(1000);
    expect(queue.events).toHaveLength(1);
    expect(new Set(queue.received()).size).toBe(1000);
    await eventually(async () => expect(await queue.left()).toBe(0));
  });

  it.concurrent('goes out before its window ends once it is full', async () => {
    const queue = await setUp();
    await queue.send(...numbered(25));
    queue.start(() => undefined, { batchSize: 20, ...LONG_WINDOW });
    await queue.settled(20);
    expect(queue.events).toHaveLength(1);
  });

  it.concurrent('takes what comes in its window', async () => {
    const queue = await setUp();
    queue.start(() => undefined, { batchSize: 2, ...LONG_WINDOW });
    await queue.send('first');
    await pause(400);
    await queue.send('second');
    await queue.settled(2);
    expect(queue.events).toHaveLength(1);
  });

  it.concurrent('goes out when its window ends, full or not', async () => {
    const queue = await setUp();
    await queue.send('alone');
    queue.start(() => undefined, { batchSize: 100, batchWindowSeconds: 1 });
    await queue.settled(1);
  });

  it.concurrent('is no larger than its size', async () => {
    const queue = await setUp();
    await queue.send(...numbered(7));
    queue.start(() => undefined, { batchSize: 3 });
    await queue.settled(7);
    expect(queue.events.map(({ Records }) => Records.length)).toEqual([3, 3, 1]);
  });

  it.concurrent('weighs no more than 6 MB, and what weighs more is in the next one, received once', async () => {
    const queue = await setUp();
    for (const body of numbered(8)) await queue.send(body.repeat(1024 * 1024));
    const mapping = queue.start(() => undefined, { batchSize: 100, ...LONG_WINDOW });
    await eventually(async () => expect([await queue.visible(), queue.events.length]).toEqual([0, 1]));
    await mapping.stop();
    const sizes = queue.events.map((event) => Buffer.byteLength(JSON.stringify(event)));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(6 * 1024 * 1024);
    expect(queue.events.map(({ Records }) => Records.length)).toEqual([5, 3]);
    expect(new Set(queue.received()).size).toBe(8);
  });

  it.concurrent('never runs beside more others than is allowed', async () => {
    const queue = await setUp();
    let [now, most] = [0, 0];
    await queue.send(...numbered(100));
    queue.start(
      async () => {
        now += 1;
        most = Math.max(most, now);
        // With as many as may be; then there is time for one too many.
        await eventually(() => expect(most).toBeGreaterThanOrEqual(3));
        await pause(100);
        now -= 1;
      },
      { maximumConcurrency: 3 },
    );
    await queue.settled(100);
    expect(most).toBe(3);
  });

  it.concurrent('does not leave the queue before a place is free', async () => {
    const queue = await setUp();
    await queue.send(...numbered(30));
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    queue.start(() => ended, { maximumConcurrency: 1 });
    await queue.settled(10);
    await pause(300);
    expect(await queue.visible()).toBe(20);
    end();
  });
});

describe('a record', () => {
  const MessageAttributes: Record<string, MessageAttributeValue> = {
    text: { DataType: 'String', StringValue: 'é' },
    number: { DataType: 'Number.int', StringValue: '5' },
    bytes: { DataType: 'Binary', BinaryValue: Uint8Array.from([0, 255]) },
  };

  it.concurrent('has the members, and the spelling, of Lambda', async () => {
    const queue = await setUp();
    const message = { QueueUrl: queue.url, MessageBody: '{"a":"🎉"}', MessageAttributes };
    const sent = await queue.client.send(new SendMessageCommand(message));
    queue.start(() => undefined);
    await queue.settled(1);
    expect(queue.events).toEqual([
      {
        Records: [
          {
            messageId: sent.MessageId,
            receiptHandle: expect.stringMatching(/./),
            body: '{"a":"🎉"}',
            attributes: {
              ApproximateReceiveCount: '1',
              SentTimestamp: expect.stringMatching(/^\d{13}$/),
              SenderId: expect.stringMatching(/./),
              ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            },
            messageAttributes: {
              text: { stringValue: 'é', stringListValues: [], binaryListValues: [], dataType: 'String' },
              number: { stringValue: '5', stringListValues: [], binaryListValues: [], dataType: 'Number.int' },
              bytes: { binaryValue: 'AP8=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
            },
            md5OfBody: sent.MD5OfMessageBody,
            md5OfMessageAttributes: sent.MD5OfMessageAttributes,
            eventSource: 'aws:sqs',
            eventSourceARN: QUEUE_ARN,
            awsRegion: 'eu-west-1',
          },
        ],
      },
    ]);
  });

  it.concurrent('has no attributes when the message has none', async () => {
    const queue = await setUp();
    await queue.send('plain');
    queue.start(() => undefined, { region: 'eu-west-3' });
    await queue.settled(1);
    expect(queue.records()[0]).toMatchObject({ messageAttributes: {}, awsRegion: 'eu-west-3' });
    expect(queue.records()[0]).not.toHaveProperty('md5OfMessageAttributes');
  });

  it.concurrent('counts how often it was received', async () => {
    const queue = await setUp(1);
    await queue.send('again');
    queue.start(({ Records }) => failures(...Records));
    await queue.settled(2);
    expect(queue.records().map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(['1', '2']);
  });
});

describe('after the invocation', () => {
  it.concurrent('deletes all messages but those that the function names, which come back', async () => {
    const queue = await setUp(5);
    await queue.send('good', 'bad', 'fine');
    queue.start(({ Records }) =>
      queue.events.length === 1 ? failures(...Records.filter(({ body }) => body === 'bad')) : null,
    );
    await queue.settled(4);
    expect(queue.received()).toEqual(['good', 'bad', 'fine', 'bad']);
    await eventually(async () => expect(await queue.left()).toBe(0));
  });

  it.concurrent.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['an empty list', { batchItemFailures: [] }],
    ['null for the list', { batchItemFailures: null }],
  ])('takes %s for success', async (_what, answer) => {
    const queue = await setUp();
    await queue.send('a', 'b');
    queue.start(() => answer);
    await queue.settled(2);
    await eventually(async () => expect(await queue.left()).toBe(0));
  });

  it.concurrent.each<[string, Answer]>([
    ['a throw', () => Promise.reject(new Error('broken'))],
    ['an unknown id', ({ Records: [first] }) => failures(first as SQSRecord, { messageId: 'other' } as SQSRecord)],
    ['an empty id', () => ({ batchItemFailures: [{ itemIdentifier: '' }] })],
    ['null as id', () => ({ batchItemFailures: [{ itemIdentifier: null }] })],
    ['a misspelt member', ({ Records: [first] }) => ({ batchItemFailures: [{ itemId: first?.messageId }] })],
    ['bare ids', ({ Records: [first] }) => ({ batchItemFailures: [first?.messageId] })],
    ['null in the list', () => ({ batchItemFailures: [null] })],
    ['no list', () => ({ batchItemFailures: 'all' })],
    ['another object', () => ({ statusCode: 200 })],
    ['text', () => 'done'],
  ])('takes %s for the failure of the whole batch', async (_what, answer) => {
    const queue = await setUp();
    await queue.send('a', 'b');
    queue.start(answer);
    await queue.settled(2);
    await pause(100);
    expect(await queue.left()).toBe(2);
  });

  it.concurrent('looks at no answer when it need not', async () => {
    const queue = await setUp();
    await queue.send('a');
    queue.start(({ Records }) => failures(...Records), { reportBatchItemFailures: false });
    await queue.settled(1);
    await eventually(async () => expect(await queue.left()).toBe(0));
  });

  it.concurrent('takes a throw for a failure all the same', async () => {
    const queue = await setUp();
    await queue.send('a');
    queue.start(() => Promise.reject(new Error('broken')), { reportBatchItemFailures: false });
    await queue.settled(1);
    await pause(100);
    expect(await queue.left()).toBe(1);
  });

  it.concurrent('leaves the visibility timeout that the function set', async () => {
    const queue = await setUp(5);
    await queue.send('sooner', 'later');
    queue.start(async ({ Records }) => {
      for (const { body, receiptHandle: ReceiptHandle } of Records) {
        const VisibilityTimeout = body === 'sooner' ? 0 : 60;
        const change = { QueueUrl: queue.url, ReceiptHandle, VisibilityTimeout };
        await queue.client.send(new ChangeMessageVisibilityCommand(change));
      }
      return failures(...Records);
    });
    await queue.settled(3);
    await pause(5500);
    expect(queue.received()).toEqual(['sooner', 'later', 'sooner']);
  });

  it.concurrent('finds a message in the dead-letter queue that failed too often', async () => {
    const queue = await setUp(1);
    await queue.send('poison');
    queue.start(({ Records }) => failures(...Records));
    await eventually(async () => expect(await queue.dead()).toBe(1));
    expect(queue.received()).toEqual(['poison', 'poison']);
  });

  it.concurrent('keeps exactly the messages that failed, whichever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 25 }), async (fates) => {
        const queue = await setUp();
        await queue.send(...fates.map((fails, index) => JSON.stringify({ index, fails })));
        queue.start(({ Records }) => failures(...Records.filter(({ body }) => JSON.parse(body).fails)));
        await queue.settled(fates.length);
        const failed = fates.filter(Boolean).length;
        await eventually(async () => expect(await queue.left()).toBeLessThanOrEqual(failed));
        await pause(50);
        expect(await queue.left()).toBe(failed);
      }),
      { numRuns: 20 },
    );
  });
});

describe('stopping', () => {
  it.concurrent('waits for the function, whose messages are then deleted', async () => {
    const queue = await setUp();
    await queue.send('slow');
    const mapping = queue.start(() => pause(1500));
    await queue.settled(1);
    await mapping.stop();
    expect(await queue.left()).toBe(0);
  });

  it.concurrent('receives nothing more', async () => {
    const queue = await setUp();
    await queue.start(() => undefined).stop();
    await queue.send('late');
    await pause(300);
    expect(queue.events).toEqual([]);
  });

  it.concurrent('is over soon when the queue is empty', async () => {
    const [empty, hanging] = [await setUp(), await setUp()];
    await hanging.send('hang');
    const mappings = {
      hanging: hanging.start(() => new Promise(() => {})),
      empty: empty.start(() => undefined),
    };
    await hanging.settled(1);
    const stopped: string[] = [];
    const stopping = Object.entries(mappings).map(([which, { stop }]) => stop().then(() => stopped.push(which)));
    await Promise.all(stopping);
    expect(stopped).toEqual(['empty', 'hanging']);
  });

  it.concurrent('does not wait forever for a function that hangs', async () => {
    const queue = await setUp();
    await queue.send('hang');
    const mapping = queue.start(() => new Promise(() => {}));
    await queue.settled(1);
    await mapping.stop();
  });
});

it.concurrent('goes on when SQS failed, and says so', async () => {
  const queue = await setUp();
  const errors: unknown[] = [];
  let broken = true;
  queue.client.middlewareStack.add(
    (next) => async (args) => {
      if (broken) throw new Error('out of order');
      return next(args);
    },
    { step: 'initialize', name: 'outage' },
  );
  queue.start(() => undefined, { onError: (error) => errors.push(error) });
  await eventually(() => expect(errors).not.toEqual([]));
  broken = false;
  await queue.send('after');
  await queue.settled(1);
  queue.client.middlewareStack.remove('outage');
});
