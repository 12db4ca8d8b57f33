import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deferred } from '../../lib/triggers/queue/triage.ts';
import { DEPLOYED, type Deployed, deployedWith } from '../support/capabilities.ts';
import { usePackage } from '../support/package.ts';
import { arnOf, type Found, type Json, ofType, statementsFor, statementsIn, targetOf } from '../support/template.ts';

const DAY_SECONDS = 24 * 3600;
/** SQS's. */
const LONGEST_RETENTION_SECONDS = 14 * DAY_SECONDS;

/** What a function has to know of the ledger. */
const LEDGER = { LEDGER_TABLE: { Ref: 'LedgerTable' }, LEDGER_TTL_DAYS: '7' };

const RIGHTS_TO_READ = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'secretsmanager:GetSecretValue',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

const packaged = usePackage();

describe.each(deployedWith('queue'))('$capability, from its queue', (deployed) => {
  const { capability, id, detailType, queueId, deadLettersId } = deployed;
  const remembers = deployed.effect === 'once';

  it('is worked off by few functions at once, in batches that AWS takes', () => {
    const [mappingId, { ScalingConfig, BatchSize, MaximumBatchingWindowInSeconds: window }] = mappingOf(queueId);
    const what = `${mappingId}: MaximumConcurrency bounds the calls to Batch`;
    expect(ScalingConfig?.MaximumConcurrency, what).toEqual(expect.any(Number));
    if (BatchSize > 10) expect(window, `${mappingId}: AWS wants a window for over 10 messages`).toBeGreaterThan(0);
  });

  it('bears twelve hours of Batch being down, even if jitter makes each delay the shortest', () => {
    const maxReceiveCount = maxReceiveCountOf(queueId);
    const what = `${queueId}: hours that ${maxReceiveCount} receives last at least`;
    expect(waitedSeconds(maxReceiveCount, () => 0) / 3600, what).toBeGreaterThanOrEqual(12);
  });

  it('keeps a message for longer than it may go back and forth, and leaves a dead letter a week', () => {
    const { MessageRetentionPeriod } = queue(queueId);
    const longest = waitedSeconds(maxReceiveCountOf(queueId), () => 1);
    expect(MessageRetentionPeriod, `${queueId}: retention against twice the longest way`).toBeGreaterThan(2 * longest);
    // A message that SQS moves keeps its age.
    const left = LONGEST_RETENTION_SECONDS - MessageRetentionPeriod;
    expect(left, `${queueId}: retention leaves a dead letter a week`).toBeGreaterThanOrEqual(7 * DAY_SECONDS);
  });

  it('polls long, and takes 4 KiB less than its dead letters may have, which say more', () => {
    expect(queue(queueId), queueId).toMatchObject({ ReceiveMessageWaitTimeSeconds: 20, MaximumMessageSize: 1_044_480 });
    expect(queue(deadLettersId), deadLettersId).toMatchObject({ MaximumMessageSize: 1_048_576 });
  });

  it('gets the events of its detail type, whatever their source', () => {
    expect(propertiesOf(`${id}Rule`, 'AWS::Events::Rule'), `${id}Rule: bus, pattern and targets`).toEqual({
      EventBusName: { Ref: 'EventBus' },
      EventPattern: { 'detail-type': [detailType] },
      Targets: [{ Id: 'queue', Arn: arnOf(queueId), DeadLetterConfig: { Arn: arnOf('UndeliverableEvents') } }],
    });
  });

  it('lets its rule send to its queue, and nobody else from outside', () => {
    expect(allowedTo(queueId), `${queueId}: who may send`).toEqual([eventsMaySend(queueId, arnOf(`${id}Rule`))]);
    expect(allowedTo(deadLettersId), `${deadLettersId}: who may send`).toEqual([]);
  });

  it('tells its functions their queues, and both the same about live campaigns', () => {
    const [httpId, http] = functionOf(`dist/${capability}/index.http`);
    const [queueFunctionId, ofQueue] = functionOf(`dist/${capability}/index.queue`);
    const { REQUIRE_KEY, ...others } = http.Environment.Variables;
    const shared = { ...others, QUEUE_URL: { Ref: queueId } };
    expect(others, `environment of ${httpId}`).toEqual(shared);
    expect(REQUIRE_KEY, `environment of ${httpId}`).toBe(remembers ? 'false' : undefined);
    expect(http.Environment.Variables, `environment of ${httpId}`).not.toHaveProperty('DEAD_LETTER_QUEUE_URL');
    expect(ofQueue.Environment.Variables, `environment of ${queueFunctionId}`).toEqual({
      ...shared,
      ...LEDGER,
      DEAD_LETTER_QUEUE_URL: { Ref: deadLettersId },
      MAX_RECEIVE_COUNT: `${maxReceiveCountOf(queueId)}`,
    });
  });

  it(`tells what takes requests over HTTP ${remembers ? '' : 'nothing '}of the ledger, and what works through the queue always`, () => {
    for (const [handler, isTold] of [
      ['http', remembers],
      ['queue', true],
    ] as const) {
      const [functionId, { Environment }] = functionOf(`dist/${capability}/index.${handler}`);
      const told = Object.entries(Environment.Variables).filter(([name]) => /^LEDGER_|^UNKNOWN_/.test(name));
      const expected = { ...LEDGER, ...(remembers && { UNKNOWN_OUTCOME: 'park' }) };
      expect(Object.fromEntries(told), `ledger in the environment of ${functionId}`).toEqual(isTold ? expected : {});
    }
  });

  it('tells where its queues are', () => {
    expect(packaged().template.Outputs, 'outputs').toMatchObject({
      [`${queueId}Url`]: { Value: { Ref: queueId } },
      [`${deadLettersId}Url`]: { Value: { Ref: deadLettersId } },
    });
  });
});

