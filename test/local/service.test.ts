import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { apiGateway } from '../../local/aws/api-gateway.ts';
import { createLambda } from '../../local/aws/lambda.ts';
import { environmentOf } from '../../local/environment.ts';
import { listen } from '../../local/server.ts';
import { parseService, type Service } from '../../local/service.ts';
import { bucketAccessOf } from '../../local/wiring.ts';
import { inText } from '../../resources/capabilities/settings.ts';
import { theService } from '../support/service.ts';

const root = resolve(import.meta.dirname, '..', '..');

let service: Service;
beforeAll(async () => {
  service = await theService();
});

describe('the embedded stack is built from serverless.yml, which says', () => {
  it('what a route leads to', () => {
    expect(service.functions.find(({ name }) => name === 'batch-push-functions-local-campaign-create')).toEqual({
      name: 'batch-push-functions-local-campaign-create',
      bundle: resolve(root, 'dist/campaign-create/index.js'),
      exportName: 'http',
      timeoutMs: 29_000,
      environment: {
        BATCH_SECRET_ID: 'batch-push-functions/local',
        POWERTOOLS_METRICS_NAMESPACE: 'BatchPushFunctions',
        POWERTOOLS_SERVICE_NAME: 'batch-push-functions-local',
        ALLOW_LIVE_CAMPAIGNS: 'false',
        LEDGER_TABLE: 'batch-push-functions-local-ledger-table',
        LEDGER_TTL_DAYS: '7',
        UNKNOWN_OUTCOME: 'park',
        REQUIRE_KEY: 'false',
        QUEUE_URL: { queueUrl: 'batch-push-functions-local-campaign-create' },
      },
      routes: [{ method: 'POST', path: '/campaigns/create' }],
    });
  });

  it('what works off a queue, and how', () => {
    expect(
      service.functions.find(({ name }) => name === 'batch-push-functions-local-custom-data-update-queue'),
    ).toMatchObject({
      exportName: 'queue',
      timeoutMs: 120_000,
      routes: [],
      queue: {
        queueName: 'batch-push-functions-local-custom-data-update',
        batchSize: 10_000,
        batchWindowSeconds: 5,
        maximumConcurrency: 2,
        reportBatchItemFailures: true,
      },
    });
  });

  it('which table there is, as far as an emulator of DynamoDB can have it', () => {
    expect(service.tables).toEqual([
      {
        name: 'batch-push-functions-local-ledger-table',
        properties: {
          KeySchema: [
            { AttributeName: 'request', KeyType: 'HASH' },
            { AttributeName: 'part', KeyType: 'RANGE' },
          ],
          AttributeDefinitions: [
            { AttributeName: 'request', AttributeType: 'S' },
            { AttributeName: 'part', AttributeType: 'S' },
          ],
          BillingMode: 'PAY_PER_REQUEST',
        },
      },
    ]);
  });

  it('which queues there are, and where their dead letters go', () => {
    expect(service.queues).toContainEqual({
      name: 'batch-push-functions-local-transactional-send',
      attributes: {
        SqsManagedSseEnabled: 'true',
        MaximumMessageSize: '1044480',
        ReceiveMessageWaitTimeSeconds: '20',
        MessageRetentionPeriod: '604800',
        VisibilityTimeout: '361',
      },
      deadLetterQueue: { name: 'batch-push-functions-local-transactional-send-dead-letters', maxReceiveCount: 150 },
    });
    expect(service.queues).toContainEqual({
      name: 'batch-push-functions-local-transactional-send-dead-letters',
      attributes: { SqsManagedSseEnabled: 'true', MaximumMessageSize: '1048576', MessageRetentionPeriod: '1209600' },
    });
  });

  it('which events go to which queue', () => {
    expect(service.buses).toEqual(['batch-push-functions-local']);
    expect(service.rules).toContainEqual({
      name: 'batch-push-functions-local-custom-data-update-rule',
      bus: 'batch-push-functions-local',
      detailTypes: ['Batch Custom Data Update'],
      targets: [
        {
          queueName: 'batch-push-functions-local-custom-data-update',
          deadLetterQueueName: 'batch-push-functions-local-undeliverable-events',
        },
      ],
    });
  });

  it('no queue that is not there', () => {
    const there = service.queues.map(({ name }) => name);
    const named = [
      ...service.functions.flatMap(({ queue }) => queue?.queueName ?? []),
      ...service.queues.flatMap(({ deadLetterQueue }) => deadLetterQueue?.name ?? []),
      ...service.rules.flatMap(({ targets }) => targets.flatMap((target) => Object.values(target))),
    ];
    expect(there).toEqual(expect.arrayContaining(named));
    expect(new Set(there).size).toBe(there.length);
  });
});

it('puts the URLs of the queues, and the name of the table, into a function’s environment where it runs', () => {
  const fn = service.functions.find(({ name }) => name.endsWith('transactional-send-queue'));
  if (!fn) throw new Error('There is no such function.');
  expect(environmentOf(fn, { queueUrl: (name) => `http://localhost/0/${name}` })).toEqual({
    BATCH_SECRET_ID: 'batch-push-functions/local',
    POWERTOOLS_METRICS_NAMESPACE: 'BatchPushFunctions',
    POWERTOOLS_SERVICE_NAME: 'batch-push-functions-local',
    QUEUE_URL: 'http://localhost/0/batch-push-functions-local-transactional-send',
    DEAD_LETTER_QUEUE_URL: 'http://localhost/0/batch-push-functions-local-transactional-send-dead-letters',
    LEDGER_TABLE: 'batch-push-functions-local-ledger-table',
    LEDGER_TTL_DAYS: '7',
    UNKNOWN_OUTCOME: 'park',
    MAX_RECEIVE_COUNT: '150',
  });
});

