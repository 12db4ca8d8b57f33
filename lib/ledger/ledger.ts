import { randomUUID } from 'node:crypto';
import { GetItemCommand, type GetItemCommandOutput, PutItemCommand } from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';
import { type Deadline, signalAt } from '../deadline.ts';
import { type Condition, either, isFree, isOfAttempt, isStill } from './conditions.ts';
import { identify } from './identity.ts';
import { fromItem, toItem } from './item.ts';
import {
  type End,
  type Entry,
  ended,
  isOfSamePart,
  type LedgerRecord,
  type PieceEnd,
  type State,
  unknownsOf,
} from './record.ts';
import { makeTableClient, TIMEOUT_MS } from './table-client.ts';

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
  /** What of its pieces is kept then, if it was halved. */
  kept?(found: LedgerRecord): readonly PieceEnd[] | undefined;
  /** A person's word that it may, which counts once: what says it. */
  readonly word?: string | undefined;
}

/** What was claimed, or what stands in the way of that. */
export type ClaimAnswer = { readonly claimed: LedgerRecord } | { readonly found: LedgerRecord };

/** The only one who talks to DynamoDB. All methods but the first throw what the SDK throws, and when time is up. */
export interface Ledger {
  /** What it knows a request by. */
  readonly identify: typeof identify;
  /** Writes `sending`, or answers what stands in the way. */
  claim(entry: Entry, terms: Terms, deadline: Deadline): Promise<ClaimAnswer>;
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

/** The ledger in a DynamoDB table. */
export function createLedger(table: string, options: LedgerOptions): Ledger {
  return new TableLedger(table, options);
}

class TableLedger implements Ledger {
  readonly identify = identify;
  readonly #table: string;
  readonly #options: LedgerOptions;
  readonly #limit = pLimit(CONCURRENCY);
  #made: TableClient | undefined;

  constructor(table: string, options: LedgerOptions) {
    this.#table = table;
    this.#options = options;
  }

  async claim(entry: Entry, terms: Terms, deadline: Deadline): Promise<ClaimAnswer> {
    const record = this.#toRecord(entry, 'sending', terms.until);
    const answer = await this.#tryToClaim(record, isFree(this.#now()), deadline);
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
      end: { pieces: terms.kept?.(found) },
    };
    return this.#tryToClaim(again, isStill(found), deadline);
  }

  async settle(claimed: LedgerRecord, state: State, end: End, deadline: Deadline): Promise<void> {
    await this.#put(ended(claimed, state, end), isOfAttempt(claimed), deadline);
  }

  async read(at: Pick<Entry, 'request' | 'place'>, deadline: Deadline): Promise<LedgerRecord | undefined> {
    const found = await this.#get(at, deadline);
    return found && found.expiresAt >= Math.floor(this.#now() / 1000) ? found : undefined;
  }

  async note(entry: Entry, state: State, end: End, deadline: Deadline): Promise<void> {
    const record = { ...this.#toRecord(entry, state, 0), end };
    if (entry.place === 'first') await this.#putIf(record, isFree(this.#now()), deadline);
    else await this.#put(record, {}, deadline);
  }

  async prolong(first: LedgerRecord, deadline: Deadline): Promise<void> {
    if (first.expiresAt >= this.#expiryAt('first') - FIRST_LASTS_LONGER_MS / 2000) return;
    // Whoever has written it since has prolonged it.
    await this.#putIf({ ...first, expiresAt: this.#expiryAt('first') }, isStill(first), deadline);
  }

  /** Claims what may be claimed under a condition. Whatever else happens, it is not left behind as claimed. */
  async #tryToClaim(record: LedgerRecord, condition: Condition, deadline: Deadline): Promise<ClaimAnswer> {
    try {
      if (await this.#putIf(record, condition, deadline)) return { claimed: record };
      // The SDK repeats a write whose answer was lost, and then our own first one stands in the way.
      const found = await this.#get(record, deadline);
      if (!found) throw new Error('It has just been deleted.');
      return found.attempt === record.attempt ? { claimed: record } : { found };
    } catch (error) {
      // The write may have arrived, or may be still on its way. Given up, it need not be taken for a call that was cut off;
      // and once this is written, its condition does not hold any more.
      const givenUp = ended(record, 'deferred', {});
      await this.#put(givenUp, either(condition, isOfAttempt(record)), deadline).catch(() => {});
      throw error;
    }
  }

  /** Answers whether the condition was met. */
  async #putIf(record: LedgerRecord, condition: Condition, deadline: Deadline): Promise<boolean> {
    try {
      await this.#put(record, condition, deadline);
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  }

  #put(record: LedgerRecord, condition: Partial<Condition>, deadline: Deadline): Promise<unknown> {
    return this.#send(new PutItemCommand({ TableName: this.#table, Item: toItem(record), ...condition }), deadline);
  }

  async #get({ request, place }: Pick<Entry, 'request' | 'place'>, deadline: Deadline) {
    const Key = { request: { S: request }, part: { S: place } };
    const command = new GetItemCommand({ TableName: this.#table, Key, ConsistentRead: true });
    const { Item } = await this.#send(command, deadline);
    return Item && fromItem(Item);
  }

  #send(command: PutItemCommand | GetItemCommand, deadline: Deadline): Promise<GetItemCommandOutput> {
    return this.#limit(() => this.#client().send(command, { abortSignal: signalAt(deadline, TIMEOUT_MS) }));
  }

  #client(): TableClient {
    const { makeClient = makeTableClient } = this.#options;
    this.#made ??= makeClient();
    return this.#made;
  }

  #toRecord(entry: Entry, state: State, until: number): LedgerRecord {
    return { ...entry, state, attempt: randomUUID(), until, expiresAt: this.#expiryAt(entry.place) };
  }

  #expiryAt(place: Entry['place']): number {
    const lastsMs = this.#options.ttlMs + (place === 'first' ? FIRST_LASTS_LONGER_MS : 0);
    return Math.ceil((this.#now() + lastsMs) / 1000);
  }

  #now(): number {
    return this.#options.now();
  }
}

function isConditionFailed(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}
