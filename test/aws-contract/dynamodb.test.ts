import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../local/aws/account.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';

// What our ledger relies on, wherever DynamoDB is: AWS itself with AWS_CONTRACT=aws (which creates and deletes a table
// there), the endpoint in AWS_ENDPOINT_URL_DYNAMODB, or an emulator of our own.

const TableName = `contract-${randomUUID()}`;
/** Enough for AWS to make a table. */
const TABLE_WAIT_SECONDS = { maxWaitTime: 50, minDelay: 1, maxDelay: 2 };

type Item = Record<string, AttributeValue>;
/** How a condition calls its names and values: the attribute `a` is `#a`, what it is held against `:a` and the like. */
type Words = { readonly names: readonly string[]; readonly values?: Item };

const cleanUps: (() => unknown)[] = [];
let client: DynamoDBClient;

beforeAll(async () => {
  if (process.env['AWS_CONTRACT'] === 'aws') client = new DynamoDBClient({});
  else client = createLocalClient(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? (await startEmulator()));
  await createTable();
});

afterAll(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
  client.destroy();
});

async function startEmulator(): Promise<string> {
  const emulator = await startDynamoDb({ port: 0, tables: [] });
  cleanUps.push(emulator.stop);
  return emulator.url;
}

function createLocalClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ ...LOCAL_ACCOUNT, endpoint });
}

