import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../local/aws/account.ts';
import { eventually } from '../support/patience.ts';
import { useStack } from '../support/stack.ts';

const push = (id: string, more: object = {}) => ({
  group_id: 'welcome',
  recipients: { custom_ids: [id] },
  message: { body: 'b' },
  ...more,
});
const data = (id: string) => ({ users: [{ id, update: { values: { 'u.a': 1 } } }] });

/** What `serverless.yml` calls the stack, and its bus. */
const STACK = 'batch-push-functions-local';

/** `maximumBatchingWindow` of custom data in `serverless.yml`. */
const BATCH_WINDOW_MS = 5_000;

/** What goes back waits longer each time. */
const STORM_PATIENCE_MS = 800_000;

/** The stack with its queues at hand. */
function useQueues(...options: Parameters<typeof useStack>) {
  const used = useStack(...options);
  const { stack } = used;
  let sqs: SQSClient;
  let events: EventBridgeClient;
  beforeAll(() => {
    const { awsEnvironment } = stack();
    sqs = new SQSClient({ ...LOCAL_ACCOUNT, endpoint: awsEnvironment['AWS_ENDPOINT_URL_SQS'] ?? '' });
    events = new EventBridgeClient({
      ...LOCAL_ACCOUNT,
      endpoint: awsEnvironment['AWS_ENDPOINT_URL_EVENTBRIDGE'] ?? '',
    });
  });
  afterAll(() => {
    sqs.destroy();
    events.destroy();
  });

  const urlOf = (name: string) => stack().sqs.queueUrl(`${STACK}-${name}`);
  const put = (capability: string, body: unknown) =>
    sqs.send(new SendMessageCommand({ QueueUrl: urlOf(capability), MessageBody: JSON.stringify(body) }));

  async function putMany(capability: string, bodies: readonly unknown[]): Promise<void> {
    const batches = Array.from({ length: Math.ceil(bodies.length / 10) }, (_, index) =>
      bodies.slice(index * 10, index * 10 + 10),
    );
    for (const batch of batches) {
      const Entries = batch.map((body, index) => ({ Id: `${index}`, MessageBody: JSON.stringify(body) }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: urlOf(capability), Entries }));
    }
  }

  const deadLetters = async (capability: string) => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: urlOf(`${capability}-dead-letters`),
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: 0,
      }),
    );
    return Messages;
  };

  const countOf = async (name: string) => {
    const AttributeNames = ['ApproximateNumberOfMessages' as const, 'ApproximateNumberOfMessagesNotVisible' as const];
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: urlOf(name), AttributeNames }));
    return Object.values(Attributes ?? {}).reduce((sum, count) => sum + Number(count), 0);
  };

  return { ...used, events: () => events, put, putMany, deadLetters, countOf };
}

