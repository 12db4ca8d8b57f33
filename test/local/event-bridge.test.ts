import {
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { DeleteMessageCommand, PurgeQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../local/aws/account.ts';
import { type EventRule, startEventBridge } from '../../local/aws/event-bridge.ts';
import type { AwsJsonServer } from '../../local/aws/json-protocol.ts';
import { type SqsEmulator, startSqs } from '../../local/aws/sqs.ts';

const MAX_TOTAL_BYTES = 1024 * 1024;
const NOW_MS = 1_700_000_000_123;
const QUEUES = ['orders', 'audit', 'dead', 'small'];

let sqs: SqsEmulator;
let bridge: AwsJsonServer;
let queueClient: SQSClient;
let client: EventBridgeClient;

const rules = (): EventRule[] => [
  {
    name: 'orders',
    bus: 'shop',
    detailTypes: ['Order Placed', 'Large Order Placed'],
    targets: [{ queueUrl: sqs.queueUrl('orders') }],
  },
  {
    name: 'audit',
    bus: 'shop',
    detailTypes: ['Large Order Placed'],
    targets: [{ queueArn: sqs.queueArn('audit') }, { queueUrl: sqs.queueUrl('orders') }],
  },
  { name: 'all', bus: 'default', detailTypes: ['Order Placed'], targets: [{ queueArn: sqs.queueArn('audit') }] },
  {
    name: 'lost',
    bus: 'shop',
    detailTypes: ['lost'],
    targets: [{ queueArn: sqs.queueArn('gone'), deadLetterQueueUrl: sqs.queueUrl('dead') }],
  },
  {
    name: 'large',
    bus: 'shop',
    detailTypes: ['large'],
    targets: [
      { queueUrl: sqs.queueUrl('small'), deadLetterQueueUrl: sqs.queueUrl('dead') },
      { queueUrl: sqs.queueUrl('audit') },
    ],
  },
  { name: 'dropped', bus: 'shop', detailTypes: ['dropped'], targets: [{ queueUrl: sqs.queueUrl('gone') }] },
  {
    name: 'lost-twice',
    bus: 'shop',
    detailTypes: ['lost-twice'],
    targets: [{ queueUrl: sqs.queueUrl('gone'), deadLetterQueueUrl: sqs.queueUrl('gone') }],
  },
  {
    name: 'lost',
    bus: 'default',
    detailTypes: ['lost'],
    targets: [{ queueUrl: sqs.queueUrl('gone'), deadLetterQueueUrl: sqs.queueUrl('dead') }],
  },
];

beforeAll(async () => {
  const queues = QUEUES.map((name) => ({ name, attributes: name === 'small' ? { MaximumMessageSize: '1024' } : {} }));
  sqs = await startSqs({ port: 0, queues });
  queueClient = new SQSClient({ ...LOCAL_ACCOUNT, endpoint: sqs.url });
  bridge = await startEventBridge({ port: 0, buses: ['shop'], rules: rules(), sqs: queueClient, now: () => NOW_MS });
  client = new EventBridgeClient({ ...LOCAL_ACCOUNT, endpoint: bridge.url });
});

afterAll(async () => {
  client.destroy();
  await bridge.stop();
  queueClient.destroy();
  await sqs.stop();
});

beforeEach(async () => {
  for (const name of QUEUES) await queueClient.send(new PurgeQueueCommand({ QueueUrl: sqs.queueUrl(name) }));
});

const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));

const entry = (rest: PutEventsRequestEntry = {}): PutEventsRequestEntry => ({
  Source: 'shop.web',
  DetailType: 'Order Placed',
  Detail: '{"amount":50}',
  EventBusName: 'shop',
  ...rest,
});

async function takeMessages(name: string) {
  const QueueUrl = sqs.queueUrl(name);
  const wanted = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
  const { Messages = [] } = await queueClient.send(new ReceiveMessageCommand(wanted));
  for (const { ReceiptHandle } of Messages)
    await queueClient.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  return Messages;
}

const takeEvents = async (name: string) => (await takeMessages(name)).map(({ Body = '' }) => JSON.parse(Body));

