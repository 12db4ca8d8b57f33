import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

const root = resolve(import.meta.dirname, '..');

const STAGE = 'local';

/** `!Ref X`, read as the logical id. */
const reference = z.object({ Ref: z.string() }).transform(({ Ref }) => Ref);
/** `!GetAtt X.Arn`, read as the logical id. */
const arn = z
  .object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })
  .transform(({ 'Fn::GetAtt': [logicalId] }) => logicalId);
const route = z.object({ method: z.string(), path: z.string() });

const environmentSchema = z.record(z.string(), z.union([z.string(), reference.transform((ref) => ({ ref }))]));

const eventSchema = z.object({
  httpApi: z.optional(route),
  sqs: z.optional(
    z.object({
      arn,
      batchSize: z.int(),
      maximumBatchingWindow: z.int(),
      maximumConcurrency: z.int(),
      functionResponseType: z.optional(z.literal('ReportBatchItemFailures')),
    }),
  ),
});

/** One file's resources: `serverless.yml` may have a list of such. */
const resourcesSchema = z.object({
  Resources: z._default(
    z.record(z.string(), z.object({ Type: z.string(), Properties: z._default(z.record(z.string(), z.unknown()), {}) })),
    {},
  ),
});

/** The parts of the resolved `serverless.yml` that the embedded stack is built from. */
const resolvedSchema = z.object({
  service: z.string(),
  provider: z.object({ timeout: z.int(), environment: environmentSchema }),
  functions: z.record(
    z.string(),
    z.object({
      name: z.string(),
      handler: z.string(),
      timeout: z.optional(z.int()),
      environment: z.optional(environmentSchema),
      events: z.array(eventSchema),
    }),
  ),
  resources: z.union([resourcesSchema.transform((own) => [own]), z.array(resourcesSchema)]).transform(toOne),
});

type Resolved = z.output<typeof resolvedSchema>;

const queueSchema = z.looseObject({
  RedrivePolicy: z.optional(z.object({ deadLetterTargetArn: arn, maxReceiveCount: z.int() })),
});

/** As EventBridge has it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const allBut = z
  .tuple([z.strictObject({ 'anything-but': z.array(z.string()).min(1) })])
  .transform(([{ 'anything-but': anythingBut }]) => ({ anythingBut }));

const ruleSchema = z.object({
  EventBusName: reference,
  /** Our rules look at nothing else, and the embedded EventBridge knows nothing else. */
  EventPattern: z.strictObject({ 'detail-type': z.union([z.array(z.string()).min(1), allBut]) }),
  Targets: z.array(z.object({ Arn: arn, DeadLetterConfig: z.optional(z.object({ Arn: arn })) })),
});

/** What the embedded DynamoDB knows of a table: it encrypts, expires and backs up nothing. */
const tableSchema = z.object({
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  BillingMode: z.literal('PAY_PER_REQUEST'),
});

/**
 * What is deployed, as far as the embedded stack plays it. Tables, queues, buses and rules go by the names they have on
 * AWS.
 */
export interface Service {
  readonly functions: readonly ServiceFunction[];
  readonly tables: readonly TableDescription[];
  readonly queues: readonly QueueDescription[];
  readonly buses: readonly string[];
  readonly rules: readonly RuleDescription[];
}

/** One deployed function: its bundle, the export that AWS calls, and what leads to it. */
export interface ServiceFunction {
  /** Its name on AWS, stage included. */
  readonly name: string;
  readonly bundle: string;
  readonly exportName: string;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, EnvironmentValue>>;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly queue?: QueueTrigger;
}

/** A variable's value, or the queue whose URL it will be, which only the running stack knows. */
export type EnvironmentValue = string | { readonly queueUrl: string };

/** The queue a function works off, and how AWS hands it over. */
export interface QueueTrigger {
  readonly queueName: string;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  readonly maximumConcurrency: number;
  readonly reportBatchItemFailures: boolean;
}

export interface TableDescription {
  readonly name: string;
  /** By DynamoDB's own names. */
  readonly properties: z.output<typeof tableSchema>;
}

export interface QueueDescription {
  readonly name: string;
  /** By SQS's own names, without policies. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly deadLetterQueue?: { readonly name: string; readonly maxReceiveCount: number };
}

export interface RuleDescription {
  readonly name: string;
  readonly bus: string;
  readonly detailTypes: readonly string[] | { readonly anythingBut: readonly string[] };
  readonly targets: readonly { readonly queueName: string; readonly deadLetterQueueName?: string }[];
}

/** A function's own variables, with the URLs that the queues have where it runs. */
export function environmentOf(
  { environment }: ServiceFunction,
  { queueUrl }: { queueUrl(queueName: string): string },
): Record<string, string> {
  const entries = Object.entries(environment).map(([variable, value]) => [
    variable,
    typeof value === 'string' ? value : queueUrl(value.queueUrl),
  ]);
  return Object.fromEntries(entries);
}

function toOne(all: readonly z.output<typeof resourcesSchema>[]): z.output<typeof resourcesSchema> {
  return { Resources: Object.assign({}, ...all.map(({ Resources }) => Resources)) };
}

/** Reads `serverless.yml` as it is deployed, through the framework itself; needs no credentials. */
export async function readService(): Promise<Service> {
  const cli = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const options = { cwd: root, maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cli, 'print', '--format', 'json', '--stage', STAGE],
    options,
  );
  return parseService(JSON.parse(stdout));
}

