import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { onFreshConnections } from '../aws/connections.ts';

/** Longest that one try may take, the connection and then the answer. Ours: a connection that died costs one try, not all. */
const TRY_TIMEOUT_MS = 1_000;

/** The SDK's client, for whoever reads or writes items of the ledger's table. */
export function makeTableClient(): DynamoDBClient {
  const timeouts = { connectionTimeout: TRY_TIMEOUT_MS, requestTimeout: TRY_TIMEOUT_MS, throwOnRequestTimeout: true };
  return onFreshConnections((agents) => new DynamoDBClient({ requestHandler: { ...timeouts, ...agents } }));
}
