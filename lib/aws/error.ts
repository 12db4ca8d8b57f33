/** What the AWS SDK throws, as far as we look at it. */
export interface AwsError extends Error {
  readonly $fault?: 'client' | 'server';
  /** Of the network. */
  readonly code?: string;
}

/** Whether only an operator can mend it: AWS refuses us for what we are or ask, or there is nobody we could be. */
export function isConfiguration({ name, message, $fault }: AwsError): boolean {
  if (name === 'CredentialsProviderError' || message === 'Region is missing') return true;
  return $fault === 'client' && !isThrottling(name) && !/Timeout|ExpiredToken|RequestExpired/.test(name);
}

/** Whether AWS wants us to come back later. */
export function isThrottling(name: string): boolean {
  return /Throttl|TooManyRequests|LimitExceeded|ThroughputExceeded|SlowDown/.test(name);
}

/** Whether it failed before anything could be sent. */
export function isConnectionRefused({ code = '' }: AwsError): boolean {
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
}