describe('an event', () => {
  it('arrives in its envelope', async () => {
    const Time = new Date('2026-02-03T04:05:06.789Z');
    const { Entries, FailedEntryCount } = await put(entry({ Time, Resources: ['arn:one', 'arn:two'] }));
    expect(FailedEntryCount).toBe(0);
    expect(await takeEvents('orders')).toEqual([
      {
        version: '0',
        id: Entries?.[0]?.EventId,
        'detail-type': 'Order Placed',
        source: 'shop.web',
        account: '000000000000',
        time: '2026-02-03T04:05:06Z',
        region: 'eu-west-1',
        resources: ['arn:one', 'arn:two'],
        detail: { amount: 50 },
      },
    ]);
    expect(Entries).toEqual([{ EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
  });

  it('is of now and of no resource when it says nothing else', async () => {
    await put(entry());
    expect(await takeEvents('orders')).toMatchObject([{ time: '2023-11-14T22:13:20Z', resources: [] }]);
  });

  it('goes to every target of every rule that matches it', async () => {
    await put(entry({ DetailType: 'Large Order Placed' }));
    expect(await takeEvents('orders')).toHaveLength(2);
    expect(await takeEvents('audit')).toHaveLength(1);
  });

  it('goes nowhere when no rule matches it', async () => {
    const { FailedEntryCount } = await put(entry({ DetailType: 'Order Returned' }));
    expect(FailedEntryCount).toBe(0);
    expect([...(await takeEvents('orders')), ...(await takeEvents('audit'))]).toEqual([]);
  });

  it.each([undefined, 'default', 'arn:aws:events:eu-west-1:000000000000:event-bus/default'])(
    'goes to the default bus by the name %j, and meets no rule of another',
    async (EventBusName) => {
      await put({ ...entry(), EventBusName });
      expect([await takeEvents('orders'), await takeEvents('audit')]).toMatchObject([[], [{ source: 'shop.web' }]]);
    },
  );

  it('finds a bus by its ARN', async () => {
    await put(entry({ EventBusName: 'arn:aws:events:eu-west-1:000000000000:event-bus/shop' }));
    expect(await takeEvents('orders')).toHaveLength(1);
  });

  it('on a bus that is not there is accepted and goes nowhere, as on AWS', async () => {
    const answer = await put(entry({ EventBusName: 'shoop' }), entry());
    const accepted = { EventId: expect.any(String) };
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [accepted, accepted] });
    expect(await takeEvents('orders')).toHaveLength(1);
  });

  it('that a target does not take goes to the dead-letter queue, with the reason', async () => {
    await put(entry({ DetailType: 'lost' }));
    const [message] = await takeMessages('dead');
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ 'detail-type': 'lost', detail: { amount: 50 } });
    expect(message?.MessageAttributes).toEqual({
      RULE_ARN: { DataType: 'String', StringValue: 'arn:aws:events:eu-west-1:000000000000:rule/shop/lost' },
      TARGET_ARN: { DataType: 'String', StringValue: sqs.queueArn('gone') },
      ERROR_CODE: { DataType: 'String', StringValue: 'NO_RESOURCE' },
      ERROR_MESSAGE: { DataType: 'String', StringValue: 'The specified queue does not exist.' },
    });
  });

  it('names a rule of the default bus by the name alone', async () => {
    await put(entry({ DetailType: 'lost', EventBusName: 'default' }));
    const [message] = await takeMessages('dead');
    const StringValue = 'arn:aws:events:eu-west-1:000000000000:rule/lost';
    expect(message?.MessageAttributes).toMatchObject({ RULE_ARN: { StringValue } });
  });

  it('too large for one target goes to that dead-letter queue, and to the other targets', async () => {
    const Detail = JSON.stringify({ text: 'a'.repeat(1024) });
    await put(entry({ DetailType: 'large', Detail }));
    const [message] = await takeMessages('dead');
    expect(message?.MessageAttributes).toMatchObject({
      TARGET_ARN: { StringValue: sqs.queueArn('small') },
      ERROR_CODE: { StringValue: 'INVALID_PARAMETER' },
    });
    expect(await takeEvents('audit')).toHaveLength(1);
  });

  it.each(['dropped', 'lost-twice'])('that no dead-letter queue takes either is dropped: %s', async (DetailType) => {
    expect(await put(entry({ DetailType }))).toMatchObject({ FailedEntryCount: 0 });
  });
});

