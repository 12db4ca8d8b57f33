import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { onFreshConnections } from '../aws/connections.ts';
import { type AwsError, isConfiguration } from '../aws/error.ts';
import { ConfigurationError, LedgerUnavailableError } from '../errors.ts';

/** Longest that one try may take, the connection and then the answer. Ours: a connection that died costs one try, not all. */
const TRY_TIMEOUT_MS = 1_000;

/** Longest that one write or read may take, the SDK's own retries included. Ours: DynamoDB answers in milliseconds. */
export const TIMEOUT_MS = 3_500;

/** Throws LedgerUnavailableError, or ConfigurationError where waiting does not help. */
export function outOfReach(error: AwsError): never {
  if (isConfiguration(error)) throw new ConfigurationError(`The ledger in LEDGER_TABLE can't be used (${error.name}).`);
  throw new LedgerUnavailableError(`The ledger is out of reach (${error.name}).`);
}

/** The SDK's client, for whoever reads or writes items of the ledger's table. */
export function makeTableClient(): DynamoDBClient {
  const timeouts = { connectionTimeout: TRY_TIMEOUT_MS, requestTimeout: TRY_TIMEOUT_MS, throwOnRequestTimeout: true };
  return onFreshConnections((agents) => new DynamoDBClient({ requestHandler: { ...timeouts, ...agents } }));
}