/** Takes what the embedded stack needs from a resolved `serverless.yml`; throws if it is not as expected. */
export function parseService(json: unknown): Service {
  const resolved = resolvedSchema.parse(json);
  const ofType = (type: string) =>
    Object.entries(resolved.resources.Resources).filter(([, resource]) => resource.Type === type);
  const nameOf = namesOf(resolved);
  return {
    functions: Object.values(resolved.functions).map((fn) => toFunction(fn, resolved, nameOf)),
    tables: ofType('AWS::DynamoDB::Table').map(([id, { Properties }]) => toTable(nameOf(id), Properties)),
    queues: ofType('AWS::SQS::Queue').map(([id, { Properties }]) => toQueue(nameOf(id), Properties, nameOf)),
    buses: ofType('AWS::Events::EventBus').map(([id]) => nameOf(id)),
    rules: ofType('AWS::Events::Rule').map(([id, { Properties }]) => toRule(nameOf(id), Properties, nameOf)),
  };
}

type NameOf = (logicalId: string) => string;

/** Names as on AWS: the given ones, or as CloudFormation makes them up, in kebab-case and without its random suffix. */
function namesOf({ service, resources }: Resolved): NameOf {
  return (logicalId) => {
    const { QueueName, Name } = resources.Resources[logicalId]?.Properties ?? {};
    const kebab = logicalId.replace(/\B[A-Z]/g, '-$&').toLowerCase();
    return z.string().parse(QueueName ?? Name ?? `${service}-${STAGE}-${kebab}`);
  };
}

function toFunction(fn: Resolved['functions'][string], resolved: Resolved, nameOf: NameOf): ServiceFunction {
  const { provider, resources } = resolved;
  const referredBy = (variable: string, logicalId: string): EnvironmentValue => {
    const type = resources.Resources[logicalId]?.Type;
    if (type === 'AWS::SQS::Queue') return { queueUrl: nameOf(logicalId) };
    if (type === 'AWS::DynamoDB::Table' || type === 'AWS::Events::EventBus') return nameOf(logicalId);
    throw new Error(`${variable} of ${fn.name} refers to ${logicalId}, which the embedded stack does not know.`);
  };
  const environment = Object.entries({ ...provider.environment, ...fn.environment }).map(([variable, value]) => [
    variable,
    typeof value === 'string' ? value : referredBy(variable, value.ref),
  ]);
  const sqs = fn.events.find((event) => event.sqs)?.sqs;
  return {
    name: fn.name,
    bundle: resolve(root, fn.handler.replace(/\.\w+$/, '.js')),
    exportName: fn.handler.replace(/^.*\./, ''),
    timeoutMs: (fn.timeout ?? provider.timeout) * 1000,
    environment: Object.fromEntries(environment),
    routes: fn.events.flatMap(({ httpApi }) => (httpApi ? [httpApi] : [])),
    ...(sqs && { queue: toQueueTrigger(sqs, nameOf) }),
  };
}

function toQueueTrigger(sqs: NonNullable<z.output<typeof eventSchema>['sqs']>, nameOf: NameOf): QueueTrigger {
  return {
    queueName: nameOf(sqs.arn),
    batchSize: sqs.batchSize,
    batchWindowSeconds: sqs.maximumBatchingWindow,
    maximumConcurrency: sqs.maximumConcurrency,
    reportBatchItemFailures: sqs.functionResponseType !== undefined,
  };
}

function toTable(name: string, properties: unknown): TableDescription {
  return { name, properties: tableSchema.parse(properties) };
}

/** CloudFormation calls the attributes what SQS calls them. Policies are objects there, and not needed here. */
function toQueue(name: string, properties: unknown, nameOf: NameOf): QueueDescription {
  const { RedrivePolicy, QueueName: _, ...rest } = queueSchema.parse(properties);
  const attributes = Object.entries(rest)
    .filter(([, value]) => typeof value !== 'object')
    .map(([attribute, value]) => [attribute, String(value)]);
  return {
    name,
    attributes: Object.fromEntries(attributes),
    ...(RedrivePolicy && {
      deadLetterQueue: {
        name: nameOf(RedrivePolicy.deadLetterTargetArn),
        maxReceiveCount: RedrivePolicy.maxReceiveCount,
      },
    }),
  };
}

function toRule(name: string, properties: unknown, nameOf: NameOf): RuleDescription {
  const { EventBusName, EventPattern, Targets } = ruleSchema.parse(properties);
  return {
    name,
    bus: nameOf(EventBusName),
    detailTypes: EventPattern['detail-type'],
    targets: Targets.map(({ Arn, DeadLetterConfig }) => ({
      queueName: nameOf(Arn),
      ...(DeadLetterConfig && { deadLetterQueueName: nameOf(DeadLetterConfig.Arn) }),
    })),
  };
}
