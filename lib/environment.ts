import * as z from 'zod/mini';
import { ConfigurationError } from './errors.ts';
import { LEAST_TTL_DAYS } from './ledger/record.ts';

const url = z.string().check(z.refine(isHttpUrl));

const variables = {
  BATCH_SECRET_ID: z.optional(z.string().check(z.minLength(1))),
  BATCH_API_URL: z._default(z.string().check(z.refine(isSafeUrl)), 'https://api.batch.com'),
  BATCH_TIMEOUT_MS: wholeNumber({ from: 1, to: 900_000, otherwise: 10_000 }),
  BATCH_SECRET_TTL_SECONDS: wholeNumber({ from: 0, to: 86_400, otherwise: 300 }),
  BATCH_CONCURRENCY: wholeNumber({ from: 1, to: 1_000, otherwise: 6 }),
  ALLOW_LIVE_CAMPAIGNS: flag(),
  UNKNOWN_OUTCOME: z._default(z.enum(['park', 'resend']), 'park'),
  LEDGER_TABLE: z.optional(z.string().check(z.minLength(1))),
  LEDGER_TTL_DAYS: wholeNumber({ from: LEAST_TTL_DAYS, to: 365, otherwise: LEAST_TTL_DAYS }),
  BATCH_CALLS_PER_SECOND: z.optional(digits({ from: 1, to: 100_000 })),
  // Batch's own limits on updates of profiles: https://doc.batch.com/developer/api/cep/profiles
  BATCH_PROFILES_PER_SECOND: wholeNumber({ from: 0, to: 100_000, otherwise: 300 }),
  BATCH_PROFILES_BURST: wholeNumber({ from: 1, to: 1_000_000, otherwise: 1_000 }),
  QUEUE_URL: z.optional(url),
  DEAD_LETTER_QUEUE_URL: z.optional(url),
  EVENT_BUS_NAME: z.optional(z.string().check(z.minLength(1))),
  REQUIRE_KEY: flag(),
  AWS_REGION: z.optional(z.string().check(z.regex(/^[a-z0-9-]+$/))),
  AWS_ENDPOINT_URL_EVENTBRIDGE: z.optional(url),
  // SQS's own limits: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
  MAX_RECEIVE_COUNT: z.optional(digits({ from: 1, to: 1_000 })),
};

const EXPECTED: Readonly<Record<keyof typeof variables, string>> = {
  BATCH_SECRET_ID: "the name or ARN of the secret that holds Batch's keys",
  BATCH_API_URL: 'an https URL, or an http URL of this machine',
  BATCH_TIMEOUT_MS: 'milliseconds, from 1 to 900000',
  BATCH_SECRET_TTL_SECONDS: 'seconds, from 0 to 86400',
  BATCH_CONCURRENCY: 'a number of calls, from 1 to 1000',
  ALLOW_LIVE_CAMPAIGNS: '`true` or `false`',
  UNKNOWN_OUTCOME: '`park` or `resend`',
  LEDGER_TABLE: 'the name or ARN of a DynamoDB table',
  LEDGER_TTL_DAYS: 'days, from 7 to 365',
  BATCH_CALLS_PER_SECOND: 'a number of calls, from 1 to 100000',
  BATCH_PROFILES_PER_SECOND: 'a number of operations, from 1 to 100000, or 0 for no limit',
  BATCH_PROFILES_BURST: 'a number of operations, from 1 to 1000000',
  QUEUE_URL: 'the URL of an SQS queue',
  DEAD_LETTER_QUEUE_URL: 'the URL of an SQS queue',
  EVENT_BUS_NAME: 'the name or ARN of an EventBridge bus',
  REQUIRE_KEY: '`true` or `false`',
  AWS_REGION: 'a region of AWS',
  AWS_ENDPOINT_URL_EVENTBRIDGE: 'a URL',
  MAX_RECEIVE_COUNT: 'a number of receives, from 1 to 1000',
};

const environmentSchema = z.object(variables);

export type Environment = z.infer<typeof environmentSchema>;

/** Variables that some function can't do without. */
type Needed = 'BATCH_SECRET_ID' | 'LEDGER_TABLE' | 'QUEUE_URL' | 'DEAD_LETTER_QUEUE_URL';

/** An environment in which certain variables are there. */
export type EnvironmentWith<Name extends Needed> = Environment & { readonly [name in Name]: string };

/**
 * Reads the variables that design promises. Throws ConfigurationError naming every faulty variable, never its value.
 *
 * @param needed those that have to be there
 */
export function readEnvironment<Name extends Needed = never>(
  env: NodeJS.ProcessEnv,
  ...needed: Name[]
): EnvironmentWith<Name> {
  const parsed = environmentSchema.safeParse(env);
  const faulty = (parsed.error?.issues ?? []).map(({ path }) => path[0] as keyof typeof variables);
  const names = [...new Set([...faulty, ...needed.filter((name) => env[name] === undefined)])];
  if (parsed.success && names.length === 0) return parsed.data as EnvironmentWith<Name>;
  throw new ConfigurationError(names.map((name) => `${name} must be ${EXPECTED[name]}.`).join(' '));
}

function wholeNumber({ from, to, otherwise }: { from: number; to: number; otherwise: number }) {
  return z._default(digits({ from, to }), otherwise as never);
}

function digits({ from, to }: { from: number; to: number }) {
  const written = z.string().check(z.regex(/^\d{1,9}$/));
  return z.pipe(written, z.pipe(z.transform(Number), z.int().check(z.gte(from), z.lte(to))));
}

/** False unless told otherwise. */
function flag() {
  return z._default(
    z.pipe(
      z.enum(['true', 'false']),
      z.transform((value) => value === 'true'),
    ),
    false,
  );
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
