import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  PutSecretValueCommand,
  type PutSecretValueCommandInput,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../local/aws/account.ts';
import { type SecretsManagerEmulator, startSecretsManager } from '../../local/aws/secrets-manager.ts';

const FIRST = 'first value';
const MAX_VALUE_BYTES = 65_536;
const UNKNOWN_VERSION = '00000000-0000-4000-8000-000000000000';
/** Every test takes a secret of its own, so that none sees what another did. */
const names = Array.from({ length: 60 }, (_, index) => `batch/app${index}`);
const secrets = Object.fromEntries([...names, 'batch-apikey'].map((name) => [name, FIRST]));

let clockMs = 1_700_000_000_000;
let emulator: SecretsManagerEmulator;
let client: SecretsManagerClient;

beforeAll(async () => {
  emulator = await startSecretsManager({ port: 0, secrets, now: () => clockMs });
  client = new SecretsManagerClient({ ...LOCAL_ACCOUNT, endpoint: emulator.url, region: 'eu-west-3' });
});

afterAll(async () => {
  client.destroy();
  await emulator.stop();
});

function freshSecret(): string {
  const name = names.pop();
  if (name === undefined) throw new Error('More tests than secrets: raise the length of names.');
  return name;
}

const get = (SecretId: string, rest: Omit<GetSecretValueCommandInput, 'SecretId'> = {}) =>
  client.send(new GetSecretValueCommand({ SecretId, ...rest }));

const create = (Name: string, SecretString: string, ClientRequestToken?: string) =>
  client.send(new CreateSecretCommand({ Name, SecretString, ...(ClientRequestToken && { ClientRequestToken }) }));

const put = (SecretId: string, rest: Omit<PutSecretValueCommandInput, 'SecretId'>) =>
  client.send(new PutSecretValueCommand({ SecretId, ...rest }));

async function putVersion(SecretId: string, SecretString: string, VersionStages?: string[]): Promise<string> {
  const { VersionId } = await put(SecretId, { SecretString, ...(VersionStages && { VersionStages }) });
  return VersionId ?? '';
}

async function currentVersion(secretId: string): Promise<string> {
  return (await get(secretId)).VersionId ?? '';
}

/** The value under a label; undefined when nothing has it. */
async function valueAt(secretId: string, VersionStage: string): Promise<string | undefined> {
  const answer = await get(secretId, { VersionStage }).catch((error: Error) => {
    if (error.name !== 'ResourceNotFoundException') throw error;
    return { SecretString: undefined };
  });
  return answer.SecretString;
}

function refusal(name: string, message: string | RegExp = /./) {
  const text = typeof message === 'string' ? message : expect.stringMatching(message);
  return { name, message: text, $metadata: expect.objectContaining({ httpStatusCode: 400, attempts: 1 }) };
}

