import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { accountOf } from '../support/account.ts';
import { usePackage } from '../support/package.ts';
import { allows, grantsOf, isFor, type Right, type Role, rightFor, rolesOf, STACK_NAME } from '../support/rights.ts';
import { useStack } from '../support/stack.ts';
import { ofType, workedOff } from '../support/template.ts';
import { temptationsOf } from '../support/temptations.ts';

/** Of each capability a request, and an app whose calls fail once. */
const PLAYS = [
  {
    capability: 'transactional-send',
    path: '/transactional/send',
    app: 'ios',
    endpoint: 'transactional/send',
    request: { group_id: 'g', recipients: { custom_ids: ['u1'] }, message: { body: 'b' } },
  },
  {
    capability: 'campaign-create',
    path: '/campaigns/create',
    app: 'android',
    endpoint: 'campaigns/create',
    request: {
      name: 'Draft',
      live: false,
      push_time: '2035-01-01T00:00:00',
      messages: [{ language: 'en', body: 'b' }],
    },
  },
  {
    capability: 'custom-data-update',
    path: '/data/users',
    app: 'web',
    endpoint: 'data/users',
    request: { users: [{ id: 'u1', update: { values: { 'u.a': 1 } } }] },
  },
];

describe('the roles', () => {
  const packaged = usePackage({ stage: 'local' });
  const { post, fault, awsCalls, stack } = useStack();
  let sqs: SQSClient;
  let roles: readonly Role[];

  beforeAll(async () => {
    roles = rolesOf(packaged().template);
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const endpoint = stack().awsEnvironment['AWS_ENDPOINT_URL_SQS'] ?? '';
    sqs = new SQSClient({ region: 'eu-west-1', credentials, endpoint });
    await Promise.all(PLAYS.map(play));
  }, 60_000);
  afterAll(() => sqs.destroy());

  /** All that makes the two functions of a capability call AWS: a request, the same again, a bad one, one that waits. */
  async function play({ capability, path, app, endpoint, request }: (typeof PLAYS)[number]): Promise<void> {
    const body = JSON.stringify({ apps: [app], ...request });
    const named = { 'idempotency-key': 'http' };
    for (const headers of [named, named, { prefer: 'respond-async' }]) {
      expect((await post(path, body, headers)).status, `${capability} over HTTP`).toBeLessThan(300);
    }
    await fault({ kind: '429', app, endpoint });
    const QueueUrl = stack().sqs.queueUrl(`${STACK_NAME}-${capability}`);
    const queued = JSON.stringify({ apps: [app], ...request, idempotency_key: 'queue' });
    for (const MessageBody of [JSON.stringify(request), queued, queued, 'bad'])
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await vi.waitFor(async () => expect(await countOf(QueueUrl), `${capability}, queued`).toBe(0), 40_000);
  }

  async function countOf(QueueUrl: string): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages' as const, 'ApproximateNumberOfMessagesNotVisible' as const];
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Object.values(Attributes ?? {}).reduce((sum, count) => sum + Number(count), 0);
  }

  /** What Lambda does in a function's name, and none of our code. */
  function neededByLambda(of: string): Right[] {
    const { template } = packaged();
    const { arnOf } = accountOf(template, STACK_NAME);
    const logs = ofType(template, 'AWS::Logs::LogGroup').filter(([, one]) => one.LogGroupName === `/aws/lambda/${of}`);
    const queues = workedOff(template).filter(({ fn }) => fn.FunctionName === of);
    return [
      // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html
      ...logs.flatMap(([id]) =>
        on(arnOf(id).replace('*', 'log-stream:one'), 'logs:CreateLogStream', 'logs:PutLogEvents'),
      ),
      // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSXRayDaemonWriteAccess.html
      ...on('*', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords'),
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
      ...queues.flatMap(({ queueId }) =>
        on(arnOf(queueId), 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'),
      ),
    ];
  }

  const neededBy = (of: string): Right[] => [
    ...neededByLambda(of),
    ...awsCalls()
      .filter(({ by }) => by === of)
      .map(rightFor),
  ];

  it('hold every right that their functions use', async () => {
    for (const role of roles) {
      for (const right of neededBy(role.of))
        expect(await allows(role, right), `${role.of}: ${lineOf(right)}`).toBe(true);
    }
  });

  it('hold no right that their functions do not use', () => {
    for (const role of roles) {
      const needed = neededBy(role.of);
      const idle = grantsOf(role).filter((grant) => !needed.some((right) => isFor(grant, right)));
      expect(idle.map(lineOf), `rights of ${role.of} that nothing uses`).toEqual([]);
    }
  });

  it('allow nothing else of all that somebody who took over a function might want', async () => {
    const temptations = temptationsOf(packaged().template);
    for (const role of roles) {
      const needed = neededBy(role.of).map(lineOf);
      for (const right of temptations) {
        const isNeeded = needed.includes(lineOf(right));
        expect(await allows(role, right), `${role.of}: ${lineOf(right)}`).toBe(isNeeded);
      }
    }
  });
});

const on = (resource: string, ...actions: string[]): Right[] => actions.map((action) => ({ action, resource }));

const lineOf = ({ action, resource }: Right) => `${action} on ${resource}`;
