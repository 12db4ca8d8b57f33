import { type AwsError, isConfiguration, isConnectionRefused } from '../../lib/aws/error.ts';
import { quietSdk } from '../../local/aws/quiet-sdk.ts';

/** Longest that AWS may take to connect and to answer: a person waits. Ours. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/** What each client of a tool is made with. It warns of no Node. */
export function clientOptions(endpoint: string | undefined) {
  quietSdk();
  return { requestHandler: TIMEOUTS, ...(endpoint !== undefined && { endpoint }) };
}

/**
 * What AWS threw, for whoever can mend it. Its own message only where it is about credentials: a refusal may quote what
 * was asked for.
 *
 * @param hints what to do about errors of the service, by their names
 */
export function explainAwsError(error: AwsError, hints: Readonly<Record<string, string>>): string {
  const { name, message, code } = error;
  if (name === 'CredentialsProviderError') return `No AWS credentials. ${message}`;
  if (message === 'Region is missing') return 'No AWS region: AWS_REGION has to be the one that you deploy to.';
  if (isConnectionRefused(error)) return `AWS can't be reached (${code}).`;
  const hint = hints[name] ?? (isConfiguration(error) ? '' : 'It may pass by itself. To run this again does no harm.');
  return `AWS says ${name}. ${hint}`.trimEnd();
}