describe('GetSecretValue', () => {
  it('answers the first value with its ARN, id, label and the time it was created', async () => {
    const name = freshSecret();
    expect(await get(name)).toMatchObject({
      ARN: expect.stringMatching(
        new RegExp(`^arn:aws:secretsmanager:[a-z0-9-]+:\\d{12}:secret:${name}-[A-Za-z0-9]{6}$`),
      ),
      Name: name,
      VersionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      SecretString: FIRST,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: new Date(1_700_000_000_000),
    });
  });

  it('sends the creation time in seconds', async () => {
    const { body } = await post('secretsmanager.GetSecretValue', JSON.stringify({ SecretId: freshSecret() }));
    expect(body).toMatchObject({ CreatedDate: 1_700_000_000 });
  });

  it('finds a secret by its full ARN and by its ARN without the suffix', async () => {
    const name = freshSecret();
    const { ARN = '' } = await get(name);
    expect(await get(ARN)).toMatchObject({ Name: name });
    expect(await get(ARN.slice(0, -7))).toMatchObject({ Name: name });
  });

  it('does not compare region and account of an ARN, which one machine does not have', async () => {
    const name = freshSecret();
    const arn = `arn:aws:secretsmanager:ap-south-1:123456789012:secret:${name}`;
    expect(await get(arn)).toMatchObject({ Name: name });
  });

  it('takes an ARN without suffix for a full one when the name ends in a hyphen and six characters', async () => {
    const { ARN = '' } = await get('batch-apikey');
    expect(await get(ARN)).toMatchObject({ Name: 'batch-apikey' });
    await expect(get(ARN.slice(0, -7))).rejects.toMatchObject(refusal('ResourceNotFoundException'));
  });

  it.each([
    'unknown',
    'batch/app',
    'arn:aws:secretsmanager:eu-west-3:000000000000:secret:batch/app0-zzzzzz',
    'arn:aws:secretsmanager:eu-west-3:000000000000:secret:unknown',
    'arn:aws:sqs:eu-west-3:000000000000:batch/app0',
  ])('does not find %s', async (secretId) => {
    const message = "Secrets Manager can't find the specified secret.";
    await expect(get(secretId)).rejects.toMatchObject(refusal('ResourceNotFoundException', message));
  });

  it('reads any version by id, by label, or by both when they agree', async () => {
    const name = freshSecret();
    const VersionId = await putVersion(name, 'pending', ['AWSPENDING']);
    const both = { VersionId, VersionStage: 'AWSPENDING' };
    for (const wanted of [{ VersionId }, { VersionStage: 'AWSPENDING' }, both]) {
      expect(await get(name, wanted)).toMatchObject({ SecretString: 'pending', VersionStages: ['AWSPENDING'] });
    }
  });

  it('refuses an id and a label that do not agree', async () => {
    const name = freshSecret();
    const VersionId = await putVersion(name, 'pending', ['AWSPENDING']);
    await expect(get(name, { VersionId, VersionStage: 'AWSCURRENT' })).rejects.toMatchObject(
      refusal(
        'InvalidRequestException',
        'You provided a VersionStage that is not associated to the provided VersionId.',
      ),
    );
  });

  it.each([
    [{ VersionId: UNKNOWN_VERSION }, `VersionId: ${UNKNOWN_VERSION}`],
    [{ VersionStage: 'AWSPREVIOUS' }, 'staging label: AWSPREVIOUS'],
    [{ VersionId: UNKNOWN_VERSION, VersionStage: 'AWSCURRENT' }, `VersionId: ${UNKNOWN_VERSION}`],
  ])('says which version is missing: %j', async (wanted, what) => {
    const message = `Secrets Manager can't find the specified secret value for ${what}`;
    await expect(get(freshSecret(), wanted)).rejects.toMatchObject(refusal('ResourceNotFoundException', message));
  });
});

