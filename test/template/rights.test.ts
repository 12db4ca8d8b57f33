import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OwnCapability } from '../../lib/endpoints/capability.ts';
import { ENDPOINTS, endpointOf } from '../../lib/endpoints/catalog.ts';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import { sampleOf } from '../../lib/endpoints/sample.ts';
import { LOCAL_ACCOUNT } from '../../local/aws/account.ts';
import { accountOf } from '../support/account.ts';
import type { AwsCall } from '../support/aws-calls.ts';
import { aliasesFor, exampleFor, OWN } from '../support/capabilities.ts';
import { usePackage } from '../support/package.ts';
import { allows, grantsOf, isFor, type Right, type Role, rightFor, rolesOf, STACK_NAME } from '../support/rights.ts';
import { useStack } from '../support/stack.ts';
import { ofType, workedOff } from '../support/template.ts';
import { temptationsOf } from '../support/temptations.ts';

/** For what comes back to a queue, however busy the machine is; asked for so seldom that asking does not keep it busy. */
const LONG = { timeout: 500_000, interval: 500 };

/** Of each capability an app, or a project, whose calls fail once. Those that name their apps name two. */
const PLAYS = ENDPOINTS.map((endpoint, index) => ({
  endpoint,
  app: endpoint.namedApps ? 'android' : (aliasesFor(endpoint)[index % aliasesFor(endpoint).length] ?? ''),
}));

/** Those that a file may fill. */
const BULKS = ENDPOINTS.filter(({ bulk }) => bulk !== undefined);

/** What a function does when S3 or the ledger is down, which nobody plays here. */
const IN_AN_OUTAGE = /^sqs:ChangeMessageVisibility on .*-bulk-start$/;

