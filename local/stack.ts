import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_ACCOUNT, LOCAL_VARIABLES } from './aws/account.ts';
import { iamAuthorizer } from './aws/api-gateway/authorizer.ts';
import { apiGateway, heard, type Result, type Route } from './aws/api-gateway.ts';
import { startDynamoDb } from './aws/dynamodb.ts';
import { startEventBridge } from './aws/event-bridge.ts';
import { createLambda, type LambdaWatch } from './aws/lambda.ts';
import { quietSdk } from './aws/quiet-sdk.ts';
import { startS3 } from './aws/s3.ts';
import { type SecretsManagerEmulator, startSecretsManager } from './aws/secrets-manager.ts';
import { type SqsEmulator, startSqs } from './aws/sqs.ts';
import { type BatchSimulator, startBatchSimulator } from './batch/simulator.ts';
import type { BulkLook } from './bulk-progress.ts';
import { openBulkWatcher } from './bulk-watcher.ts';
import { docs } from './docs.ts';
import { environmentOf } from './environment.ts';
import { type FrontedService, startFronts } from './fronts.ts';
import { ofSameOrigin } from './same-origin.ts';
import { type Handler, listen } from './server.ts';
import type { Service, ServiceFunction } from './service.ts';
import type { StackWatch } from './watch.ts';
import { bucketAccessOf, startMapping, toEventRule } from './wiring.ts';

/** The keys of the embedded stack: good for nothing else. */
export const LOCAL_SECRET = {
  restApiKey: 'local-rest-key',
  apps: { ios: 'local-ios-key', android: 'local-android-key', web: 'local-web-key' },
  projects: { main: 'local-project-key' },
};

/** The servers of the stack; port 0 takes any free one. */
export interface Ports {
  readonly gateway: number;
  readonly batch: number;
  readonly secretsManager: number;
  readonly sqs: number;
  readonly eventBridge: number;
  readonly dynamodb: number;
  readonly s3: number;
}

export const ANY_PORTS: Ports = { gateway: 0, batch: 0, secretsManager: 0, sqs: 0, eventBridge: 0, dynamodb: 0, s3: 0 };

export interface StackOptions {
  /** What is to run: what `serverless.yml` says, by `readService`. */
  readonly service: Service;
  readonly ports: Ports;
  /** Wins over the functions' own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How many times as long as on AWS a function may run before it is killed: 1, unless told otherwise. */
  readonly patience?: number;
  /** Keeps DynamoDB's tables, S3's objects and what is on the queues from one run to the next; without it nothing is kept. */
  readonly dataDirectory?: string | undefined;
  /** Whether the gateway takes only what is signed with the account's key; without it, it takes everything. */
  readonly checkSignatures?: boolean;
  /** What shows it all to people. Without it the functions' calls to AWS take the shorter way. */
  readonly console?: StackConsole;
  /** Gets what the functions print. */
  onOutput(text: string): void;
  /** Gets what the functions answer over HTTP. */
  onAnswer?(route: Pick<Route, 'method' | 'path'>, result: Result): void;
}

/** Sees all that happens in the stack, and serves a page below `/_console`. */
export interface StackConsole {
  readonly watch: StackWatch;
  readonly serve: Handler;
}

/** The whole product on this machine: the functions as built, with Batch and AWS around them. */
export interface Stack {
  readonly url: string;
  readonly service: Service;
  readonly batch: BatchSimulator;
  readonly secretsManager: SecretsManagerEmulator;
  readonly sqs: SqsEmulator;
  /** The variables that point an AWS SDK or CLI at the emulators. */
  readonly awsEnvironment: Readonly<Record<string, string>>;
  /** What seems down to the functions, to be changed at will; of no effect without a console. */
  readonly down: Set<FrontedService>;
  /** What `GET /bulk/{id}` answers; its function prints nothing of it. */
  lookAtBulk(id: string): Promise<BulkLook | undefined>;
  /** Lets the functions run as they are built by now. */
  reload(): void;
  stop(): Promise<void>;
}

/**
 * Starts everything, the functions as they are in `dist/`. Throws PortInUseError or DataDirectoryError, and then nothing
 * is left running.
 */
