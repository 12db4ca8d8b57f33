import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { type BucketRight, bucketRightsOf } from './bucket-rights.ts';
import { type EnvironmentValue, environmentSchema, resolveEnvironment } from './environment.ts';
import {
  arn,
  type NameOf,
  type QueueDescription,
  type RuleDescription,
  type TableDescription,
  toQueue,
  toRule,
  toTable,
} from './resources.ts';

const root = resolve(import.meta.dirname, '..');

/** The stage that the embedded stack is. */
export const STAGE = 'local';

const route = z.object({ method: z.string(), path: z.string() });

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
      role: z.optional(z.string()),
      timeout: z.optional(z.int()),
      environment: z.optional(environmentSchema),
      events: z.array(eventSchema),
    }),
  ),
  resources: z.union([resourcesSchema.transform((own) => [own]), z.array(resourcesSchema)]).transform(toOne),
});

type Resolved = z.output<typeof resolvedSchema>;

/**
 * What is deployed, as far as the embedded stack plays it. Tables, queues, buckets, buses and rules go by the names they have
 * on AWS.
 */
export interface Service {
  readonly functions: readonly ServiceFunction[];
  readonly tables: readonly TableDescription[];
  readonly queues: readonly QueueDescription[];
  readonly buckets: readonly string[];
  /** What the functions may do with buckets; whatever else their roles say, nobody here asks. */
  readonly bucketRights: readonly BucketRight[];
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

/** Whose function it is: each capability has a folder with its bundle. */
export function capabilityNameOf({ bundle }: Pick<ServiceFunction, 'bundle'>): string {
  return basename(dirname(bundle));
}

/** The queue a function works off, and how AWS hands it over. */
export interface QueueTrigger {
  readonly queueName: string;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  readonly maximumConcurrency: number;
  readonly reportBatchItemFailures: boolean;
}

function toOne(all: readonly z.output<typeof resourcesSchema>[]): z.output<typeof resourcesSchema> {
  return { Resources: Object.assign({}, ...all.map(({ Resources }) => Resources)) };
}

/** Reads `serverless.yml` as it is deployed, through the framework itself; needs no credentials. */
export async function readService(): Promise<Service> {
  const cli = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const options = { cwd: root, maxBuffer: 16 * 1024 * 1024 };
  const print = [cli, 'print', '--format', 'json', '--stage', STAGE];
  const { stdout } = await promisify(execFile)(process.execPath, print, options).catch(sayWhy);
  return parseService(JSON.parse(stdout));
}

/** The framework says on stdout what keeps it from reading. */
function sayWhy(failure: Error & { readonly stdout?: string }): never {
  throw new Error(failure.stdout || failure.message, { cause: failure });
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
    buckets: ofType('AWS::S3::Bucket').map(([id]) => nameOf(id)),
    bucketRights: Object.values(resolved.functions).flatMap(({ name, role }) =>
      role === undefined ? [] : bucketRightsOf(name, resolved.resources.Resources[role]?.Properties, nameOf),
    ),
    buses: ofType('AWS::Events::EventBus').map(([id]) => nameOf(id)),
    rules: ofType('AWS::Events::Rule').map(([id, { Properties }]) => toRule(nameOf(id), Properties, nameOf)),
  };
}

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
  const typeOf = (logicalId: string) => resources.Resources[logicalId]?.Type;
  const sqs = fn.events.find((event) => event.sqs)?.sqs;
  return {
    name: fn.name,
    bundle: resolve(root, fn.handler.replace(/\.\w+$/, '.js')),
    exportName: fn.handler.replace(/^.*\./, ''),
    timeoutMs: (fn.timeout ?? provider.timeout) * 1000,
    environment: resolveEnvironment({ ...provider.environment, ...fn.environment }, { typeOf, nameOf }),
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
