import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaignCreate } from '../lib/endpoints/campaign-create.ts';
import { customDataUpdate } from '../lib/endpoints/custom-data-update.ts';
import { transactionalSend } from '../lib/endpoints/transactional-send.ts';
import type { LedgerRecord } from '../lib/ledger.ts';
import { deferred } from '../lib/triggers/triage.ts';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'template-'));
const packaged = join(folder, '.serverless');
/** AWS ends a secret's ARN with a hyphen and six characters of its own, which nobody knows beforehand. */
const SECRET = arnHere('secretsmanager', 'secret:batch-push-functions/test-??????');
const DAY_SECONDS = 24 * 3600;
const LONGEST_RETENTION_SECONDS = 14 * DAY_SECONDS;
/** Where the ledger writes when an item expires. */
const EXPIRY: keyof LedgerRecord = 'expiresAt';

/** Endpoints whose calls must not be repeated: their functions have the ledger. */
const REMEMBERED = [transactionalSend, campaignCreate(Date.now), customDataUpdate]
  .filter(({ idempotent }) => !idempotent)
  .map(({ name }) => name);

const capabilities = readdirSync(resolve(root, 'functions')).map((file) => {
  const capability = basename(file, '.ts');
  const words = capability.split('-').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  const remembers = REMEMBERED.includes(capability);
  return { capability, id: words.join(''), detailType: `Batch ${words.join(' ')}`, remembers };
});

/** A piece of CloudFormation. */
type Json = ReturnType<typeof JSON.parse>;

