import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AwsError } from '../aws/error.ts';
import { type Deadline, signalAt } from '../deadline.ts';
import type { Condition } from './conditions.ts';
import type { Item } from './lookup.ts';
import { makeTableClient, outOfReach, TIMEOUT_MS } from './table-client.ts';

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
        if ((error as AwsError).name === 'ConditionalCheckFailedException') return false;
        outOfReach(error as AwsError);
      }
    },
  };
}
