import { randomUUID } from 'node:crypto';
import { DynamoDBClient, GetItemCommand, type GetItemCommandOutput, PutItemCommand } from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';
import { onFreshConnections } from '../aws/connections.ts';
import { type Deadline, signalAt } from '../deadline.ts';
import { type Condition, either, isFree, isOfAttempt, isStill } from './conditions.ts';
import { identify } from './identity.ts';
import { fromItem, toItem } from './item.ts';
import { type End, type Entry, type LedgerRecord, type State, unknownsOf } from './record.ts';

/** Longest that one write or read may take, the SDK's own retries included. Ours: DynamoDB answers in milliseconds. */
const TIMEOUT_MS = 3_500;

/** Longest that one try may take, the connection and then the answer. Ours: a connection that died costs one try, not all. */
const TRY_TIMEOUT_MS = 1_000;

/** Writes at once. As many as the SDK opens connections: https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html */
const CONCURRENCY = 50;

/**
 * How much longer than its siblings `first` is kept. Ours: they are claimed within one invocation, which AWS ends after 15
 * minutes; one that is claimed later prolongs it.
 */
export const FIRST_LASTS_LONGER_MS = 60 * 60 * 1000;

/** When a part may be claimed. */
export interface Terms {
  /** Milliseconds since the epoch until which the claimant may live. */
  readonly until: number;
  /** Whether a part that was tried before may be tried again. */
  mayRepeat(found: LedgerRecord): boolean;
  /** A person's word that it may, which counts once: what says it. */
  readonly word?: string | undefined;
}

/** The only one who talks to DynamoDB. All methods but the first throw what the SDK throws, and when time is up. */
export interface Ledger {
  /** What it knows a request by. */
  readonly identify: typeof identify;
  /** Writes `sending`, or answers what stands in the way. */
  claim(entry: Entry, terms: Terms, deadline: Deadline): Promise<{ claimed: LedgerRecord } | { found: LedgerRecord }>;
  /** Writes how it ended, if it is still this attempt's. */
  settle(claimed: LedgerRecord, state: State, end: End, deadline: Deadline): Promise<void>;
  /** What stands at a place, unless that has expired. */
  read(at: Pick<Entry, 'request' | 'place'>, deadline: Deadline): Promise<LedgerRecord | undefined>;
  /** Writes how a part ended, or that it is still open, where nothing is claimed. At `first` only if nothing stands there. */
  note(entry: Entry, state: State, end: End, deadline: Deadline): Promise<void>;
  /** Keeps `first` for as long as a part that was claimed later, so that it is never the first to be forgotten. */
  prolong(first: LedgerRecord, deadline: Deadline): Promise<void>;
}

/** As much of DynamoDB's client as the ledger needs. */
export interface TableClient {
  send(command: PutItemCommand | GetItemCommand, options: { abortSignal: AbortSignal }): Promise<GetItemCommandOutput>;
}

interface LedgerOptions {
  readonly ttlMs: number;
  now(): number;
  /** Called on first use. */
  readonly makeClient?: () => TableClient;
}

function makeDynamoDbClient(): TableClient {
  const timeouts = { connectionTimeout: TRY_TIMEOUT_MS, requestTimeout: TRY_TIMEOUT_MS, throwOnRequestTimeout: true };
  return onFreshConnections((agents) => new DynamoDBClient({ requestHandler: { ...timeouts, ...agents } }));
}