async function createTable(): Promise<void> {
  const command = new CreateTableCommand({
    TableName,
    KeySchema: [
      { AttributeName: 'request', KeyType: 'HASH' },
      { AttributeName: 'part', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['request', 'part'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    BillingMode: 'PAY_PER_REQUEST',
  });
  await client.send(command);
  cleanUps.push(() => client.send(new DeleteTableCommand({ TableName })));
  await waitUntilTableExists({ client, ...TABLE_WAIT_SECONDS }, { TableName });
}

const newKey = (): Item => ({ request: { S: randomUUID() }, part: { S: 'ios#0' } });

const put = (item: Item, condition?: string, { names, values }: Words = { names: [] }) =>
  client.send(
    new PutItemCommand({
      TableName,
      Item: item,
      ...(condition && {
        ConditionExpression: condition,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: values,
      }),
    }),
  );

async function get({ request, part }: Item): Promise<Item | undefined> {
  const Key = { request, part } as Item;
  return (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
}

const ABSENT = 'attribute_not_exists(#request)';
const onlyIfAbsent: Words = { names: ['request'] };
const refusal = {
  name: 'ConditionalCheckFailedException',
  $fault: 'client',
  $metadata: expect.objectContaining({ httpStatusCode: 400 }),
};

describe('an item', () => {
  it('is read as it was written, bytes included, right after it was', async () => {
    const item = {
      ...newKey(),
      until: { N: '1767225600123' },
      token: { S: 'Ça va ? 🎉' },
      sealed: { B: Uint8Array.from([0, 1, 127, 128, 255]) },
    };
    await put(item);
    const { sealed, ...rest } = (await get(item)) ?? {};
    const { sealed: written, ...others } = item;
    expect(rest).toEqual(others);
    expect([...(sealed?.B ?? [])]).toEqual([...written.B]);
  });

  it('is written over whole', async () => {
    const key = newKey();
    await put({ ...key, token: { S: 'a' } });
    await put({ ...key, error: { S: 'b' } });
    expect(await get(key)).toEqual({ ...key, error: { S: 'b' } });
  });

  it('is another one in another part, or of another request', async () => {
    const key = newKey();
    await put(key);
    expect(await get({ ...key, part: { S: 'ios#1' } })).toBeUndefined();
    expect(await get({ ...key, request: { S: randomUUID() } })).toBeUndefined();
  });
});

describe('a condition', () => {
  it('that does not hold leaves everything as it was, and says so', async () => {
    const key = newKey();
    await put({ ...key, attempt: { S: 'first' } }, ABSENT, onlyIfAbsent);
    const second = put({ ...key, attempt: { S: 'second' } }, ABSENT, onlyIfAbsent);
    await expect(second).rejects.toMatchObject(refusal);
    expect(await get(key)).toMatchObject({ attempt: { S: 'first' } });
  });

  it('lets one of many through that write at once', async () => {
    const key = newKey();
    const attempts = Array.from({ length: 20 }, (_, index) => `${index}`);
    const ends = await Promise.allSettled(
      attempts.map((attempt) => put({ ...key, attempt: { S: attempt } }, ABSENT, onlyIfAbsent)),
    );
    const [winner, ...others] = attempts.filter((_, index) => ends[index]?.status === 'fulfilled');
    expect(others).toEqual([]);
    expect(await get(key)).toMatchObject({ attempt: { S: winner } });
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.name] : []));
    expect(refused).toEqual(Array(attempts.length - 1).fill(refusal.name));
  });

  /** Against `{state: sending, bodyHash: a, until: 1000}`. Numbers are compared as numbers: 1000 is more than 999. */
  it.each<[condition: string, values: Item, holds: boolean]>([
    ['#state IN (:one, :other)', { ':one': { S: 'deferred' }, ':other': { S: 'sending' } }, true],
    ['#state IN (:one, :other)', { ':one': { S: 'deferred' }, ':other': { S: 'unknown' } }, false],
    ['#state IN (:one)', { ':one': { S: 'sending' } }, true],
    ['#bodyHash <> :hash', { ':hash': { S: 'b' } }, true],
    ['#bodyHash <> :hash', { ':hash': { S: 'a' } }, false],
    ['#until < :now', { ':now': { N: '1001' } }, true],
    ['#until < :now', { ':now': { N: '1000' } }, false],
    ['#until < :now', { ':now': { N: '999' } }, false],
    ['(#state = :state AND #until < :now)', { ':state': { S: 'sending' }, ':now': { N: '1001' } }, true],
    ['(#state = :state AND #until < :now)', { ':state': { S: 'unknown' }, ':now': { N: '1001' } }, false],
    [
      '#until < :now OR (#bodyHash = :hash AND (#state IN (:one) OR #until < :later))',
      { ':now': { N: '1' }, ':hash': { S: 'a' }, ':one': { S: 'unknown' }, ':later': { N: '1001' } },
      true,
    ],
    [
      '#until < :now OR (#bodyHash = :hash AND (#state IN (:one) OR #until < :later))',
      { ':now': { N: '1' }, ':hash': { S: 'b' }, ':one': { S: 'sending' }, ':later': { N: '1001' } },
      false,
    ],
    // Brackets that AWS might take for redundant, and refuse.
    ['(#bodyHash = :hash AND (#state IN (:one)))', { ':hash': { S: 'a' }, ':one': { S: 'sending' } }, true],
  ])('that the item is absent or %s, %o: %s', async (condition, values, holds) => {
    const item = { ...newKey(), state: { S: 'sending' }, bodyHash: { S: 'a' }, until: { N: '1000' } };
    const isFree = `${ABSENT} OR ${condition}`;
    const names = [...new Set(isFree.match(/(?<=#)\w+/g))];
    const write = () => put(item, isFree, { names, values });
    await write();
    if (holds) await write();
    else await expect(write()).rejects.toMatchObject(refusal);
  });

  it('on an item that must be there does not hold where there is none', async () => {
    const condition = '#attempt = :attempt';
    const words = { names: ['attempt'], values: { ':attempt': { S: 'a' } } };
    await expect(put(newKey(), condition, words)).rejects.toMatchObject(refusal);
  });
});

it('a table that does not exist is named as such', async () => {
  const command = new GetItemCommand({ TableName: `${TableName}-missing`, Key: newKey() });
  await expect(client.send(command)).rejects.toMatchObject({ name: 'ResourceNotFoundException', $fault: 'client' });
});
