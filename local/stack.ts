import { apiGateway } from './aws/api-gateway.ts';
import { createLambda } from './aws/lambda.ts';
import { type SecretsManagerEmulator, startSecretsManager } from './aws/secrets-manager.ts';
import { type BatchSimulator, startBatchSimulator } from './batch/simulator.ts';
import { listen } from './server.ts';
import { readService } from './service.ts';

/** The keys of the embedded stack: good for nothing else. */
export const LOCAL_SECRET = {
  restApiKey: 'local-rest-key',
  apps: { ios: 'local-ios-key', android: 'local-android-key', web: 'local-web-key' },
};

export interface StackOptions {
  /** 0 takes any free port. */
  readonly ports: { readonly gateway: number; readonly batch: number; readonly secretsManager: number };
  /** Wins over the functions' own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Gets what the functions print. */
  onOutput(text: string): void;
}

/** The whole product on this machine: the functions as built, with Batch and AWS around them. */
export interface Stack {
  readonly url: string;
  readonly batch: BatchSimulator;
  readonly secretsManager: SecretsManagerEmulator;
  /** The variables that point an AWS SDK or CLI at the emulators. */
  readonly awsEnvironment: Readonly<Record<string, string>>;
  /** Lets the functions run as they are built by now. */
  reload(): void;
  stop(): Promise<void>;
}

/** Starts everything, the functions as they are in `dist/`. Throws PortInUseError, and then nothing is left running. */
export async function startStack({ ports, environment, onOutput }: StackOptions): Promise<Stack> {
  const running: (() => unknown)[] = [];
  const stop = async () => {
    for (const stopOne of running.splice(0).reverse()) await stopOne();
  };
  try {
    const functions = await readService();
    const secretId = functions[0]?.environment['BATCH_SECRET_ID'] ?? '';
    const batch = await startBatchSimulator({ port: ports.batch, ...LOCAL_SECRET });
    running.push(batch.stop);
    const secrets = { [secretId]: JSON.stringify(LOCAL_SECRET) };
    const secretsManager = await startSecretsManager({ port: ports.secretsManager, secrets });
    running.push(secretsManager.stop);
    const awsEnvironment = { ...AWS_ACCOUNT, AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url };
    const everywhere = { ...awsEnvironment, BATCH_API_URL: batch.url, ...environment };
    const lambdas = functions.map((fn) => ({ ...fn, ...createLambda(fn, everywhere, onOutput) }));
    running.push(() => lambdas.map((lambda) => lambda.stop()));
    const routes = lambdas.flatMap(({ routes, invoke }) => routes.map((route) => ({ ...route, invoke })));
    const serve = apiGateway(routes);
    const gateway = await listen(ports.gateway, (request, response) =>
      request.url?.startsWith('/_simulator/') ? batch.handleControl(request, response) : serve(request, response),
    );
    running.push(gateway.stop);
    const reload = () => {
      for (const lambda of lambdas) lambda.reload();
    };
    return { url: gateway.url, batch, secretsManager, awsEnvironment, reload, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** An account that only the emulators know. */
const AWS_ACCOUNT = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