/** The ledger in a DynamoDB table. */
export function createLedger(table: string, { ttlMs, now, makeClient = makeDynamoDbClient }: LedgerOptions): Ledger {
  let made: TableClient | undefined;
  const limit = pLimit(CONCURRENCY);
  const client = () => {
    made ??= makeClient();
    return made;
  };

  function put(record: LedgerRecord, condition: Partial<Condition>, deadline: Deadline): Promise<unknown> {
    const command = new PutItemCommand({ TableName: table, Item: toItem(record), ...condition });
    return limit(() => client().send(command, { abortSignal: signalAt(deadline, TIMEOUT_MS) }));
  }

  /** Answers whether the condition was met. */
  async function putIf(record: LedgerRecord, condition: Condition, deadline: Deadline): Promise<boolean> {
    try {
      await put(record, condition, deadline);
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  }

  async function get({ request, place }: Pick<Entry, 'request' | 'place'>, deadline: Deadline) {
    const Key = { request: { S: request }, part: { S: place } };
    const command = new GetItemCommand({ TableName: table, Key, ConsistentRead: true });
    const { Item } = await limit(() => client().send(command, { abortSignal: signalAt(deadline, TIMEOUT_MS) }));
    return Item && fromItem(Item);
  }

  function expiryAt(place: Entry['place']): number {
    return Math.ceil((now() + ttlMs + (place === 'first' ? FIRST_LASTS_LONGER_MS : 0)) / 1000);
  }

  function toRecord(entry: Entry, state: State, until: number): LedgerRecord {
    return { ...entry, state, attempt: randomUUID(), until, expiresAt: expiryAt(entry.place) };
  }

  async function settle(claimed: LedgerRecord, state: State, end: End, deadline: Deadline): Promise<void> {
    await put(ended(claimed, state, end), isOfAttempt(claimed), deadline);
  }

  /** Claims what may be claimed under a condition. Whatever else happens, it is not left behind as claimed. */
  async function tryToClaim(record: LedgerRecord, condition: Condition, deadline: Deadline) {
    try {
      if (await putIf(record, condition, deadline)) return { claimed: record };
      // The SDK repeats a write whose answer was lost, and then our own first one stands in the way.
      const found = await get(record, deadline);
      if (!found) throw new Error('It has just been deleted.');
      return found.attempt === record.attempt ? { claimed: record } : { found };
    } catch (error) {
      // The write may have arrived, or may be still on its way. Given up, it need not be taken for a call that was cut off;
      // and once this is written, its condition does not hold any more.
      const givenUp = ended(record, 'deferred', {});
      await put(givenUp, either(condition, isOfAttempt(record)), deadline).catch(() => {});
      throw error;
    }
  }

  return {
    identify,
    async claim(entry, terms, deadline) {
      const record = toRecord(entry, 'sending', terms.until);
      const answer = await tryToClaim(record, isFree(now()), deadline);
      if (!('found' in answer) || !isOfSamePart(answer.found, entry) || !terms.mayRepeat(answer.found)) return answer;
      const { found } = answer;
      const again: LedgerRecord = {
        ...record,
        attempt: randomUUID(),
        expiresAt: Math.max(record.expiresAt, found.expiresAt),
        whole: found.whole,
        unknowns: unknownsOf(found),
        word: terms.word ?? found.word,
        wordBefore: found.word,
      };
      return tryToClaim(again, isStill(found), deadline);
    },
    settle,
    async read(at, deadline) {
      const found = await get(at, deadline);
      return found && found.expiresAt >= Math.floor(now() / 1000) ? found : undefined;
    },
    async note(entry, state, end, deadline) {
      const record = { ...toRecord(entry, state, 0), end };
      if (entry.place === 'first') await putIf(record, isFree(now()), deadline);
      else await put(record, {}, deadline);
    },
    async prolong(first, deadline) {
      if (first.expiresAt >= expiryAt('first') - FIRST_LASTS_LONGER_MS / 2000) return;
      // Whoever has written it since has prolonged it.
      await putIf({ ...first, expiresAt: expiryAt('first') }, isStill(first), deadline);
    },
  };
}

function ended(claimed: LedgerRecord, state: State, end: End): LedgerRecord {
  const unknowns = state === 'unknown' ? (claimed.unknowns ?? 0) + 1 : claimed.unknowns;
  const word = state === 'deferred' ? claimed.wordBefore : claimed.word;
  return { ...claimed, unknowns, word, state, end };
}

function isOfSamePart(found: LedgerRecord, { bodyHash, part, whole }: Entry): boolean {
  if (found.bodyHash !== bodyHash || found.part !== part) return false;
  return found.place !== 'first' || JSON.stringify(found.whole?.apps) === JSON.stringify(whole?.apps);
}

function isConditionFailed(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}
