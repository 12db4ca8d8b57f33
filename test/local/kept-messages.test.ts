import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../local/aws/account.ts';
import { DataDirectoryError } from '../../local/aws/data-directory.ts';
import { startSqs } from '../../local/aws/sqs.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sqs-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const QUEUES = [
  { name: 'work', attributes: { VisibilityTimeout: '0' }, deadLetterQueue: { name: 'dead', maxReceiveCount: 1 } },
  { name: 'dead', attributes: {} },
];
let directories = 0;

/** SQS in a directory of its own, started again and again. */
function inDirectory() {
  const directory = join(scratch, `${directories++}`);
  return async function run<T>(use: (queue: ReturnType<typeof queueAt>) => Promise<T>): Promise<T> {
    const sqs = await startSqs({ port: 0, queues: QUEUES, directory });
    const client = new SQSClient({ endpoint: sqs.url, ...LOCAL_ACCOUNT });
    try {
      return await use(queueAt(client, sqs.queueUrl));
    } finally {
      client.destroy();
      await sqs.stop();
    }
  };
}

function queueAt(client: SQSClient, urlOf: (name: string) => string) {
  return {
    send: (MessageBody: string, DelaySeconds = 0) =>
      client.send(new SendMessageCommand({ QueueUrl: urlOf('work'), MessageBody, DelaySeconds })),
    receive: async (name = 'work') => {
      const wanted = { QueueUrl: urlOf(name), MaxNumberOfMessages: 10, WaitTimeSeconds: 0 };
      return (await client.send(new ReceiveMessageCommand(wanted))).Messages ?? [];
    },
    remove: (ReceiptHandle: string | undefined, name = 'work') =>
      client.send(new DeleteMessageCommand({ QueueUrl: urlOf(name), ReceiptHandle })),
  };
}

const bodies = (messages: readonly { Body?: string | undefined }[]) => messages.map(({ Body }) => Body);

describe('queues in a directory', () => {
  it('have again what was not deleted, in its order', async () => {
    const run = inDirectory();
    await run(async ({ send, receive, remove }) => {
      for (const body of ['one', 'two', 'three']) await send(body);
      const [first] = await receive();
      await remove(first?.ReceiptHandle);
    });
    expect(await run(async ({ receive }) => bodies(await receive()))).toEqual(['two', 'three']);
  });

  it('have a dead letter once, where it was moved to', async () => {
    const run = inDirectory();
    await run(async ({ send, receive }) => {
      await send('poison');
      await receive();
      await receive();
    });
    const found = await run(async ({ receive }) => [bodies(await receive()), bodies(await receive('dead'))]);
    expect(found).toEqual([[], ['poison']]);
  });

  it('keep a delay', async () => {
    const run = inDirectory();
    await run(({ send }) => send('later', 600));
    expect(await run(({ receive }) => receive())).toEqual([]);
  });

  it('say so where they can’t be kept', async () => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    await expect(startSqs({ port: 0, queues: QUEUES, directory: file })).rejects.toThrow(DataDirectoryError);
  });
});
