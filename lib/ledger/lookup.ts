import { type AttributeValue, QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { type Deadline, signalAt } from '../deadline.ts';
import { makeTableClient, outOfReach, TIMEOUT_MS } from './table-client.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** As much of DynamoDB's client as is needed. */
export interface QueryClient {
  send(command: QueryCommand, options: { abortSignal: AbortSignal }): Promise<QueryCommandOutput>;
}

/** Reads all there is under one partition key of the ledger's table. */
export interface Lookup {
  /**
   * Items in the order of their sort keys, without those that have expired.
   *
   * @param narrowed only those whose sort keys begin so; only so many of them, the last first
   * @throws LedgerUnavailableError if there is no answer
   * @throws ConfigurationError if it is not ours to ask, or not there
   */
  all(partition: string, deadline: Deadline, narrowed?: Narrowed): Promise<Item[]>;
}

interface Narrowed {
  readonly prefix: string;
  readonly last?: number;
}

/** The client is made on first use. */
export function createLookup(
  table: string,
  now: () => number,
  makeClient: () => QueryClient = makeTableClient,
): Lookup {
  let made: QueryClient | undefined;
  return {
    async all(partition, deadline, narrowed) {
      made ??= makeClient();
      const found: Item[] = [];
      let from: Item | undefined;
      do {
        const page: QueryCommandOutput = await made
          .send(queryOf(table, partition, narrowed, from), { abortSignal: signalAt(deadline, TIMEOUT_MS) })
          .catch(outOfReach);
        found.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from && !narrowed?.last);
      return found.filter((item) => Number(item['expiresAt']?.N) >= Math.floor(now() / 1000));
    },
  };
}

function queryOf(TableName: string, partition: string, { prefix, last }: Partial<Narrowed> = {}, from?: Item) {
  return new QueryCommand({
    TableName,
    ConsistentRead: true,
    ...(last !== undefined && { ScanIndexForward: false, Limit: last }),
    ...(from && { ExclusiveStartKey: from }),
    KeyConditionExpression: prefix === undefined ? '#request = :it' : '#request = :it AND begins_with(#part, :prefix)',
    ExpressionAttributeNames: { '#request': 'request', ...(prefix !== undefined && { '#part': 'part' }) },
    ExpressionAttributeValues: { ':it': { S: partition }, ...(prefix !== undefined && { ':prefix': { S: prefix } }) },
  });
}