export async function startStack({
  service,
  ports,
  environment,
  patience = 1,
  dataDirectory,
  checkSignatures = false,
  console,
  onOutput,
  onAnswer = () => {},
}: StackOptions): Promise<Stack> {
  const running: (() => unknown)[] = [];
  const stop = async () => {
    for (const stopOne of running.splice(0).reverse()) await stopOne();
  };
  async function started<T extends { stop(): unknown }>(starting: T | Promise<T>): Promise<T> {
    const server = await starting;
    running.push(() => server.stop());
    return server;
  }
  const watch = console?.watch;
  try {
    const batch = await started(startBatchSimulator({ port: ports.batch, ...LOCAL_SECRET, watch }));
    const secretsManager = await started(
      startSecretsManager({ port: ports.secretsManager, secrets: secretsOf(service) }),
    );
    const directoryOf = (name: string) => (dataDirectory === undefined ? undefined : join(dataDirectory, name));
    const dynamodb = await started(
      startDynamoDb({ port: ports.dynamodb, tables: service.tables, directory: directoryOf('dynamodb') }),
    );
    const s3 = await started(
      startS3({
        port: ports.s3,
        buckets: service.buckets,
        directory: directoryOf('s3'),
        isAllowed: bucketAccessOf(service),
      }),
    );
    const sqs = await started(startSqs({ port: ports.sqs, queues: service.queues, directory: directoryOf('sqs') }));
    quietSdk();
    const sqsClient = new SQSClient({
      endpoint: sqs.url,
      ...LOCAL_ACCOUNT,
    });
    running.push(() => sqsClient.destroy());
    const rules = service.rules.map((rule) => toEventRule(rule, sqs));
    const eventBridge = await started(
      startEventBridge({ port: ports.eventBridge, buses: service.buses, rules, sqs: sqsClient }),
    );
    const awsEnvironment = {
      ...LOCAL_VARIABLES,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
      AWS_ENDPOINT_URL_EVENTBRIDGE: eventBridge.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_S3: s3.url,
    };
    const fronts = watch && (await started(startFronts(awsEnvironment, (exchange) => watch.asked(exchange))));
    // A console hears of requests that came by a queue how they ended on the bus alone.
    const told = watch && { EVENT_BUS_NAME: service.buses[0] ?? '' };
    const everywhere = { ...awsEnvironment, ...fronts?.environment, BATCH_API_URL: batch.url, ...told, ...environment };
    // The SDK goes by the host in a queue's URL, even past an endpoint that it is given.
    const queueUrl = (name: string) => sqs.queueUrl(name).replace(sqs.url, everywhere.AWS_ENDPOINT_URL_SQS);
    const lambdaOf = (fn: ServiceFunction, print: (text: string) => void, by?: LambdaWatch) =>
      started(
        createLambda(
          { ...fn, timeoutMs: fn.timeoutMs * patience },
          { ...environmentOf(fn, { queueUrl }), ...everywhere, ...credentialsOf(fn) },
          print,
          by,
        ),
      );
    const printOf = (name: string) => (text: string) => {
      watch?.printed(name, text);
      onOutput(text);
    };
    const lambdas = await Promise.all(
      service.functions.map(async (fn) => ({ fn, lambda: await lambdaOf(fn, printOf(fn.name), watch) })),
    );
    const watcher = await openBulkWatcher(service, (fn) => lambdaOf(fn, () => {}));
    const mappings = lambdas.flatMap(({ fn, lambda }) =>
      fn.queue ? [startMapping(fn.queue, lambda, sqs, sqsClient, onOutput)] : [],
    );
    running.push(() => Promise.all(mappings.map((mapping) => mapping.stop())));
    const routes = lambdas.flatMap(({ fn, lambda }) =>
      fn.routes.map((route) => heard({ ...route, invoke: lambda.invoke }, (result) => onAnswer(route, result))),
    );
    const serve = apiGateway(routes, checkSignatures ? iamAuthorizer(LOCAL_CALLER) : undefined);
    const gateway = await started(
      listen(ports.gateway, byPath({ serve, control: batch.handleControl, console: console?.serve })),
    );
    const reload = () => {
      for (const { lambda } of [...lambdas, watcher]) lambda.reload();
    };
    const { look: lookAtBulk } = watcher;
    const down = fronts?.down ?? new Set();
    return { url: gateway.url, service, batch, secretsManager, sqs, awsEnvironment, down, lookAtBulk, reload, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What is on the gateway's port besides the routes of the service has names that none of those has. */
function byPath({
  serve,
  control,
  console,
}: {
  serve: Handler;
  control: Handler;
  console: Handler | undefined;
}): Handler {
  const ofDocs = docs();
  return ofSameOrigin((request, response) => {
    const { url = '' } = request;
    if (url.startsWith('/_simulator/')) return control(request, response);
    if (console && /^\/_console(\/|$)/.test(url)) return console(request, response);
    return /^\/_(docs|openapi\.json)$/.test(url) ? ofDocs(request, response) : serve(request, response);
  });
}

const LOCAL_CALLER = { region: LOCAL_ACCOUNT.region, ...LOCAL_ACCOUNT.credentials };

/** As on AWS, where each function calls in the name of its own role. */
function credentialsOf({ name }: ServiceFunction): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: name };
}

/** The secret under the name that the functions ask for. */
function secretsOf({ functions }: Service): Record<string, string> {
  const names = functions.map(({ environment }) => environment['BATCH_SECRET_ID']);
  return Object.fromEntries(names.map((name) => [name, JSON.stringify(LOCAL_SECRET)]));
}
