/**
 * What AWS asks in eu-west-1, in dollars: on demand, without the free tier, as published in 2025 and not checked since.
 * The same as in docs/operations.md.
 */
export const PRICES = {
  source: 'AWS eu-west-1, on demand, without the free tier, as published in 2025; not checked since',
  lambdaPerInvocation: 0.2e-6,
  /** arm64. */
  lambdaPerGbSecond: 0.0000133334,
  httpApiPerRequest: 1.11e-6,
  /** A standard queue, up to 64 kB. */
  sqsPerRequest: 0.4e-6,
  /** On demand, up to 1 kB. */
  dynamodbPerWrite: 0.705e-6,
  logsPerGb: 0.57,
  tracesPerTrace: 5e-6,
  /** Out to the internet. */
  transferPerGb: 0.09,
} as const;

/** What is neither measured here nor anybody's price. */
export const ASSUMPTIONS = {
  /** One call to Batch. */
  batchMs: 50,
  /** The default of `BATCH_CONCURRENCY`. */
  callsAtOnce: 6,
  /** One write to DynamoDB. */
  writeMs: 5,
  writesAtOnce: 50,
  /** AWS's own three lines about an invocation. */
  platformLogBytes: 350,
  /** API Gateway's line about a request, in the format of `serverless.yml`. */
  accessLogBytes: 200,
  /** X-Ray's default rule. */
  sampledShare: 0.05,
  /** Besides the body of a call: its head, and TLS. */
  bytesAroundCall: 700,
  /** Where Lambda's share of CPU is one whole core. */
  memoryMbOfOneCore: 1769,
  /** In one receive, and in one deletion. */
  messagesPerReceive: 10,
} as const;