describe('an entry', () => {
  const required = (member: string) => ({
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${member} is not valid. Reason: ${member} is a required argument.`,
  });
  const malformed = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };

  it.each<[string, PutEventsRequestEntry, object]>([
    ['without Source', { Source: undefined }, required('Source')],
    ['with an empty Source', { Source: '' }, required('Source')],
    ['without DetailType', { DetailType: undefined }, required('DetailType')],
    ['without Detail', { Detail: undefined }, required('Detail')],
    ['whose Detail is no JSON', { Detail: '{' }, malformed],
    ['whose Detail is a list', { Detail: '[]' }, malformed],
    ['whose Detail is null', { Detail: 'null' }, malformed],
    ['whose Detail is a number', { Detail: '1' }, malformed],
    [
      "of AWS's own",
      { Source: 'aws.ec2' },
      { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' },
    ],
  ])('%s is refused, and the others are not', async (_what, wrong, refusal) => {
    const { Entries, FailedEntryCount } = await put(entry(wrong), entry(), entry());
    expect(FailedEntryCount).toBe(1);
    expect(Entries).toEqual([refusal, { EventId: expect.any(String) }, { EventId: expect.any(String) }]);
    expect(await takeEvents('orders')).toHaveLength(2);
  });
});

describe('a request', () => {
  it('takes 10 entries, which arrive in their order', async () => {
    const amounts = Array.from({ length: 10 }, (_, amount) => ({ amount }));
    const { Entries } = await put(...amounts.map((detail) => entry({ Detail: JSON.stringify(detail) })));
    expect(Entries).toHaveLength(10);
    expect((await takeEvents('orders')).map(({ detail }) => detail)).toEqual(amounts);
  });

  /** Entries that weigh so much together, in bytes. */
  function entriesOf(bytes: number, rest: PutEventsRequestEntry = {}): PutEventsRequestEntry[] {
    const bare = { DetailType: 'é', Source: 'weight' };
    const [frame, fixed] = ['{"text":""}'.length, 'é'.length + 1 + 'weight'.length];
    const half = Math.floor(bytes / 2);
    const detail = (size: number) => JSON.stringify({ text: 'a'.repeat(size - frame - fixed) });
    return [entry({ ...bare, Detail: detail(half) }), entry({ ...bare, Detail: detail(bytes - half), ...rest })];
  }

  it('takes entries of 1 MB together', async () => {
    expect(await put(...entriesOf(MAX_TOTAL_BYTES))).toMatchObject({ FailedEntryCount: 0 });
  });

  it.each<[string, PutEventsRequestEntry[]]>([
    ['one byte more', entriesOf(MAX_TOTAL_BYTES + 1)],
    ['a time, which counts 14 bytes', entriesOf(MAX_TOTAL_BYTES - 13, { Time: new Date() })],
    ['resources, which count too', entriesOf(MAX_TOTAL_BYTES - 1, { Resources: ['a', 'b'] })],
  ])('is refused as a whole with %s', async (_what, entries) => {
    const message = 'Total size of the entries in the request is over the limit.';
    await expect(put(...entries)).rejects.toMatchObject({ name: 'ValidationException', message });
  });

  it.each([{ Entries: 'all' }, { Entries: [null] }, { Entries: [{ Detail: {} }] }, { Entries: [{ Source: 5 }] }])(
    'of another form is refused: %j',
    async (body) => {
      const headers = { 'x-amz-target': 'AWSEvents.PutEvents' };
      const response = await fetch(bridge.url, { method: 'POST', headers, body: JSON.stringify(body) });
      expect(await response.json()).toMatchObject({ __type: 'SerializationException' });
    },
  );

  it('for another action is refused', async () => {
    const listRules = client.send(new ListRulesCommand({}));
    await expect(listRules).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});

describe('the start', () => {
  const rule: EventRule = { name: 'wrong', bus: 'default', detailTypes: ['any'], targets: [] };
  const start = (broken: Partial<EventRule>) =>
    startEventBridge({ port: 0, buses: ['shop'], rules: [{ ...rule, ...broken }], sqs: queueClient });

  it('fails with a rule on a bus that is not there', async () => {
    await expect(start({ bus: 'shoop' })).rejects.toThrow('There is no event bus shoop, on which rule wrong is.');
  });
});
