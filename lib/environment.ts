import * as z from 'zod/mini';
import { ConfigurationError } from './errors.ts';
import { LEAST_TTL_DAYS } from './ledger/record.ts';

/** A variable, and in words what it may hold. Not its value: that is shown to nobody. */
interface Variable<T = unknown> {
  readonly schema: z.ZodMiniType<T>;
  readonly expected: string;
}

type Variables = Readonly<Record<string, Variable>>;

/** What variables hold. */
export type Values<All extends Variables> = { readonly [Name in keyof All]: z.output<All[Name]['schema']> };

/*
 * Groups of variables, by who reads them. Functions, so that a bundle holds only those that it uses.
 */

/** What whoever calls Batch reads. */
export const ofCalls = () => ({
  BATCH_SECRET_ID: variable(nonEmpty(), "the name or ARN of the secret that holds Batch's keys"),
  BATCH_API_URL: variable(
    z._default(z.string().check(z.refine(isSafeUrl)), 'https://api.batch.com'),
    'an https URL, or an http URL of this machine',
  ),
  BATCH_TIMEOUT_MS: wholeNumber('milliseconds', { from: 1, to: 900_000, otherwise: 10_000 }),
  BATCH_SECRET_TTL_SECONDS: wholeNumber('seconds', { from: 0, to: 86_400, otherwise: 300 }),
  BATCH_CONCURRENCY: wholeNumber('a number of calls', { from: 1, to: 1_000, otherwise: 6 }),
});

/** What whoever changes something reads. */
export const ofChanges = () => ({
  ALLOW_LIVE_CAMPAIGNS: flag(),
  UNKNOWN_OUTCOME: variable(z._default(z.enum(['park', 'resend']), 'park'), '`park` or `resend`'),
  BATCH_CALLS_PER_SECOND: optionalNumber('a number of calls', { from: 1, to: 100_000 }),
  // Batch's own limits on updates of profiles: https://doc.batch.com/developer/api/cep/profiles
  BATCH_PROFILES_PER_SECOND: variable(
    z._default(digits({ from: 0, to: 100_000 }), 300 as never),
    'a number of operations, from 1 to 100000, or 0 for no limit',
  ),
  BATCH_PROFILES_BURST: wholeNumber('a number of operations', { from: 1, to: 1_000_000, otherwise: 1_000 }),
  QUEUE_URL: variable(z.optional(url()), QUEUE),
  LEDGER_TABLE: variable(z.optional(nonEmpty()), TABLE),
  LEDGER_TTL_DAYS: ttlDays(),
});

/** What the function behind an API reads besides. */
export const ofHttp = () => ({ REQUIRE_KEY: flag() });

/** What the function behind a queue reads besides. */
export const ofQueue = () => ({
  DEAD_LETTER_QUEUE_URL: variable(url(), QUEUE),
  MAX_RECEIVE_COUNT: maxReceiveCount(),
  EVENT_BUS_NAME: variable(z.optional(nonEmpty()), 'the name or ARN of an EventBridge bus'),
  AWS_REGION: variable(z.optional(nonEmpty()), 'a region of AWS'),
  AWS_ENDPOINT_URL_EVENTBRIDGE: variable(z.optional(url()), 'a URL'),
});

/** What who needs the stack's own bucket reads. */
export const ofBucket = () => ({ BULK_BUCKET: variable(nonEmpty(), 'the name of a bucket') });

/** What who speaks to S3 reads. */
export const ofS3 = () => ({
  AWS_REGION: variable(nonEmpty(), 'a region of AWS'),
  AWS_ENDPOINT_URL_S3: variable(z.optional(url()), 'a URL'),
});

/** What who puts messages on the reader's queue reads. */
export const ofWaking = () => ({ QUEUE_URL: variable(url(), QUEUE) });

/** What who puts the parts of bulks on the queues of their capabilities reads. */
export const ofHandingOver = () => ({
  QUEUE_URLS: variable(queueUrls(), 'a JSON object of URLs of queues, by capability'),
  MAX_RECEIVE_COUNT: maxReceiveCount(),
  DEAD_LETTER_QUEUE_URL: variable(url(), QUEUE),
});

/** What who has nothing but the ledger reads. */
export const ofLedger = () => ({ LEDGER_TABLE: variable(nonEmpty(), TABLE), LEDGER_TTL_DAYS: ttlDays() });

const QUEUE = 'the URL of an SQS queue';
const TABLE = 'the name or ARN of a DynamoDB table';

// SQS's own limits: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
const maxReceiveCount = () => optionalNumber('a number of receives', { from: 1, to: 1_000 });

const ttlDays = () => wholeNumber('days', { from: LEAST_TTL_DAYS, to: 365, otherwise: LEAST_TTL_DAYS });

/** Reads the variables that a function uses. Throws ConfigurationError naming every faulty one, never its value. */
export function readEnvironment<All extends Variables>(env: NodeJS.ProcessEnv, variables: All): Values<All> {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, { schema, expected }] of Object.entries(variables)) {
    const parsed = schema.safeParse(env[name]);
    if (parsed.success) values[name] = parsed.data;
    else faults.push(`${name} must be ${expected}.`);
  }
  if (faults.length > 0) throw new ConfigurationError(faults.join(' '));
  return values as Values<All>;
}

function variable<T>(schema: z.ZodMiniType<T>, expected: string): Variable<T> {
  return { schema, expected };
}

function wholeNumber(unit: string, { otherwise, ...range }: { from: number; to: number; otherwise: number }) {
  return variable(z._default(digits(range), otherwise as never), within(unit, range));
}

function optionalNumber(unit: string, range: { from: number; to: number }) {
  return variable(z.optional(digits(range)), within(unit, range));
}

function within(unit: string, { from, to }: { from: number; to: number }): string {
  return `${unit}, from ${from} to ${to}`;
}

function digits({ from, to }: { from: number; to: number }) {
  const written = z.string().check(z.regex(/^\d{1,9}$/));
  return z.pipe(written, z.pipe(z.transform(Number), z.int().check(z.gte(from), z.lte(to))));
}

/** False unless told otherwise. */
function flag() {
  const word = z.pipe(
    z.enum(['true', 'false']),
    z.transform((value) => value === 'true'),
  );
  return variable(z._default(word, false), '`true` or `false`');
}

function queueUrls() {
  const parsed = z.transform((text: string) => parseJson(text));
  return z.pipe(z.string(), z.pipe(parsed, z.record(z.string(), url())));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nonEmpty() {
  return z.string().check(z.minLength(1));
}

function url() {
  return z.string().check(z.refine(isHttpUrl));
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** Keys travel there, so in the clear at most to something that stands in for Batch on this machine. */
function isSafeUrl(value: string): boolean {
  if (!isHttpUrl(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}