describe('a function of the gateway’s own', () => {
  const sub = (text: string) => ({ 'Fn::Sub': text });
  const parse = (Resource: unknown, QUEUE_URLS: string) =>
    parseService({
      service: 'bulk',
      provider: { timeout: 29, environment: {} },
      functions: {
        start: {
          name: 'bulk-local-start',
          handler: 'dist/start/index.queue',
          role: 'StartRole',
          environment: { BULK_BUCKET: { Ref: 'Files' }, QUEUE_URLS: sub(QUEUE_URLS) },
          events: [],
        },
      },
      resources: {
        Resources: {
          Files: { Type: 'AWS::S3::Bucket' },
          OneQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'bulk-local-one' } },
          StartRole: {
            Type: 'AWS::IAM::Role',
            Properties: {
              Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource }] } }],
            },
          },
        },
      },
    });
  const objectsOf = (bucket: string) => sub(`arn:${inText('AWS::Partition')}:s3:::${bucket}/*`);

  it('is told the bucket’s name, and the URLs of queues in a text', () => {
    const { buckets, functions } = parse([], `{"one":"${inText('OneQueue')}"}`);
    expect(buckets).toEqual(['bulk-local-files']);
    const [fn] = functions;
    if (!fn) throw new Error('There is no such function.');
    expect(environmentOf(fn, { queueUrl: (name) => `http://localhost/0/${name}` })).toEqual({
      BULK_BUCKET: 'bulk-local-files',
      QUEUE_URLS: '{"one":"http://localhost/0/bulk-local-one"}',
    });
  });

  it('may do with buckets what its role says, and a person at the laptop anything', () => {
    const isAllowed = bucketAccessOf(parse([objectsOf(inText('Files')), objectsOf('exports')], '{}'));
    const asked = (by: string, action: string, bucket: string) => isAllowed(by, action, bucket);
    expect(asked('bulk-local-start', 's3:GetObject', 'bulk-local-files')).toBe(true);
    expect(asked('bulk-local-start', 's3:GetObject', 'exports')).toBe(true);
    expect(asked('bulk-local-start', 's3:GetObject', 'others')).toBe(false);
    expect(asked('bulk-local-start', 's3:PutObject', 'bulk-local-files')).toBe(false);
    expect(asked('local', 's3:PutObject', 'bulk-local-files')).toBe(true);
  });

  it.each([
    ['a right that is written otherwise', () => parse(sub('arn:aws:s3:::files*'), '{}'), /can't read s3:GetObject/],
    [
      'a variable that names what there is not',
      () => parse([], `${inText('TwoQueue')}`),
      /QUEUE_URLS refers to TwoQueue/,
    ],
  ])('is not started with %s', (_, parsing, message) => {
    expect(parsing).toThrow(message);
  });
});

it('answers a route with parameters by a function that has no queue', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'service-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(
    join(directory, 'index.js'),
    'exports.http = async ({ pathParameters }) => ({ statusCode: 200, body: JSON.stringify(pathParameters) });',
  );
  const { functions } = parseService({
    service: 'reads',
    provider: { timeout: 29, environment: {} },
    functions: {
      'campaign-stats': {
        name: 'reads-local-campaign-stats',
        handler: join(directory, 'index.http'),
        events: [{ httpApi: { method: 'GET', path: '/campaigns/{app}/{token}/stats' } }],
      },
    },
    resources: {},
  });
  expect(functions).toMatchObject([{ routes: [{ method: 'GET', path: '/campaigns/{app}/{token}/stats' }] }]);
  expect(functions[0]).not.toHaveProperty('queue');

  const routes = functions.flatMap((fn) => {
    const lambda = createLambda(fn, {}, () => {});
    onTestFinished(() => lambda.stop());
    return fn.routes.map((route) => ({ ...route, invoke: lambda.invoke }));
  });
  const server = await listen(0, apiGateway(routes));
  onTestFinished(() => server.stop());
  const response = await fetch(`${server.url}/campaigns/ios/a%2Fb/stats`);
  expect([response.status, await response.json()]).toEqual([200, { app: 'ios', token: 'a/b' }]);
});

it.each([
  { source: ['shop.web'] },
  { 'detail-type': ['Batch Campaign Create'], source: ['shop.web'] },
  { 'detail-type': [{ prefix: 'Batch' }] },
  { 'detail-type': [] },
])(
  'refuses a rule that looks at more than the detail-type, which the embedded EventBridge could not play: %j',
  (pattern) => {
    const Properties = { EventBusName: { Ref: 'Bus' }, EventPattern: pattern, Targets: [] };
    const Resources = { Bus: { Type: 'AWS::Events::EventBus' }, Rule: { Type: 'AWS::Events::Rule', Properties } };
    const provider = { timeout: 29, environment: {} };
    const rest = { service: 'rules', provider, functions: {} };
    expect(() => parseService({ ...rest, resources: { Resources } })).toThrow(/detail-type|source/);
  },
);
