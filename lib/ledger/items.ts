import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type AwsError, isConfiguration } from '../aws/error.ts';
import { type Deadline, signalAt } from '../deadline.ts';
import { ConfigurationError, LedgerUnavailableError } from '../errors.ts';
import type { Condition } from './conditions.ts';
import type { Item } from './lookup.ts';
import { makeTableClient } from './table-client.ts';

/** Longest that one write may take, the SDK's own retries included. Ours: DynamoDB answers in milliseconds. */
const TIMEOUT_MS = 3_500;

/** As much of DynamoDB's client as is needed. */
export interface ItemsClient {
  send(command: PutItemCommand, options: { abortSignal: AbortSignal }): Promise<unknown>;
}

/** Writes items of the ledger's table, each as a whole. */
export interface Items {
  /**
   * Answers whether the condition was met.
   *
   * @throws LedgerUnavailableError if there is no answer
   * @throws ConfigurationError if it is not ours to write, or not there
   */
  put(item: Item, deadline: Deadline, condition?: Condition): Promise<boolean>;
}

/** The client is made on first use. */
export function createItems(table: string, makeClient: () => ItemsClient = makeTableClient): Items {
  let made: ItemsClient | undefined;
  return {
    async put(Item, deadline, condition) {
      made ??= makeClient();
      const command = new PutItemCommand({ TableName: table, Item, ...condition });
      try {
        await made.send(command, { abortSignal: signalAt(deadline, TIMEOUT_MS) });
        return true;
      } catch (error) {
        const { name } = error as AwsError;
        if (name === 'ConditionalCheckFailedException') return false;
        if (isConfiguration(error as AwsError)) {
          throw new ConfigurationError(`The ledger in LEDGER_TABLE can't be written (${name}).`);
        }
        throw new LedgerUnavailableError(`The ledger is out of reach (${name}).`);
      }
    },
  };
}