interface Resource {
  readonly Type: string;
  readonly Properties: Json;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

let template: { Resources: Record<string, Resource>; Outputs: Record<string, Json> };

beforeAll(async () => {
  // A copy, because the framework clears `.serverless` first, even if told to write elsewhere.
  for (const entry of ['serverless.yml', 'package.json', 'dist', 'functions', 'lib']) {
    cpSync(join(root, entry), join(folder, entry), { recursive: true });
  }
  const { stderr } = await serverless('package');
  expect(stderr, 'the framework warns of nothing').not.toMatch(/warning|deprecat/i);
  template = JSON.parse(readFileSync(join(packaged, 'cloudformation-template-update-stack.json'), 'utf8'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function serverless(...args: string[]) {
  const cli = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  return promisify(execFile)(process.execPath, [cli, ...args, '--stage', 'test'], { cwd: folder });
}

describe.each(capabilities)('$capability', ({ capability, id, detailType, remembers }) => {
  const queueId = `${id}Queue`;
  const deadLettersId = `${id}DeadLetters`;
  const ledgerRights = remembers ? ['dynamodb:GetItem on LedgerTable.Arn', 'dynamodb:PutItem on LedgerTable.Arn'] : [];
  const rememberAnd = remembers ? ', to remember and' : ' and';

  it('works off its queue in batches of which each message may fail alone', () => {
    const [mappingId, { FunctionResponseTypes, ScalingConfig, BatchSize, MaximumBatchingWindowInSeconds: window }] =
      mappingOf(queueId);
    expect(FunctionResponseTypes, `${mappingId}: one bad message must not repeat its batch`).toEqual([
      'ReportBatchItemFailures',
    ]);
    expect(ScalingConfig?.MaximumConcurrency, `${mappingId}: MaximumConcurrency bounds the calls to Batch`).toEqual(
      expect.any(Number),
    );
    if (BatchSize > 10) expect(window, `${mappingId}: AWS wants a window for over 10 messages`).toBeGreaterThan(0);
  });

  it('hides a message for six times as long as its function may take', () => {
    const [, mapping] = mappingOf(queueId);
    const functionId = mapping.FunctionName['Fn::GetAtt'][0];
    const { Timeout, Handler } = propertiesOf(functionId, 'AWS::Lambda::Function');
    expect(Handler, `${functionId} has the queue's handler`).toBe(`dist/${capability}/index.queue`);
    const needed = 6 * Timeout + mapping.MaximumBatchingWindowInSeconds;
    const { VisibilityTimeout } = queue(queueId);
    const what = `${queueId}: VisibilityTimeout against 6 x ${Timeout} s of ${functionId} and its window`;
    expect(VisibilityTimeout, what).toBeGreaterThanOrEqual(needed);
  });

  it('moves to its own dead letters, which take from nobody else', () => {
    const { RedrivePolicy, QueueName } = queue(queueId);
    expect(RedrivePolicy?.deadLetterTargetArn, `${queueId}: redrive`).toEqual(arnOf(deadLettersId));
    expect(queue(deadLettersId).RedriveAllowPolicy, `${deadLettersId}: who may redrive to it`).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [{ 'Fn::Sub': arnHere('sqs', QueueName) }],
    });
  });

  it('bears twelve hours of Batch being down, even if jitter makes each delay the shortest', () => {
    const maxReceiveCount = maxReceiveCountOf(queueId);
    const what = `${queueId}: hours that ${maxReceiveCount} receives last at least`;
    expect(waitedSeconds(maxReceiveCount, () => 0) / 3600, what).toBeGreaterThanOrEqual(12);
  });

  it('keeps a message for longer than it may go back and forth, and a dead letter for 14 days', () => {
    const { MessageRetentionPeriod } = queue(queueId);
    const longest = waitedSeconds(maxReceiveCountOf(queueId), () => 1);
    expect(MessageRetentionPeriod, `${queueId}: retention against twice the longest way`).toBeGreaterThan(2 * longest);
    // A message that SQS moves keeps its age.
    const left = LONGEST_RETENTION_SECONDS - MessageRetentionPeriod;
    expect(left, `${queueId}: retention leaves a dead letter a week`).toBeGreaterThanOrEqual(7 * DAY_SECONDS);
    expect(queue(deadLettersId).MessageRetentionPeriod, `${deadLettersId}: retention`).toBe(LONGEST_RETENTION_SECONDS);
  });

  it('polls long, and takes all that SQS can carry', () => {
    expect(queue(queueId), queueId).toMatchObject({ ReceiveMessageWaitTimeSeconds: 20, MaximumMessageSize: 1_048_576 });
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

  it(`gives \`http\` the right to read the secret, to send to its queue${rememberAnd} to log`, () => {
    const [functionId, { Role }] = functionOf(`dist/${capability}/index.http`);
    expect(rightsOf(Role), `rights of ${functionId}`).toEqual([
      ...ledgerRights,
      ...logRights(functionId),
      `secretsmanager:GetSecretValue on ${SECRET}`,
      `sqs:SendMessage on ${queueId}.Arn`,
    ]);
  });

  it(`gives \`queue\` the right to read the secret, to work off its queue, to send to its dead letters${rememberAnd} to log`, () => {
    const [functionId, { Role }] = functionOf(`dist/${capability}/index.queue`);
    expect(rightsOf(Role), `rights of ${functionId}`).toEqual([
      ...ledgerRights,
      ...logRights(functionId),
      `secretsmanager:GetSecretValue on ${SECRET}`,
      `sqs:ChangeMessageVisibility on ${queueId}.Arn`,
      `sqs:DeleteMessage on ${queueId}.Arn`,
      `sqs:GetQueueAttributes on ${queueId}.Arn`,
      `sqs:ReceiveMessage on ${queueId}.Arn`,
      `sqs:SendMessage on ${deadLettersId}.Arn`,
    ]);
  });

  it('tells its functions their queues, and both the same about live campaigns', () => {
    const [httpId, http] = functionOf(`dist/${capability}/index.http`);
    const [queueFunctionId, ofQueue] = functionOf(`dist/${capability}/index.queue`);
    const shared = { ...http.Environment.Variables, QUEUE_URL: { Ref: queueId } };
    expect(http.Environment.Variables, `environment of ${httpId}`).toEqual(shared);
    expect(http.Environment.Variables, `environment of ${httpId}`).not.toHaveProperty('DEAD_LETTER_QUEUE_URL');
    expect(ofQueue.Environment.Variables, `environment of ${queueFunctionId}`).toEqual({
      ...shared,
      DEAD_LETTER_QUEUE_URL: { Ref: deadLettersId },
    });
  });

  it(`tells its functions ${remembers ? '' : 'nothing '}of the ledger and of unknown outcomes`, () => {
    const expected = { LEDGER_TABLE: { Ref: 'LedgerTable' }, LEDGER_TTL_DAYS: '7', UNKNOWN_OUTCOME: 'park' };
    for (const handler of ['http', 'queue']) {
      const [functionId, { Environment }] = functionOf(`dist/${capability}/index.${handler}`);
      const told = Object.entries(Environment.Variables).filter(([name]) => /^LEDGER_|^UNKNOWN_/.test(name));
      const what = `ledger in the environment of ${functionId}`;
      expect(Object.fromEntries(told), what).toEqual(remembers ? expected : {});
    }
  });

  it.each([capability, `${capability}-queue`])('packs nothing but its bundle into %s.zip', (name) => {
    const zip = readFileSync(join(packaged, `${name}.zip`));
    // The record that ends a zip counts its files.
    expect(zip.readUInt16LE(zip.length - 12), `files in ${name}.zip`).toBe(1);
    expect(zip.includes(`dist/${capability}/index.js`), `${name}.zip holds the bundle`).toBe(true);
  });

  it('tells where its queues are', () => {
    expect(template.Outputs, 'outputs').toMatchObject({
      [`${queueId}Url`]: { Value: { Ref: queueId } },
      [`${deadLettersId}Url`]: { Value: { Ref: deadLettersId } },
    });
  });
});

describe('the ledger', () => {
  const id = 'LedgerTable';
  const table = () => propertiesOf(id, 'AWS::DynamoDB::Table');

  it('outlives its stack and its replacement, and is not deleted by mistake', () => {
    expect(template.Resources[id], `${id}: what CloudFormation does with it`).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    expect(table().DeletionProtectionEnabled, `${id}: protection from everybody else`).toBe(true);
    expect(table().TableName, `${id}: a name, which the next one could not have`).toBeUndefined();
  });

  it('is found by request and part, and paid for by use', () => {
    expect(table(), `${id}: keys and billing`).toMatchObject({
      KeySchema: [
        { AttributeName: 'request', KeyType: 'HASH' },
        { AttributeName: 'part', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'request', AttributeType: 'S' },
        { AttributeName: 'part', AttributeType: 'S' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('loses what has expired, and nothing else: it can be brought back to any moment', () => {
    const { TimeToLiveSpecification, PointInTimeRecoverySpecification } = table();
    expect(TimeToLiveSpecification, `${id}: expiry`).toEqual({ AttributeName: EXPIRY, Enabled: true });
    const recovery = { PointInTimeRecoveryEnabled: true };
    expect(PointInTimeRecoverySpecification, `${id}: point-in-time recovery`).toEqual(recovery);
  });

  it('is encrypted under a key of the account', () => {
    expect(table().SSESpecification, `${id}: encryption`).toEqual({ SSEEnabled: true });
  });

  it('remembers for as long, and treats what is unknown, as the parameters of the stack say', async () => {
    const params = ['--param', 'ledgerTtlDays=14', '--param', 'unknownOutcome=resend'];
    const { stdout } = await serverless('print', '--format', 'json', ...params);
    const { functions } = JSON.parse(stdout);
    for (const name of REMEMBERED.flatMap((capability) => [capability, `${capability}-queue`])) {
      const what = `environment of ${name} with ${params}`;
      expect(functions[name].environment, what).toMatchObject({ LEDGER_TTL_DAYS: '14', UNKNOWN_OUTCOME: 'resend' });
    }
  });

  it.each(REMEMBERED)('remembers for at least as long as a message of %s may be on its queue', (capability) => {
    const [functionId, { Environment }] = functionOf(`dist/${capability}/index.queue`);
    const rememberedSeconds = Number(Environment.Variables.LEDGER_TTL_DAYS) * DAY_SECONDS;
    const queueId = Environment.Variables.QUEUE_URL.Ref;
    const what = `LEDGER_TTL_DAYS of ${functionId}, in seconds, against the retention of ${queueId}`;
    expect(rememberedSeconds, what).toBeGreaterThanOrEqual(queue(queueId).MessageRetentionPeriod);
  });
});

describe('the template', () => {
  it('keeps undeliverable events for 14 days, and lets only the rules put them there', () => {
    const id = 'UndeliverableEvents';
    expect(queue(id).MessageRetentionPeriod, `${id}: retention`).toBe(LONGEST_RETENTION_SECONDS);
    const rules = ofType('AWS::Events::Rule').map(([ruleId]) => arnOf(ruleId));
    expect(allowedTo(id), `${id}: who may send`).toEqual([eventsMaySend(id, rules)]);
  });

  it('encrypts every queue and lets nobody near it without TLS', () => {
    for (const [id, { SqsManagedSseEnabled }] of ofType('AWS::SQS::Queue')) {
      expect(SqsManagedSseEnabled, `${id}: encryption`).toBe(true);
      expect(statementsFor(id), `${id}: a policy that refuses calls without TLS`).toContainEqual({
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: arnOf(id),
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
    }
  });

  it('asks for IAM authorisation on every route', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route');
    expect(routes.length, 'routes').toBe(capabilities.length);
    for (const [id, { RouteKey, AuthorizationType }] of routes) {
      expect(AuthorizationType, `${id}: authorisation of ${RouteKey}`).toBe('AWS_IAM');
    }
  });

  it('has a role for each function that only Lambda may take', () => {
    const roles = ofType('AWS::Lambda::Function').map(([, { Role }]) => Role['Fn::GetAtt'][0]);
    expect(new Set(roles).size, `functions that share a role: ${roles}`).toBe(roles.length);
    expect(
      ofType('AWS::IAM::Role')
        .map(([id]) => id)
        .sort(),
      'roles',
    ).toEqual(roles.sort());
    for (const [id, { AssumeRolePolicyDocument, ManagedPolicyArns }] of ofType('AWS::IAM::Role')) {
      expect(ManagedPolicyArns, `${id}: rights beyond its own policy`).toBeUndefined();
      expect(AssumeRolePolicyDocument.Statement, `${id}: who may take it`).toEqual([
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ]);
    }
  });

  /**
   * Where AWS offers nothing else: the end of the secret's ARN, see SECRET. A `Deny` may be as wide as it likes, and the
   * ARN of a log group (`!GetAtt`) ends with a `*` of AWS's own, for the group's streams.
   */
  it('grants nothing with a wildcard, but for the end of the secret’s ARN', () => {
    const granted = Object.entries(template.Resources).flatMap(([id, { Properties }]) =>
      statementsIn(Properties)
        .filter(({ Effect }) => Effect !== 'Deny')
        .map((statement) => ({ id, text: JSON.stringify(statement).replaceAll(SECRET, 'the secret') })),
    );
    expect(granted.length).toBeGreaterThan(2 * capabilities.length);
    for (const { id, text } of granted) expect(text, `${id}: a wildcard`).not.toMatch(/[*?]|"Not/);
  });

  it('tells where the bus and the API are', () => {
    expect(template.Outputs, 'outputs').toMatchObject({
      EventBusName: { Value: { Ref: 'EventBus' } },
      EventBusArn: { Value: arnOf('EventBus') },
      HttpApiUrl: { Value: expect.anything() },
    });
  });
});

/** Time from the first to the last of a message's receives if each is deferred, in seconds. */
function waitedSeconds(maxReceiveCount: number, random: () => number): number {
  const delays = Array.from({ length: maxReceiveCount - 1 }, (_, index) => {
    const fate = deferred({ receiveCount: index + 1, random });
    return fate.kind === 'deferred' ? fate.delaySeconds : 0;
  });
  return delays.reduce((sum, delay) => sum + delay, 0);
}

/** An ARN of the stack's own account, as it stands in `!Sub`. */
function arnHere(service: string, resource: string): string {
  return `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;
}

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

function ofType(type: string): [id: string, properties: Json][] {
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
    Type === type ? [[id, Properties]] : [],
  );
}

function propertiesOf(id: string, type: string): Json {
  const resource = template.Resources[id];
  expect(resource?.Type, `type of ${id}`).toBe(type);
  return resource?.Properties;
}

const queue = (id: string) => propertiesOf(id, 'AWS::SQS::Queue');

function maxReceiveCountOf(queueId: string): number {
  const { RedrivePolicy } = queue(queueId);
  expect(RedrivePolicy, `${queueId}: redrive`).toBeDefined();
  return RedrivePolicy.maxReceiveCount;
}

function theOnly(found: [string, Json][], what: string): [id: string, properties: Json] {
  expect(
    found.map(([id]) => id),
    what,
  ).toHaveLength(1);
  return found[0] as [string, Json];
}

function functionOf(handler: string) {
  const functions = ofType('AWS::Lambda::Function').filter(([, { Handler }]) => Handler === handler);
  return theOnly(functions, `functions with the handler ${handler}`);
}

function mappingOf(queueId: string) {
  const mappings = ofType('AWS::Lambda::EventSourceMapping').filter(
    ([, { EventSourceArn }]) => EventSourceArn['Fn::GetAtt'][0] === queueId,
  );
  return theOnly(mappings, `event source mappings of ${queueId}`);
}

/** `action on resource`, sorted, whatever the statements they stand in. */
function rightsOf(role: Json): string[] {
  const { Policies } = propertiesOf(role['Fn::GetAtt'][0], 'AWS::IAM::Role');
  const rights = statementsIn(Policies).flatMap(({ Effect, Action, Resource, ...others }) => {
    expect({ Effect, ...others }, 'a statement with an action and a resource').toEqual({ Effect: 'Allow' });
    return [Action].flat().flatMap((action) => [Resource].flat().map((to) => `${action} on ${nameOf(to)}`));
  });
  return rights.sort();
}

function logRights(functionId: string): string[] {
  const logs = `${functionId.replace('LambdaFunction', 'LogGroup')}.Arn`;
  return [`logs:CreateLogStream on ${logs}`, `logs:PutLogEvents on ${logs}`];
}

function nameOf(resource: Json): string {
  return resource['Fn::GetAtt']?.join('.') ?? resource['Fn::Sub'] ?? JSON.stringify(resource);
}

/** Every statement of every policy document in there. */
function statementsIn(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'Statement' ? [inner].flat() : statementsIn(inner)));
}

function statementsFor(queueId: string): Json[] {
  const policies = ofType('AWS::SQS::QueuePolicy').filter(([, { Queues }]) =>
    Queues.some(({ Ref }: Json) => Ref === queueId),
  );
  return statementsIn(policies);
}

const allowedTo = (queueId: string) => statementsFor(queueId).filter(({ Effect }) => Effect === 'Allow');

const eventsMaySend = (queueId: string, from: Json) => ({
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: arnOf(queueId),
  Condition: { ArnEquals: { 'aws:SourceArn': from } },
});