describe.each(DEPLOYED)('$capability', (deployed) => {
  const { capability, endpoint } = deployed;

  it('is a function for each way in, says what it does, and packs nothing but its bundle', () => {
    for (const wayIn of endpoint.waysIn) {
      const [id, { Description, FunctionName }] = functionOf(`dist/${capability}/index.${wayIn}`);
      expect(Description, `description of ${id}`).toMatch(endpoint.summary);
      const zip = readFileSync(join(packaged().folder, `${FunctionName.replace(/^.*-dev-/, '')}.zip`));
      // The record that ends a zip counts its files.
      expect(zip.readUInt16LE(zip.length - 12), `files in the zip of ${id}`).toBe(1);
      expect(zip.includes(`dist/${capability}/index.js`), `the zip of ${id} holds the bundle`).toBe(true);
    }
  });

  it('is reached by its route, where HTTP is a way in', () => {
    const routes = ofType(packaged().template, 'AWS::ApiGatewayV2::Route').map(([, { RouteKey }]) => RouteKey);
    const isRouted = endpoint.waysIn.includes('http');
    expect(routes.includes(deployed.routeKey), `whether there is a route ${deployed.routeKey}`).toBe(isRouted);
  });

  it('has no queue that nothing leads to', () => {
    const { Resources } = packaged().template;
    const isQueued = endpoint.waysIn.includes('queue');
    for (const id of queueResourcesOf(deployed)) expect(id in Resources, `whether there is ${id}`).toBe(isQueued);
  });

  it('is told nothing of the ledger and of queues, and may use none, if it only reads', () => {
    if (deployed.effect !== 'read') return;
    const [functionId, { Environment }] = functionOf(`dist/${capability}/index.http`);
    const told = Object.keys(Environment.Variables).filter((name) => /LEDGER|UNKNOWN|QUEUE|RECEIVE/.test(name));
    expect(told, `environment of ${functionId}`).toEqual([]);
    const rights = statementsIn(propertiesOf(deployed.httpRoleId, 'AWS::IAM::Role').Policies);
    expect(rights.flatMap(({ Action }) => Action).sort(), `rights of ${deployed.httpRoleId}`).toEqual(RIGHTS_TO_READ);
  });
});

describe('the template', () => {
  it('lets only the rules put undeliverable events aside', () => {
    const id = 'UndeliverableEvents';
    const rules = ofType(packaged().template, 'AWS::Events::Rule').map(([ruleId]) => arnOf(ruleId));
    expect(allowedTo(id), `${id}: who may send`).toEqual([eventsMaySend(id, rules)]);
  });

  it('tells where the bus and the API are', () => {
    expect(packaged().template.Outputs, 'outputs').toMatchObject({
      EventBusName: { Value: { Ref: 'EventBus' } },
      EventBusArn: { Value: arnOf('EventBus') },
      HttpApiUrl: { Value: expect.anything() },
    });
  });
});

function queueResourcesOf({ id, queueId, deadLettersId }: Deployed): string[] {
  return [queueId, `${queueId}Policy`, deadLettersId, `${deadLettersId}Policy`, `${id}Rule`, `${id}QueueRole`];
}

/** Time from the first to the last of a message's receives if each is deferred, in seconds. */
function waitedSeconds(maxReceiveCount: number, random: () => number): number {
  const delays = Array.from({ length: maxReceiveCount - 1 }, (_, index) => {
    const fate = deferred({ receiveCount: index + 1, random });
    return fate.kind === 'deferred' ? fate.delaySeconds : 0;
  });
  return delays.reduce((sum, delay) => sum + delay, 0);
}

function propertiesOf(id: string, type: string): Json {
  const resource = packaged().template.Resources[id];
  expect(resource?.Type, `type of ${id}`).toBe(type);
  return resource?.Properties;
}

const queue = (id: string) => propertiesOf(id, 'AWS::SQS::Queue');

function maxReceiveCountOf(queueId: string): number {
  const { RedrivePolicy } = queue(queueId);
  expect(RedrivePolicy, `${queueId}: redrive`).toBeDefined();
  return RedrivePolicy.maxReceiveCount;
}

function theOnly(found: Found[], what: string): Found {
  expect(
    found.map(([id]) => id),
    what,
  ).toHaveLength(1);
  return found[0] as Found;
}

function functionOf(handler: string) {
  const functions = ofType(packaged().template, 'AWS::Lambda::Function').filter(
    ([, { Handler }]) => Handler === handler,
  );
  return theOnly(functions, `functions with the handler ${handler}`);
}

function mappingOf(queueId: string) {
  const mappings = ofType(packaged().template, 'AWS::Lambda::EventSourceMapping').filter(
    ([, { EventSourceArn }]) => targetOf(EventSourceArn) === queueId,
  );
  return theOnly(mappings, `event source mappings of ${queueId}`);
}

const allowedTo = (queueId: string) =>
  statementsFor(packaged().template, queueId).filter(({ Effect }) => Effect === 'Allow');

const eventsMaySend = (queueId: string, from: Json) => ({
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: arnOf(queueId),
  Condition: { ArnEquals: { 'aws:SourceArn': from } },
});