describe('the roles', () => {
  const packaged = usePackage({ stage: 'local' });
  const { post, fault, awsCalls, stack } = useStack({}, { isRecorded: true });
  let sqs: SQSClient;
  let roles: readonly Role[];

  beforeAll(async () => {
    roles = rolesOf(packaged().template);
    const endpoint = stack().awsEnvironment['AWS_ENDPOINT_URL_SQS'] ?? '';
    sqs = new SQSClient({ endpoint, ...LOCAL_ACCOUNT });
    await Promise.all([...PLAYS.map(play), ...OWN.map(playOwn), ...BULKS.map(playBulk), playSlowBulk(), playReader()]);
  });
  afterAll(() => sqs.destroy());

  /** All that makes the functions of a capability call AWS. */
  async function play({ endpoint, app }: (typeof PLAYS)[number]): Promise<void> {
    if (endpoint.route.method === 'GET') await playRead(endpoint);
    else await playHttp(endpoint, app);
    if (endpoint.waysIn.includes('queue')) await playQueue(endpoint, app);
  }

  /** Whether there is what is asked for does not matter either. */
  async function playOwn(capability: OwnCapability): Promise<void> {
    const { method, path, body = null } = sampleOf(capability);
    const { status } = await fetch(`${stack().url}${path}`, { method, body });
    expect(status, `${capability.name} over HTTP`).toBeLessThan(500);
  }

  /**
   * A file of one line, to its end, and the same start again: sooner it would wake a second reader, whose part would wait on its queue for
   * the deadline of whoever sends the first one's.
   */
  async function playBulk({ name, bulk, example }: Endpoint): Promise<void> {
    const { [bulk?.member ?? '']: list, ...request } = example;
    const [item] = bulk?.form ? (list as unknown[]) : ['u1'];
    const { id, start } = await startBulk({ capability: name, request }, `${JSON.stringify(item)}\n`);
    await vi.waitFor(async () => expect(await statusOf(id), name).toBe('done'), LONG);
    expect((await start()).status).toBe(202);
  }

  /** One that takes longer than a message can wait, so that the reader leaves the rest to the next; and is called off. */
  async function playSlowBulk(): Promise<void> {
    const lines = Array.from({ length: 20 }, (_, index) => `"u${index}"\n`).join('');
    const { name: capability, example } = endpointOf('transactional-send');
    const { recipients: _, ...request } = example;
    const { id } = await startBulk({ capability, request, pace_per_minute: 1 }, lines);
    const { url } = stack();
    const isLeft = ({ by, action, resource }: AwsCall) =>
      by.endsWith('bulk-start-queue') && action === 'sqs:SendMessage' && resource.endsWith('-bulk-start');
    await vi.waitFor(() => expect(awsCalls().some(isLeft)).toBe(true), LONG);
    expect((await fetch(`${url}/bulk/${id}/cancel`, { method: 'POST' })).status).toBe(200);
  }

  async function startBulk(asked: object, lines: string) {
    const upload: { body: Record<string, unknown> } = (await post('/bulk/upload', '{}')) as never;
    expect((await fetch(String(upload.body['url']), { method: 'PUT', body: lines })).status).toBe(200);
    const file = { key: upload.body['key'], format: 'ndjson' };
    const start = () => post('/bulk', JSON.stringify({ ...asked, file }), { 'idempotency-key': String(file.key) });
    const { body }: { body: Record<string, unknown> } = (await start()) as never;
    return { id: String(body['id']), start };
  }

  async function statusOf(id: string): Promise<unknown> {
    const told = (await (await fetch(`${stack().url}/bulk/${id}`)).json()) as { status?: unknown };
    return told.status;
  }

  /** What is none of its messages it puts aside. */
  async function playReader(): Promise<void> {
    const QueueUrl = stack().sqs.queueUrl(`${STACK_NAME}-bulk-start`);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'bad' }));
    await vi.waitFor(async () => expect(await countOf(`${QueueUrl}-dead-letters`)).toBe(1), LONG);
  }

  /** Whether Batch knows what is asked for does not matter: the keys are read before it is asked. */
  async function playRead(endpoint: Endpoint): Promise<void> {
    const { status } = await fetch(`${stack().url}${sampleOf(endpoint).path}`);
    expect(status, `${endpoint.name} over HTTP`).toBeLessThan(500);
  }

  /** A request, the same again, and one that waits, if it can. */
  async function playHttp(endpoint: Endpoint, app: string): Promise<void> {
    const { name, route, waysIn } = endpoint;
    const body = JSON.stringify(exampleFor(endpoint, app));
    const named = { 'idempotency-key': 'http' };
    for (const headers of [named, named, ...(waysIn.includes('queue') ? [{ prefer: 'respond-async' }] : [])]) {
      expect((await post(route.path, body, headers)).status, `${name} over HTTP`).toBeLessThan(500);
    }
  }

  /** A message, one that fails once and is sent again when it is done, a bad one. Two at once might wait for each other for minutes. */
  async function playQueue(endpoint: Endpoint, app: string): Promise<void> {
    const { name, route, example } = endpoint;
    await fault({ kind: '429', app, endpoint: route.path.slice(1) });
    const QueueUrl = stack().sqs.queueUrl(`${STACK_NAME}-${name}`);
    const queued = JSON.stringify({ ...exampleFor(endpoint, app), idempotency_key: 'queue' });
    for (const bodies of [[JSON.stringify(example), queued, 'bad'], [queued]]) {
      for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      await vi.waitFor(async () => expect(await countOf(QueueUrl), `${name}, queued`).toBe(0), LONG);
    }
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
      const told = idle.map(lineOf).filter((line) => !IN_AN_OUTAGE.test(line));
      expect(told, `rights of ${role.of} that nothing uses`).toEqual([]);
    }
  });

  it('allow nothing else of all that somebody who took over a function might want', async () => {
    const temptations = temptationsOf(packaged().template);
    for (const role of roles) {
      const needed = neededBy(role.of).map(lineOf);
      for (const right of temptations) {
        const isNeeded = needed.includes(lineOf(right));
        const isSpare = IN_AN_OUTAGE.test(lineOf(right)) && role.of.endsWith('-bulk-start-queue');
        expect(await allows(role, right), `${role.of}: ${lineOf(right)}`).toBe(isNeeded || isSpare);
      }
    }
  });
});

const on = (resource: string, ...actions: string[]): Right[] => actions.map((action) => ({ action, resource }));

const lineOf = ({ action, resource }: Right) => `${action} on ${resource}`;
