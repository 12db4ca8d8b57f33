import { randomUUID } from 'node:crypto';
import { type AttributeValue, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';
import { onFreshConnections } from './aws-connections.ts';
import { type Deadline, signalAt } from './deadline.ts';

/** Longest that one write or read may take, the SDK's own retries included. Ours: DynamoDB answers in milliseconds. */
const TIMEOUT_MS = 3_500;

/** Longest that one try may take, the connection and then the answer. Ours: a connection that died costs one try, not all. */
const TRY_TIMEOUT_MS = 1_000;

/** Writes at once. As many as the SDK opens connections: https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html */
const CONCURRENCY = 50;

/** How far a part has come. What is `deferred` is free to be claimed again. */
export type State = 'sending' | 'accepted' | 'rejected' | 'deferred' | 'unknown';

/** Which part of which request. */
export interface Entry {
  /** The request's identity: a hash of its name. */
  readonly request: string;
  /**
   * Where the part is kept among those of its request: `first` is for whichever is claimed first. All attempts at a request
   * meet there, whatever apps and chunks they ask for, so that a name can't be used for another body.
   */
  readonly place: 'first' | PartName;
  readonly part: PartName;
  readonly bodyHash: string;
}

/** App and chunk: `ios#0`. An alias holds no `#`. */
export type PartName = `${string}#${number}`;

/** When an entry that exists may be claimed. */
export interface Terms {
  /** Milliseconds since the epoch until which the claimant may live. */
  readonly until: number;
  /** States that may be tried again; `deferred` always is. */
  readonly repeats: readonly State[];
  /** Whether a part whose sender must be dead by now is sent again. */
  readonly resendsInterrupted: boolean;
}

/** What is known of a part. */
export interface LedgerRecord extends Entry {
  readonly state: State;
  /** Who wrote it: one attempt at one part. */
  readonly attempt: string;
  readonly until: number;
  /** Seconds since the epoch; then it counts as absent, whenever DynamoDB comes to delete it. */
  readonly expiresAt: number;
  readonly end?: End;
}

/** What is kept of an outcome. */
export interface End {
  readonly token?: string | undefined;
  /** Its name, for whoever looks into the table. */
  readonly error?: string | undefined;
  /** The whole outcome, for whoever has the request. */
  readonly sealed?: Uint8Array | undefined;
}

/** The only one who talks to DynamoDB. All methods throw what the SDK throws, and when time is up. */
export interface Ledger {
  /** Writes `sending`, or answers what stands in the way. */
  claim(entry: Entry, terms: Terms, deadline: Deadline): Promise<{ claimed: LedgerRecord } | { found: LedgerRecord }>;
  /** Writes how it ended, if it is still this attempt's. */
  settle(claimed: LedgerRecord, state: State, end: End, deadline: Deadline): Promise<void>;
}

/** The ledger in a DynamoDB table. The client is made on first use. */
export function createLedger(table: string, { ttlMs, now }: { ttlMs: number; now: () => number }): Ledger {
  let made: DynamoDBClient | undefined;
  const limit = pLimit(CONCURRENCY);
  const client = () => {
    const timeouts = { connectionTimeout: TRY_TIMEOUT_MS, requestTimeout: TRY_TIMEOUT_MS, throwOnRequestTimeout: true };
    made ??= onFreshConnections((agents) => new DynamoDBClient({ requestHandler: { ...timeouts, ...agents } }));
    return made;
  };

  function put(record: LedgerRecord, condition: Condition, deadline: Deadline): Promise<unknown> {
    const command = new PutItemCommand({ TableName: table, Item: toItem(record), ...condition });
    return limit(() => client().send(command, { abortSignal: signalAt(deadline, TIMEOUT_MS) }));
  }

  async function get({ request, place }: Entry, deadline: Deadline): Promise<LedgerRecord | undefined> {
    const Key = { request: { S: request }, part: { S: place } };
    const command = new GetItemCommand({ TableName: table, Key, ConsistentRead: true });
    const { Item } = await limit(() => client().send(command, { abortSignal: signalAt(deadline, TIMEOUT_MS) }));
    return Item && fromItem(Item);
  }

  async function settle(claimed: LedgerRecord, state: State, end: End, deadline: Deadline): Promise<void> {
    await put({ ...claimed, state, end }, isStill(claimed), deadline);
  }

  return {
    async claim(entry, terms, deadline) {
      const expiresAt = Math.ceil((now() + ttlMs) / 1000);
      const record = { ...entry, state: 'sending', attempt: randomUUID(), until: terms.until, expiresAt } as const;
      try {
        await put(record, claimable(entry, terms, now()), deadline);
        return { claimed: record };
      } catch (error) {
        if (!isConditionFailed(error)) {
          // It may have been written even so: given up, it need not be taken for a call that was cut off.
          await settle(record, 'deferred', {}, deadline).catch(() => {});
          throw error;
        }
        const found = await get(entry, deadline);
        if (!found) throw error;
        // The SDK repeats a write whose answer was lost, and then our own first one stands in the way.
        return found.attempt === record.attempt ? { claimed: record } : { found };
      }
    },
    settle,
  };
}

type Condition = Pick<
  PutItemCommand['input'],
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** Nobody has the entry, or nobody has it any more. Anywhere but at `first`, another body is what an expired request left. */
function claimable(entry: Entry, { repeats, resendsInterrupted }: Terms, nowMs: number): Condition {
  const states = ['deferred', ...repeats];
  const isOpen = [
    `#state IN (${states.map((state) => `:${state}`).join(', ')})`,
    ...(resendsInterrupted ? ['(#state = :sending AND #until < :now)'] : []),
  ].join(' OR ');
  const isFree = [
    'attribute_not_exists(#request)',
    '#expiresAt < :nowSeconds',
    ...(entry.place === 'first' ? [] : ['#bodyHash <> :bodyHash']),
    `(#bodyHash = :bodyHash AND #of = :of AND (${isOpen}))`,
  ].join(' OR ');
  return {
    ConditionExpression: isFree,
    ExpressionAttributeNames: {
      '#request': 'request',
      '#of': 'of',
      '#bodyHash': 'bodyHash',
      '#state': 'state',
      '#expiresAt': 'expiresAt',
      ...(resendsInterrupted && { '#until': 'until' }),
    },
    ExpressionAttributeValues: {
      ':of': { S: entry.part },
      ':bodyHash': { S: entry.bodyHash },
      ':nowSeconds': { N: `${Math.floor(nowMs / 1000)}` },
      ...Object.fromEntries(states.map((state) => [`:${state}`, { S: state }])),
      ...(resendsInterrupted && { ':sending': { S: 'sending' }, ':now': { N: `${nowMs}` } }),
    },
  };
}

function isStill({ attempt }: LedgerRecord): Condition {
  return {
    ConditionExpression: '#attempt = :attempt',
    ExpressionAttributeNames: { '#attempt': 'attempt' },
    ExpressionAttributeValues: { ':attempt': { S: attempt } },
  };
}

function toItem({ request, place, part, bodyHash, state, attempt, until, expiresAt, end }: LedgerRecord) {
  const { token, error, sealed } = end ?? {};
  return {
    request: { S: request },
    part: { S: place },
    of: { S: part },
    bodyHash: { S: bodyHash },
    state: { S: state },
    attempt: { S: attempt },
    until: { N: `${until}` },
    expiresAt: { N: `${expiresAt}` },
    ...(token !== undefined && { token: { S: token } }),
    ...(error !== undefined && { error: { S: error } }),
    ...(sealed !== undefined && { sealed: { B: sealed } }),
  };
}

function fromItem(item: Record<string, AttributeValue>): LedgerRecord {
  const text = <T extends string>(name: string) => (item[name]?.S ?? '') as T;
  return {
    request: text('request'),
    place: text('part'),
    part: text('of'),
    bodyHash: text('bodyHash'),
    state: text('state'),
    attempt: text('attempt'),
    until: Number(item['until']?.N),
    expiresAt: Number(item['expiresAt']?.N),
    end: { token: item['token']?.S, error: item['error']?.S, sealed: item['sealed']?.B },
  };
}

function isConditionFailed(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}
