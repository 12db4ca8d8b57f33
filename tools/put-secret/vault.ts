import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseSecret, type Secret } from '../../lib/aws/secret.ts';
import { clientOptions } from '../shared/aws.ts';

/** What Secrets Manager has under a name. */
export interface Current {
  readonly exists: boolean;
  /** Undefined if it has no value, or one that the functions can't read. */
  readonly secret: Secret | undefined;
}

/** One secret in Secrets Manager. All methods throw what the SDK throws. */
export interface Vault {
  region(): Promise<string>;
  read(signal: AbortSignal): Promise<Current>;
  create(secret: Secret): Promise<void>;
  putVersion(secret: Secret): Promise<void>;
  close(): void;
}

/** In the account and region of the AWS environment. */
export function openVault(secretId: string, endpoint: string | undefined): Vault {
  const client = new SecretsManagerClient(clientOptions(endpoint));
  return {
    region: () => client.config.region(),
    read: (signal) => read(client, secretId, signal),
    async create(secret) {
      await client.send(new CreateSecretCommand({ Name: secretId, SecretString: toText(secret) }));
    },
    async putVersion(secret) {
      await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: toText(secret) }));
    },
    close: () => client.destroy(),
  };
}

async function read(client: SecretsManagerClient, SecretId: string, abortSignal: AbortSignal): Promise<Current> {
  try {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }), { abortSignal });
    return { exists: true, secret: secretOf(SecretString) };
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    // One exception for two things: no such secret, or "no such secret value", as Terraform leaves it behind.
    return { exists: / secret value /.test((error as ResourceNotFoundException).message), secret: undefined };
  }
}

function secretOf(text: string): Secret | undefined {
  try {
    return parseSecret(text);
  } catch {
    return undefined;
  }
}

function toText({ restApiKey, apps, projects }: Secret): string {
  const members = Object.entries({ apps, projects }).filter(([, keys]) => keys.size > 0);
  return JSON.stringify({
    restApiKey,
    ...Object.fromEntries(members.map(([name, keys]) => [name, Object.fromEntries(keys)])),
  });
}
