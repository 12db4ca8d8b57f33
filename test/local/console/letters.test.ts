import {
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../../local/aws/account.ts';
import { type SqsEmulator, startSqs } from '../../../local/aws/sqs.ts';
import { LetterDesk } from '../../../local/console/letters.ts';

const SEND = 'transactional-send';
const QUEUE = `batch-push-functions-local-${SEND}`;
const LETTERS = 'transactional-send-letters';
const BODY = '{"group_id":"welcome"}';

let sqs: SqsEmulator;
let client: SQSClient;
let desk: LetterDesk;
beforeEach(async () => {
  const deadLetterQueue = { name: LETTERS, maxReceiveCount: 3 };
  sqs = await startSqs({
    port: 0,
    queues: [
      { name: LETTERS, attributes: {} },
      { name: QUEUE, attributes: { MaximumMessageSize: '1044480' }, deadLetterQueue },
    ],
  });
  client = new SQSClient({ endpoint: sqs.url, ...LOCAL_ACCOUNT });
  desk = new LetterDesk(client);
});
afterEach(async () => {
  client.destroy();
  await sqs.stop();
});

/** A letter as a function buries it; answers its id. */
async function bury(reason: string, name = 'order-1'): Promise<string> {
  const attributes = { reason, source: 'a-message', detail: 'ios: 1', idempotency_key: name, since: `${Date.now()}` };
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([key, StringValue]) => [key, { DataType: 'String', StringValue }]),
  );
  const command = new SendMessageCommand({ QueueUrl: sqs.queueUrl(LETTERS), MessageBody: BODY, MessageAttributes });
  return (await client.send(command)).MessageId ?? '';
}

async function visible(name: string): Promise<number> {
  const AttributeNames = ['ApproximateNumberOfMessages' as const];
  const command = new GetQueueAttributesCommand({ QueueUrl: sqs.queueUrl(name), AttributeNames });
  return Number((await client.send(command)).Attributes?.ApproximateNumberOfMessages);
}

async function received(): Promise<Message[]> {
  const wanted = { QueueUrl: sqs.queueUrl(QUEUE), MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
  return (await client.send(new ReceiveMessageCommand(wanted))).Messages ?? [];
}

const idsOf = (letters: readonly { id: string }[] | undefined) => letters?.map(({ id }) => id).sort();

describe('the list of letters', () => {
  it.each([
    ['invalid', ['retry', 'discard']],
    ['rejected', ['retry', 'discard']],
    ['exhausted', ['retry', 'discard']],
    ['too-old', ['resend', 'discard']],
    ['unknown-outcome', ['resend', 'discard']],
  ])('offers for one that is %s what `npm run dead-letters` would do with it', async (reason, actions) => {
    await bury(reason);
    expect(await desk.list(SEND)).toMatchObject([{ reason, name: 'order-1', detail: 'ios: 1', body: BODY, actions }]);
  });

  it('has the oldest first', async () => {
    const ids = [await bury('invalid')];
    for (let index = 0; index < 3; index += 1) {
      // Their times are to the millisecond.
      const now = Date.now();
      while (Date.now() === now);
      ids.push(await bury('invalid'));
    }
    expect((await desk.list(SEND))?.map(({ id }) => id)).toEqual(ids);
  });

  it('leaves the letters where they can be seen', async () => {
    await Promise.all(Array.from({ length: 12 }, () => bury('invalid')));
    expect(await desk.list(SEND)).toHaveLength(12);
    expect(await visible(LETTERS)).toBe(12);
  });

  it('is whole for each of several who ask at the same time', async () => {
    const ids = [await bury('invalid'), await bury('rejected'), await bury('too-old')].sort();
    const lists = await Promise.all([desk.list(SEND), desk.list(SEND), desk.list(SEND)]);
    expect(lists.map(idsOf)).toEqual([ids, ids, ids]);
  });
});

describe('an action', () => {
  it('puts back what was asked for, under its name, and leaves the others', async () => {
    const [meant, other] = [await bury('rejected', 'order-1'), await bury('rejected', 'order-2')];
    expect(await desk.carryOut(SEND, { action: 'retry', ids: [meant] })).toEqual({ done: 1, left: 0, troubles: [] });
    expect(await received()).toMatchObject([
      { Body: BODY, MessageAttributes: { idempotency_key: { StringValue: 'order-1' } } },
    ]);
    expect(idsOf(await desk.list(SEND))).toEqual([other]);
  });

  it('never sends again what only a person may decide about, unless it is `resend`', async () => {
    const id = await bury('unknown-outcome');
    expect(await desk.carryOut(SEND, { action: 'retry', ids: [id] })).toMatchObject({ done: 0, left: 1 });
    expect(await visible(QUEUE)).toBe(0);
    expect(await desk.carryOut(SEND, { action: 'resend', ids: [id] })).toMatchObject({ done: 1, left: 0 });
    expect(await received()).toMatchObject([{ MessageAttributes: { 'unknown-outcome': { StringValue: 'resend' } } }]);
  });

  it('that discards deletes, and sends nothing', async () => {
    const id = await bury('invalid');
    expect(await desk.carryOut(SEND, { action: 'discard', ids: [id] })).toMatchObject({ done: 1 });
    expect([await visible(LETTERS), await visible(QUEUE)]).toEqual([0, 0]);
  });

  it('counts as left what is not there any more', async () => {
    const id = await bury('invalid');
    expect(await desk.carryOut(SEND, { action: 'discard', ids: [id, 'gone'] })).toMatchObject({ done: 1, left: 1 });
  });

  it('that is ordered twice at the same time is carried out once', async () => {
    const id = await bury('rejected');
    const order = { action: 'retry', ids: [id] } as const;
    const done = await Promise.all([desk.carryOut(SEND, order), desk.carryOut(SEND, order)]);
    expect(done.map((each) => each?.done).sort()).toEqual([0, 1]);
    expect(await received()).toHaveLength(1);
  });
});

it('knows no letters of what has no queue', async () => {
  expect(await desk.list('campaign-get')).toBeUndefined();
  expect(await desk.carryOut('nothing', { action: 'discard', ids: [] })).toBeUndefined();
});
