import { LOCAL_VARIABLES } from '../local/aws/account.ts';
import { startDynamoDb } from '../local/aws/dynamodb.ts';
import { startSecretsManager } from '../local/aws/secrets-manager.ts';
import { environmentOf } from '../local/environment.ts';
import { listen, type RunningServer, readBytes, sendJson } from '../local/server.ts';
import type { Service, ServiceFunction } from '../local/service.ts';
import { type BatchStub, type BatchStubOptions, startBatchStub } from './batch.ts';

/** Aliases of the apps that every request goes to. */
export const APPS = ['ios', 'android'];

/** What the functions find in Secrets Manager. */
export const SECRET = {
  restApiKey: '0123456789abcdef0123456789abcdef',
  apps: Object.fromEntries(APPS.map((app) => [app, `${app}-key`])),
  projects: { main: 'main-key' },
};

/** What the functions talk to, in the process of the bench. */
export interface Servers {
  readonly batch: BatchStub;
  /** Writes to a DynamoDB that is a stub, so far. */
  writeCount(): number;
  /** All that a function of the service finds in its environment. */
  environmentFor(fn: ServiceFunction): Record<string, string>;
  stop(): Promise<void>;
}

export interface ServersOptions extends BatchStubOptions {
  /** `stub` takes every write and does nothing with it, so that only the function's own cost of the ledger shows. */
  readonly dynamodb: 'embedded' | 'stub';
}

/** Starts Secrets Manager, Batch and DynamoDB. SQS is not there: nothing is dead-lettered or put off. */
export async function startServers(service: Service, options: ServersOptions): Promise<Servers> {
  const names = service.functions.map(({ environment }) => `${environment['BATCH_SECRET_ID']}`);
  const secrets = Object.fromEntries(names.map((name) => [name, JSON.stringify(SECRET)]));
  const secretsManager = await startSecretsManager({ port: 0, secrets });
  let writes = 0;
  const dynamodb = await (options.dynamodb === 'embedded'
    ? startDynamoDb({ port: 0, tables: service.tables })
    : startDynamoDbStub(() => {
        writes += 1;
      }));
  const batch = await startBatchStub(options);
  const everywhere = {
    ...LOCAL_VARIABLES,
    AWS_SESSION_TOKEN: 'local',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    BATCH_API_URL: batch.url,
  };
  return {
    batch,
    writeCount: () => writes,
    environmentFor: (fn) => ({
      ...environmentOf(fn, { queueUrl: (name) => `http://127.0.0.1:9/${name}` }),
      ...everywhere,
    }),
    stop: async () => {
      await Promise.all([secretsManager, dynamodb, batch].map((server) => server.stop()));
    },
  };
}

function startDynamoDbStub(onWrite: () => void): Promise<RunningServer> {
  return listen(0, async (request, response) => {
    await readBytes(request, Number.POSITIVE_INFINITY);
    onWrite();
    sendJson(response, 200, {}, { 'content-type': 'application/x-amz-json-1.0' });
  });
}