describe('PutSecretValue', () => {
  it('makes the token the version id, at the time of the call', async () => {
    const name = freshSecret();
    const ClientRequestToken = randomUUID();
    clockMs += 1500;
    expect(await put(name, { ClientRequestToken, SecretString: 'second' })).toMatchObject({
      ARN: expect.stringContaining(name),
      Name: name,
      VersionId: ClientRequestToken,
      VersionStages: ['AWSCURRENT'],
    });
    expect(await get(name)).toMatchObject({ VersionId: ClientRequestToken, CreatedDate: new Date(clockMs) });
    clockMs -= 1500;
  });

  it('moves AWSPREVIOUS to the version that had AWSCURRENT', async () => {
    const name = freshSecret();
    await putVersion(name, 'second');
    expect(await valueAt(name, 'AWSPREVIOUS')).toBe(FIRST);
    await putVersion(name, 'third');
    expect(await valueAt(name, 'AWSPREVIOUS')).toBe('second');
    expect(await valueAt(name, 'AWSCURRENT')).toBe('third');
  });

  it('keeps a version without labels readable by its id', async () => {
    const name = freshSecret();
    const VersionId = await currentVersion(name);
    await putVersion(name, 'second');
    await putVersion(name, 'third');
    expect(await get(name, { VersionId })).toMatchObject({ SecretString: FIRST, VersionStages: [] });
  });

  it('leaves AWSCURRENT alone when other labels are given, and takes those from who had them', async () => {
    const name = freshSecret();
    await putVersion(name, 'second', ['AWSPENDING', 'blue']);
    await putVersion(name, 'third', ['AWSPENDING']);
    const labels = ['AWSCURRENT', 'AWSPENDING', 'blue', 'AWSPREVIOUS'];
    const values = await Promise.all(labels.map((label) => valueAt(name, label)));
    expect(values).toEqual([FIRST, 'third', 'second', undefined]);
  });

  it('stores binary', async () => {
    const name = freshSecret();
    const SecretBinary = Uint8Array.from([0, 255, 128, 10]);
    await put(name, { SecretBinary });
    const answer = await get(name);
    expect(Uint8Array.from(answer.SecretBinary ?? [])).toEqual(SecretBinary);
    expect(answer).not.toHaveProperty('SecretString');
  });

  it.each([{ SecretString: 'same' }, { SecretBinary: Uint8Array.from([1, 2]) }])(
    'ignores a repeat of token and value: %j',
    async (value) => {
      const name = freshSecret();
      const request = { ClientRequestToken: randomUUID(), ...value };
      const first = await put(name, request);
      expect(await put(name, request)).toMatchObject({ VersionId: first.VersionId, VersionStages: ['AWSCURRENT'] });
      expect(await valueAt(name, 'AWSPREVIOUS')).toBe(FIRST);
    },
  );

  it('does not take AWSCURRENT back when a repeat comes late', async () => {
    const name = freshSecret();
    const request = { ClientRequestToken: randomUUID(), SecretString: 'second' };
    await put(name, request);
    await putVersion(name, 'third');
    expect(await put(name, request)).toMatchObject({ VersionStages: ['AWSPREVIOUS'] });
    expect(await valueAt(name, 'AWSCURRENT')).toBe('third');
  });

  it.each([{ SecretString: 'other' }, { SecretBinary: Buffer.from('second') }])(
    'refuses a used token with another value, and changes nothing: %j',
    async (value) => {
      const name = freshSecret();
      const ClientRequestToken = randomUUID();
      const { ARN } = await put(name, { ClientRequestToken, SecretString: 'second' });
      const message = `You can't use ClientRequestToken ${ClientRequestToken} because that value is already in use for a version of secret ${ARN}.`;
      await expect(put(name, { ClientRequestToken, ...value })).rejects.toMatchObject(
        refusal('ResourceExistsException', message),
      );
      expect(await get(name)).toMatchObject({ VersionId: ClientRequestToken, SecretString: 'second' });
    },
  );

  it.each([31, 65])('refuses a token of %i characters', async (length) => {
    const request = { ClientRequestToken: 'a'.repeat(length), SecretString: 'second' };
    await expect(put(freshSecret(), request)).rejects.toMatchObject(
      refusal('InvalidParameterException', 'ClientRequestToken must be 32-64 characters long.'),
    );
  });

  it.each([32, 64])('accepts a token of %i characters', async (length) => {
    const ClientRequestToken = 'a'.repeat(length);
    expect(await put(freshSecret(), { ClientRequestToken, SecretString: 'second' })).toMatchObject({
      VersionId: ClientRequestToken,
    });
  });

  it('refuses a raw request without token', async () => {
    const input = JSON.stringify({ SecretId: freshSecret(), SecretString: 'second' });
    expect(await post('secretsmanager.PutSecretValue', input)).toMatchObject({
      status: 400,
      body: { __type: 'InvalidRequestException', message: expect.stringContaining('ClientRequestToken') },
    });
  });

  it.each([
    [
      'neither string nor binary',
      {},
      'InvalidRequestException',
      'You must provide either SecretString or SecretBinary.',
    ],
    ['an empty string', { SecretString: '' }, 'InvalidRequestException', /either SecretString or SecretBinary/],
    ['both', { SecretString: 'a', SecretBinary: Uint8Array.of(1) }, 'InvalidParameterException', /can't specify both/],
    ['no label', { SecretString: 'a', VersionStages: [] }, 'ValidationException', /'versionStages' failed to satisfy/],
    ['21 labels', { SecretString: 'a', VersionStages: labels(21) }, 'ValidationException', /'versionStages'/],
  ])('refuses %s', async (_what, value, name, message) => {
    await expect(put(freshSecret(), value)).rejects.toMatchObject(refusal(name, message));
  });

  it.each([
    ['characters', { SecretString: 'a'.repeat(MAX_VALUE_BYTES) }],
    ['bytes of UTF-8', { SecretString: 'é'.repeat(MAX_VALUE_BYTES / 2) }],
    ['bytes of binary', { SecretBinary: new Uint8Array(MAX_VALUE_BYTES) }],
  ])('accepts 65,536 %s', async (_what, value) => {
    const name = freshSecret();
    await put(name, value);
    expect((await get(name)).SecretString).toBe('SecretString' in value ? value.SecretString : undefined);
  });

  it.each([
    ['one character', { SecretString: 'a'.repeat(MAX_VALUE_BYTES + 1) }],
    ['one byte of UTF-8', { SecretString: `${'é'.repeat(MAX_VALUE_BYTES / 2)}a` }],
    ['one byte of binary', { SecretBinary: new Uint8Array(MAX_VALUE_BYTES + 1) }],
  ])('refuses %s more', async (_what, value) => {
    await expect(put(freshSecret(), value)).rejects.toMatchObject(
      refusal('ValidationException', /Member must have length less than or equal to 65536$/),
    );
  });
});

describe('CreateSecret', () => {
  it('makes a secret whose value is current at once', async () => {
    const { VersionId } = await create('made', 'one');
    expect(await get('made')).toMatchObject({
      Name: 'made',
      SecretString: 'one',
      VersionId,
      VersionStages: ['AWSCURRENT'],
    });
  });

  it('answers the same again for the same token and value', async () => {
    const token = 'x'.repeat(32);
    const { VersionId } = await create('made twice', 'one', token);
    expect(await create('made twice', 'one', token)).toMatchObject({ Name: 'made twice', VersionId });
  });

  it.each([
    ['another value', 'two', 'y'.repeat(32)],
    ['another token', 'one', 'z'.repeat(32)],
  ])('refuses a name that is taken, with %s', async (_what, value, token) => {
    const name = `taken with ${token}`;
    await create(name, 'one', 'y'.repeat(32));
    await expect(create(name, value, token)).rejects.toThrow(/already exists/);
    expect((await get(name)).SecretString).toBe('one');
  });
});

describe('the protocol', () => {
  it('refuses an action it does not have', async () => {
    const describeSecret = client.send(new DescribeSecretCommand({ SecretId: freshSecret() }));
    await expect(describeSecret).rejects.toMatchObject(refusal('UnknownOperationException', /DescribeSecret/));
  });

  it.each([undefined, 'GetSecretValue', 'AWSEvents.PutEvents', 'secretsmanager.', 'secretsmanager.toString'])(
    'refuses the target %s',
    async (target) => {
      const answer = { status: 400, body: { __type: 'UnknownOperationException' } };
      expect(await post(target, '{}')).toMatchObject(answer);
    },
  );

  it.each(['', '{', 'null', '[]', '{"SecretId":5}'])(
    'refuses the body %j, in the content type of AWS JSON 1.1',
    async (body) => {
      expect(await post('secretsmanager.GetSecretValue', body)).toMatchObject({
        status: 400,
        contentType: 'application/x-amz-json-1.1',
        body: { __type: 'SerializationException', message: expect.any(String) },
      });
    },
  );

  it('refuses labels that are no list of strings', async () => {
    const request = {
      SecretId: freshSecret(),
      ClientRequestToken: randomUUID(),
      SecretString: 'a',
      VersionStages: 'b',
    };
    const { body } = await post('secretsmanager.PutSecretValue', JSON.stringify(request));
    expect(body).toMatchObject({ __type: 'SerializationException' });
  });

  it('refuses a body no service would take', async () => {
    const { body } = await post('secretsmanager.GetSecretValue', ' '.repeat(5 * 1024 * 1024));
    expect(body).toMatchObject({ __type: 'RequestEntityTooLargeException' });
  });

  it.each([
    [{ SecretId: undefined }, /Value null at 'secretId'/],
    [{ SecretId: '' }, /Value at 'secretId'/],
  ])('refuses %j', async (input, message) => {
    const command = client.send(new GetSecretValueCommand(input));
    await expect(command).rejects.toMatchObject(refusal('ValidationException', message));
  });

  it('records the actions in the order they came, refused ones included', async () => {
    const name = freshSecret();
    const before = emulator.actions.length;
    await get(name);
    await put(name, { SecretString: 'second' });
    await expect(get(name, { VersionStage: 'blue' })).rejects.toThrow();
    expect(emulator.actions.slice(before)).toEqual(['GetSecretValue', 'PutSecretValue', 'GetSecretValue']);
  });
});

function labels(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `label${index}`);
}

/** What the SDK would never send. */
async function post(target: string | undefined, body: string) {
  const headers = { 'content-type': 'application/x-amz-json-1.1', ...(target && { 'x-amz-target': target }) };
  const response = await fetch(emulator.url, { method: 'POST', headers, body });
  const contentType = response.headers.get('content-type');
  return { status: response.status, contentType, body: (await response.json()) as unknown };
}
