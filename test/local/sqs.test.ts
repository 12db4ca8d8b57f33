import { networkInterfaces } from 'node:os';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LOCAL_ACCOUNT } from '../../local/aws/account.ts';
import { type SqsEmulator, startSqs } from '../../local/aws/sqs.ts';
import type { QueueDescription } from '../../local/resources.ts';
import { PortInUseError } from '../../local/server.ts';

const QUEUES: QueueDescription[] = [
  { name: 'plain', attributes: {} },
  { name: 'emoji', attributes: {} },
  { name: 'slow', attributes: { VisibilityTimeout: '77', ReceiveMessageWaitTimeSeconds: '20' } },
  { name: 'poisoned', attributes: { VisibilityTimeout: '44' }, deadLetterQueue: { name: 'dead', maxReceiveCount: 2 } },
  { name: 'dead', attributes: { MessageRetentionPeriod: '1209600' } },
];

let sqs: SqsEmulator;
let client: SQSClient;

beforeAll(async () => {
  sqs = await startSqs({ port: 0, queues: QUEUES });
  client = createClient(sqs.url);
});

afterAll(async () => {
  client.destroy();
  await sqs.stop();
});

function createClient(endpoint: string, region = LOCAL_ACCOUNT.region): SQSClient {
  return new SQSClient({ ...LOCAL_ACCOUNT, endpoint, region });
}

const send = (name: string, MessageBody: string) =>
  client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl(name), MessageBody }));

async function receive(name: string) {
  const wanted = { QueueUrl: sqs.queueUrl(name), WaitTimeSeconds: 0 };
  return (await client.send(new ReceiveMessageCommand(wanted))).Messages?.[0];
}

async function attributesOf(name: string) {
  const wanted = { QueueUrl: sqs.queueUrl(name), AttributeNames: ['All' as const] };
  return (await client.send(new GetQueueAttributesCommand(wanted))).Attributes;
}

describe('the queues', () => {
  it('are there from the start, with the attributes that were asked for', async () => {
    expect(await attributesOf('slow')).toMatchObject({
      QueueArn: sqs.queueArn('slow'),
      VisibilityTimeout: '77',
      ReceiveMessageWaitTimeSeconds: '20',
    });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: sqs.queueArn('dead'), maxReceiveCount: 2 });
    expect(await attributesOf('poisoned')).toMatchObject({ VisibilityTimeout: '44', RedrivePolicy });
    expect(await attributesOf('dead')).toMatchObject({ MessageRetentionPeriod: '1209600' });
  });

  it('have ARNs of the region that was asked for', async () => {
    const other = await startSqs({ port: 0, queues: [{ name: 'plain', attributes: {} }], region: 'eu-west-3' });
    expect(other.queueArn('plain')).toBe('arn:aws:sqs:eu-west-3:000000000000:plain');
    await other.stop();
  });

  it('may not name a dead-letter queue that is not there', async () => {
    const queues = [{ name: 'a', attributes: {}, deadLetterQueue: { name: 'b', maxReceiveCount: 1 } }];
    await expect(startSqs({ port: 0, queues })).rejects.toThrow(
      'There is no queue b, which a has for its dead letters.',
    );
  });

  it.each(['Ça va ? 🎉', 'a\tb\r\n', '\u{10FFFF}', '\uFFFD'])(
    'take the characters that SQS takes: %j',
    async (body) => {
      await send('emoji', body);
      expect(await receive('emoji')).toMatchObject({ Body: body });
    },
  );

  it.each(['\u0000', '\u000B', '\uFFFF'])('refuse the characters that SQS refuses: %j', async (body) => {
    await expect(send('emoji', body)).rejects.toMatchObject({ name: 'InvalidMessageContents' });
  });
});

describe('the URLs of queues', () => {
  it('need no name to be resolved', async () => {
    expect(sqs.queueUrl('plain')).toBe(`${sqs.url}/000000000000/plain`);
    expect(await client.send(new GetQueueUrlCommand({ QueueName: 'plain' }))).toMatchObject({
      QueueUrl: sqs.queueUrl('plain'),
    });
    const { QueueUrls } = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'pl' }));
    expect(QueueUrls).toEqual([sqs.queueUrl('plain')]);
  });

  it('work under any name of this machine and in any region', async () => {
    const elsewhere = createClient(sqs.url.replace('127.0.0.1', 'localhost'), 'us-east-1');
    const { QueueUrl } = await elsewhere.send(new GetQueueUrlCommand({ QueueName: 'slow' }));
    expect(QueueUrl).toBe(sqs.queueUrl('slow'));
    const MessageBody = 'from elsewhere';
    const localUrl = QueueUrl?.replace('127.0.0.1', 'localhost');
    await elsewhere.send(new SendMessageCommand({ QueueUrl: localUrl, MessageBody }));
    expect(await receive('slow')).toMatchObject({ Body: MessageBody });
    elsewhere.destroy();
  });

  it('are the same for queues that a client creates', async () => {
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'created' }));
    expect(QueueUrl).toBe(sqs.queueUrl('created'));
  });

  it('are refused when there is no such queue', async () => {
    await expect(send('missing', 'a')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});

describe('the server', () => {
  it('says so when its port is in use', async () => {
    const port = Number(new URL(sqs.url).port);
    await expect(startSqs({ port, queues: [] })).rejects.toThrow(PortInUseError);
  });

  it('listens on 127.0.0.1 and nowhere else', async () => {
    const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const addresses = others.filter(({ family, internal }) => family === 'IPv4' && !internal);
    for (const { address } of [...addresses, { address: '127.0.0.2' }]) {
      await expect(fetch(sqs.url.replace('127.0.0.1', address))).rejects.toThrow();
    }
  });

  it('prints nothing', async () => {
    const written = vi.spyOn(process.stdout, 'write');
    const quiet = await startSqs({ port: 0, queues: [] });
    await fetch(`${quiet.url}/health`);
    await quiet.stop();
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
  });

  it('stops at once while long polls are open, though their clients come back', async () => {
    const stopping = await startSqs({ port: 0, queues: QUEUES });
    const poller = createClient(stopping.url);
    const poll = new ReceiveMessageCommand({ QueueUrl: stopping.queueUrl('plain'), WaitTimeSeconds: 20 });
    const polls = [1, 2, 3].map(() => poller.send(poll));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const startedAt = performance.now();
    await Promise.all([stopping.stop(), ...polls.map((open) => open.catch(() => {}))]);
    // Long before they would be over.
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    poller.destroy();
  });
});
