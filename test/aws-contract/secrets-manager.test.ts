import { randomUUID } from 'node:crypto';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../local/aws/account.ts';
import { startSecretsManager } from '../../local/aws/secrets-manager.ts';

// The two traps of emulators, wherever Secrets Manager is: AWS itself with AWS_CONTRACT=aws, the endpoint in
// AWS_ENDPOINT_URL_SECRETS_MANAGER, or an emulator of our own. The secret SECRET_NAME has to hold a string; whoever
// reads it meanwhile and afterwards finds the same string.

const SecretId = process.env['SECRET_NAME'] ?? 'contract';
/** Keeps a version alive without AWSCURRENT. */
const LABEL = 'CONTRACT';

const cleanUps: (() => unknown)[] = [];
let client: SecretsManagerClient;

beforeAll(async () => {
  if (process.env['AWS_CONTRACT'] === 'aws') client = new SecretsManagerClient({});
  else client = createLocalClient(process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] ?? (await startEmulator()));
});

afterAll(async () => {
  client.destroy();
  for (const cleanUp of cleanUps) await cleanUp();
});

async function startEmulator(): Promise<string> {
  const emulator = await startSecretsManager({ port: 0, secrets: { [SecretId]: '{"restApiKey":"a"}' } });
  cleanUps.push(emulator.stop);
  return emulator.url;
}

function createLocalClient(endpoint: string): SecretsManagerClient {
  return new SecretsManagerClient({ ...LOCAL_ACCOUNT, endpoint });
}

const get = (VersionStage?: string) => client.send(new GetSecretValueCommand({ SecretId, VersionStage }));

const put = (ClientRequestToken: string, SecretString = '', VersionStages?: string[]) =>
  client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages }));

describe('GetSecretValue', () => {
  it('follows AWSCURRENT as soon as it moves', async () => {
    const { VersionId: before, SecretString } = await get();
    const { VersionId: added } = await put(randomUUID(), SecretString);
    await expect.poll(async () => (await get()).VersionId, { timeout: 60_000 }).toBe(added);
    expect((await get('AWSPREVIOUS')).VersionId).toBe(before);
  });
});

describe('PutSecretValue', () => {
  it('takes a token again with the same value, and refuses it with another', async () => {
    const [token, { SecretString = '' }] = [randomUUID(), await get()];
    expect((await put(token, SecretString, [LABEL])).VersionId).toBe(token);
    expect((await put(token, SecretString, [LABEL])).VersionId).toBe(token);
    const conflict = put(token, `${SecretString} `, [LABEL]);
    await expect(conflict).rejects.toMatchObject({ name: 'ResourceExistsException' });
    expect(await get(LABEL)).toMatchObject({ VersionId: token, SecretString });
  });
});