describe('queues and events, over the embedded stack', () => {
  const { post, calls, control, awsCalls, output, events, putMany, deadLetters, countOf } = useQueues(
    { EVENT_BUS_NAME: STACK },
    { isRecorded: true },
  );

  it('sends what an event on the bus of the stack asks for, tells there what became of it, and puts one aside that matches no other rule', async () => {
    const entry = {
      Source: 'shop',
      EventBusName: STACK,
      Detail: JSON.stringify(push('u1', { apps: ['ios'] })),
    };
    const { FailedEntryCount } = await events().send(
      new PutEventsCommand({
        Entries: [
          { ...entry, DetailType: 'Order Shipped' },
          { ...entry, DetailType: 'Batch Transactional Send' },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(0);
    await eventually(async () =>
      expect((await calls()).map(({ body }) => body.recipients)).toEqual([{ custom_ids: ['u1'] }]),
    );
    await eventually(async () => expect(await countOf('transactional-send')).toBe(0));
    expect(await deadLetters('transactional-send')).toEqual([]);
    expect(await countOf('undeliverable-events')).toBe(1);
    const told = { action: 'events:PutEvents', resource: STACK, by: `${STACK}-transactional-send-queue` };
    expect(awsCalls()).toContainEqual(told);
    expect(output.join('')).not.toContain('"level":"ERROR"');
  });

  it('lands a hundred updates in a few calls, and buries the one that is poison, received once, with its reason', async () => {
    const bodies = Array.from({ length: 100 }, (_, index) => (index === 50 ? { users: [] } : data(`u${index}`)));
    const startedAt = Date.now();
    await putMany('custom-data-update', bodies);
    await eventually(async () => {
      const users = (await control('GET', 'users')) as { ios?: object };
      expect(Object.keys(users.ios ?? {})).toHaveLength(99);
    });
    // One batch for each window that has passed, however long it took to put them there.
    const batches = 1 + Math.ceil((Date.now() - startedAt) / BATCH_WINDOW_MS);
    expect((await calls()).length).toBeLessThanOrEqual(3 * batches);
    const letters = await eventually(async () => {
      const found = await deadLetters('custom-data-update');
      expect(found).not.toEqual([]);
      return found;
    });
    expect(letters).toMatchObject([
      {
        Body: '{"users":[]}',
        MessageAttributes: {
          reason: { StringValue: 'invalid' },
          detail: { StringValue: '/users must hold at least one user' },
        },
      },
    ]);
    await eventually(async () => expect(await countOf('custom-data-update')).toBe(0));
  });

  it('queues a request whose caller would rather not wait, and sends it once if it is queued twice under one name', async () => {
    const request = JSON.stringify(push('u4', { apps: ['ios'] }));
    const named = { 'idempotency-key': 'order-7' };
    const queue = () => post('/transactional/send', request, { prefer: 'respond-async', ...named });
    const { status, headers, body } = await queue();
    expect([status, headers.get('preference-applied')]).toEqual([202, 'respond-async']);
    expect(body).toEqual({ status: 'queued', id: expect.stringMatching(/^[0-9a-f-]{36}$/), key: 'order-7' });
    expect((await queue()).status).toBe(202);
    await eventually(async () => expect(await countOf('transactional-send')).toBe(0));
    expect((await calls()).map(({ body }) => body)).toEqual([push('u4')]);
    const replay = await post('/transactional/send', request, named);
    expect([replay.status, replay.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
  });
});

describe('a queue, where Batch says nothing', () => {
  // Functions of tests wait ten times as long: `PATIENT`.
  const { calls, fault, put, deadLetters } = useQueues({ BATCH_TIMEOUT_MS: '300' });

  it('parks a push of which nobody knows whether it was sent, for a person to decide', async () => {
    await fault({ kind: 'hang', app: 'ios' });
    await put('transactional-send', push('u2', { apps: ['ios'] }));
    await eventually(async () => {
      const [letter] = await deadLetters('transactional-send');
      expect(letter?.MessageAttributes).toMatchObject({
        reason: { StringValue: 'unknown-outcome' },
        detail: { StringValue: 'ios: 1 unknown TIMEOUT' },
      });
    });
    expect(await calls()).toHaveLength(1);
  });
});

describe('a queue, in a storm of 429', () => {
  const { calls, control, fault, putMany, countOf } = useQueues();

  it('delivers 500 messages, more than a batch takes, none twice, none dead', {
    timeout: 2 * STORM_PATIENCE_MS,
  }, async () => {
    await fault({ kind: '429', times: 'always' });
    const storm = async () => {
      const refused = async () => (await calls()).filter(({ status }) => status === 429);
      await eventually(async () => expect((await refused()).length).toBeGreaterThanOrEqual(10));
      await control('DELETE', 'faults');
    };
    const pushes = Array.from({ length: 500 }, (_, index) => push(`s${index}`, { apps: ['ios'] }));
    await Promise.all([putMany('transactional-send', pushes), storm()]);
    const landed = async () =>
      (await calls()).filter(({ status }) => status === 201).flatMap(({ body }) => body.recipients['custom_ids'] ?? []);
    await eventually(async () => expect((await landed()).length).toBeGreaterThanOrEqual(500), STORM_PATIENCE_MS);
    await eventually(async () => expect(await countOf('transactional-send')).toBe(0));
    expect(await landed()).toHaveLength(500);
    expect(new Set(await landed()).size).toBe(500);
    expect(await countOf('transactional-send-dead-letters')).toBe(0);
  });
});
