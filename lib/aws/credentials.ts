import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { signalAt } from '../deadline.ts';
import { ConfigurationError, SecretsUnavailableError } from '../errors.ts';
import { onFreshConnections } from './connections.ts';
import { type AwsError, isConfiguration } from './error.ts';
import { parseSecret, type Secret } from './secret.ts';

/** Longest that a read may take, the SDK's own retries included. Ours. */
const READ_TIMEOUT_MS = 5_000;

/** The same where there is a last good secret to fall back on. Ours: an outage must not cost the calls their time. */
const REREAD_TIMEOUT_MS = 1_000;

/**
 * Least time from one read for an alias that nobody knows to the next. Ours: a caller who names a wrong one again and again
 * must not cost Secrets Manager a read each time.
 */
const RENEWAL_PAUSE_MS = 10_000;

/** Errors that no waiting mends: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
const CONFIGURATION_ERRORS: ReadonlyMap<string, string> = new Map([
  ['ResourceNotFoundException', 'The secret named in BATCH_SECRET_ID does not exist or has no current value.'],
  ['AccessDeniedException', 'The function may not read the secret named in BATCH_SECRET_ID.'],
  ['DecryptionFailure', 'The function may not use the key that the secret in BATCH_SECRET_ID is encrypted with.'],
  ['InvalidRequestException', 'The secret named in BATCH_SECRET_ID is marked for deletion.'],
  ['InvalidParameterException', 'BATCH_SECRET_ID does not name a secret.'],
  ['ValidationException', 'BATCH_SECRET_ID does not name a secret.'],
]);

/**
 * A secret's current text.
 *
 * @throws ConfigurationError if it is missing or not ours to read
 * @throws SecretsUnavailableError if there is no answer within `timeoutMs`
 */
export type SecretReader = (timeoutMs: number) => Promise<string>;

/** Reads from AWS Secrets Manager; `secretId` is a name or an ARN. The client is made on the first read. */
export function secretsManagerReader(secretId: string): SecretReader {
  let client: SecretsManagerClient | undefined;
  return async (timeoutMs) => {
    client ??= onFreshConnections((agents) => new SecretsManagerClient({ requestHandler: agents }));
    const abortSignal = signalAt({ remainingMs: () => timeoutMs }, READ_TIMEOUT_MS);
    const command = new GetSecretValueCommand({ SecretId: secretId });
    const { SecretString } = await client.send(command, { abortSignal }).catch((error: AwsError) => {
      const known = CONFIGURATION_ERRORS.get(error.name);
      if (known) throw new ConfigurationError(known);
      if (isConfiguration(error)) throw new ConfigurationError(`Secrets Manager can't be asked (${error.name}).`);
      throw new SecretsUnavailableError(`Secrets Manager gave no secret (${error.name}).`);
    });
    if (SecretString === undefined) throw new ConfigurationError('The secret in BATCH_SECRET_ID is binary, not text.');
    return SecretString;
  };
}

/** Hands out the secret. All methods throw what the reader throws, and ConfigurationError if the secret is malformed. */
export interface Credentials {
  /** From the cache while that is fresh; the last good secret for as long as Secrets Manager is down. */
  get(timeoutMs: number): Promise<Secret>;
  /** What has taken the place of a secret whose keys Batch refused: one read, however many ask. */
  replace(refused: Secret, timeoutMs: number): Promise<Secret>;
  /**
   * The secret as it is now, for an alias that `stale` does not know: one read in 10 s at most, however many ask; in between
   * the last good secret, or the error of that read, since nobody may be refused on old knowledge.
   */
  renew(stale: Secret, timeoutMs: number): Promise<Secret>;
}

interface CacheOptions {
  readonly ttlMs: number;
  now(): number;
}

/**
 * Caches the secret for `ttlMs`. Concurrent callers share one read, a failure is never kept, and nothing runs
 * between two invocations.
 */
export function createCredentials(read: SecretReader, options: CacheOptions): Credentials {
  return new CachedCredentials(read, options);
}

class CachedCredentials implements Credentials {
  readonly #read: SecretReader;
  readonly #options: CacheOptions;
  #lastGood: { readonly secret: Secret; readonly readAt: number } | undefined;
  #reading: Promise<Secret> | undefined;
  #renewal: { readonly reading: Promise<Secret>; readonly startedAt: number } | undefined;

  constructor(read: SecretReader, options: CacheOptions) {
    this.#read = read;
    this.#options = options;
  }

  async get(timeoutMs: number): Promise<Secret> {
    const { ttlMs, now } = this.#options;
    const lastGood = this.#lastGood;
    return lastGood && now() - lastGood.readAt < ttlMs ? lastGood.secret : this.#loadOrLastGood(timeoutMs);
  }

  async replace(refused: Secret, timeoutMs: number): Promise<Secret> {
    return this.#otherThan(refused) ?? this.#loadOrLastGood(timeoutMs);
  }

  async renew(stale: Secret, timeoutMs: number): Promise<Secret> {
    const { now } = this.#options;
    const other = this.#otherThan(stale);
    if (other) return other;
    if (!this.#renewal || now() - this.#renewal.startedAt >= RENEWAL_PAUSE_MS) {
      this.#renewal = { reading: this.#loadOnce(timeoutMs), startedAt: now() };
    }
    const renewed = await this.#renewal.reading;
    return this.#otherThan(renewed) ?? renewed;
  }

  async #loadOrLastGood(timeoutMs: number): Promise<Secret> {
    try {
      return await this.#loadOnce(timeoutMs);
    } catch (error) {
      if (error instanceof SecretsUnavailableError && this.#lastGood) return this.#lastGood.secret;
      throw error;
    }
  }

  #loadOnce(timeoutMs: number): Promise<Secret> {
    this.#reading ??= this.#load(timeoutMs);
    return this.#reading;
  }

  async #load(timeoutMs: number): Promise<Secret> {
    try {
      const mostMs = this.#lastGood ? Math.min(timeoutMs / 2, REREAD_TIMEOUT_MS) : timeoutMs;
      const secret = parseSecret(await this.#read(mostMs));
      this.#lastGood = { secret, readAt: this.#options.now() };
      return secret;
    } finally {
      this.#reading = undefined;
    }
  }

  /** What is known if it is another secret than this. */
  #otherThan(secret: Secret): Secret | undefined {
    const known = this.#lastGood?.secret;
    return known === secret ? undefined : known;
  }
}
