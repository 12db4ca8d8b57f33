import {
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { onFreshConnections } from '../aws/connections.ts';
import type { MoveTerms, SharedNumbers } from '../delivery/rates.ts';

/** Longest that one answer may take. Ours, as for the ledger: DynamoDB answers in milliseconds. */
const TIMEOUT_MS = 3_500;

/** For how long a number is kept that nobody asks for any more. Ours. */
const KEPT_SECONDS = 3_600;

/** As much of DynamoDB's client as is needed. */
export interface NumbersClient {
  send(
    command: UpdateItemCommand | GetItemCommand,
    options: { abortSignal: AbortSignal },
  ): Promise<{ readonly Attributes?: Item | undefined; readonly Item?: Item | undefined }>;
}

type Item = Readonly<Record<string, { readonly N?: string | undefined }>>;

function makeDynamoDbClient(): NumbersClient {
  // One try: who asks is better off without an answer than with a late one.
  return onFreshConnections((agents) => new DynamoDBClient({ maxAttempts: 1, requestHandler: agents }));
}

/** Numbers in the ledger's table, under names that no request has. The client is made on first use. */
export function createSharedNumbers(table: string, makeClient = makeDynamoDbClient): SharedNumbers {
  return new TableNumbers(table, makeClient);
}

class TableNumbers implements SharedNumbers {
  readonly #table: string;
  readonly #makeClient: () => NumbersClient;
  #made: NumbersClient | undefined;

  constructor(table: string, makeClient: () => NumbersClient) {
    this.#table = table;
    this.#makeClient = makeClient;
  }

  async count(name: string, by: number, until: number): Promise<number> {
    const counted = await this.#update(name, until, { UpdateExpression: 'ADD #number :by', ':by': by });
    return numberIn(counted);
  }

  /**
   * Where many ask at once the time lies ahead, and each addition succeeds whatever the others do. Only what lies behind is set
   * anew, by the first who finds it so.
   */
  async moveOn(name: string, { now, byMs, latest }: MoveTerms): Promise<{ isMoved: boolean; from: number }> {
    for (;;) {
      const until = latest + byMs;
      const added = await this.#update(name, until, {
        UpdateExpression: 'ADD #number :by',
        ConditionExpression: '#number BETWEEN :now AND :latest',
        ':by': byMs,
        ':now': now,
        ':latest': latest,
      });
      if (added) return { isMoved: true, from: numberIn(added) - byMs };
      const begun = await this.#update(name, until, {
        UpdateExpression: 'SET #number = :then',
        ConditionExpression: 'attribute_not_exists(#number) OR #number < :now',
        ':then': now + byMs,
        ':now': now,
      });
      if (begun) return { isMoved: true, from: now };
      const from = await this.#read(name);
      if (from > latest) return { isMoved: false, from };
    }
  }

  /** Answers what is there afterwards; nothing if the condition was not met. */
  async #update(
    name: string,
    until: number,
    { UpdateExpression, ConditionExpression, ...values }: NumberUpdate,
  ): Promise<Item | undefined> {
    const numbers = { ...values, ':expiresAt': Math.ceil(until / 1_000) + KEPT_SECONDS };
    const isSetting = UpdateExpression.startsWith('SET');
    const command = new UpdateItemCommand({
      TableName: this.#table,
      Key: keyOf(name),
      UpdateExpression: isSetting
        ? `${UpdateExpression}, #expiresAt = :expiresAt`
        : `${UpdateExpression} SET #expiresAt = :expiresAt`,
      ConditionExpression,
      ExpressionAttributeNames: { '#number': 'number', '#expiresAt': 'expiresAt' },
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(numbers).map(([placeholder, value]) => [placeholder, { N: `${value}` }]),
      ),
      ReturnValues: 'UPDATED_NEW',
    });
    try {
      const { Attributes = {} } = await this.#send(command);
      return Attributes;
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return undefined;
      throw error;
    }
  }

  async #read(name: string): Promise<number> {
    const { Item } = await this.#send(
      new GetItemCommand({ TableName: this.#table, Key: keyOf(name), ConsistentRead: true }),
    );
    return Item ? numberIn(Item) : 0;
  }

  #send(command: UpdateItemCommand | GetItemCommand) {
    this.#made ??= this.#makeClient();
    return this.#made.send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
  }
}

function numberIn(item: Item | undefined): number {
  const number = Number(item?.['number']?.N);
  if (Number.isNaN(number)) throw new Error('The table has no such number.');
  return number;
}

type NumberUpdate = Pick<UpdateItemCommandInput, 'ConditionExpression'> & {
  readonly UpdateExpression: string;
  readonly [placeholder: `:${string}`]: number;
};

/** Names of requests are hashes, which hold no white space. */
function keyOf(name: string) {
  return { request: { S: `rate ${name}` }, part: { S: 'first' } };
}
