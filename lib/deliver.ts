import pLimit from 'p-limit';
import type { BatchClient } from './batch-client.ts';
import type { Clock } from './clock.ts';
import type { Credentials } from './credentials.ts';
import type { Deadline } from './deadline.ts';
import type { Call, Endpoint } from './endpoints/endpoint.ts';
import { ConfigurationError, SecretsUnavailableError } from './errors.ts';
import type { Deferred, Outcome } from './outcome.ts';
import { retryDelayMs } from './retry.ts';
import type { Secret } from './secret.ts';
import { Waiting } from './waiting.ts';

/** What it takes to carry out calls. */
export interface DeliveryTools {
  readonly client: BatchClient;
  readonly credentials: Credentials;
  readonly clock: Clock;
  /** Longest that one exchange may take. */
  readonly timeoutMs: number;
  /** Calls at once. */
  readonly concurrency: number;
}

/** A call and how it ended. */
export interface Delivered {
  readonly call: Call;
  readonly outcome: Outcome;
  /** Exchanges with Batch; 0 if the call never left. */
  readonly tries: number;
  readonly durationMs: number;
}

/** Carries out the calls of one invocation, several at once, and answers in their order. */
export async function deliver(
  endpoint: Endpoint,
  calls: readonly Call[],
  secret: Secret,
  deadline: Deadline,
  tools: DeliveryTools,
): Promise<Delivered[]> {
  const keys = new Keys(secret, (refused) => tools.credentials.replace(refused, deadline.remainingMs()));
  const waiting = new Waiting(deadline, tools.clock, tools.timeoutMs);
  const limit = pLimit(tools.concurrency);
  return Promise.all(
    calls.map((call) =>
      limit(async () => {
        const startedAt = tools.clock.now();
        const exchange = (secret: Secret) => exchangeOnce(endpoint, call, secret, deadline, tools);
        const end = await carryOut(exchange, endpoint.idempotent, keys, waiting, tools.clock.random);
        return { call, ...end, durationMs: tools.clock.now() - startedAt };
      }),
    ),
  );
}

/** Makes a call as often as it may be made, until its outcome stands. */
async function carryOut(
  exchange: (secret: Secret) => Promise<Outcome>,
  idempotent: boolean,
  keys: Keys,
  waiting: Waiting,
  random: () => number,
): Promise<{ outcome: Outcome; tries: number }> {
  const turn = waiting.turns();
  let outcome: Outcome | undefined;
  let tries = 0;
  let backoffMs: number | undefined = 0;
  let mayTryOtherKeys = true;
  while (backoffMs !== undefined && (await turn(backoffMs))) {
    const used = keys.current;
    outcome = await exchange(used);
    tries += 1;
    if (outcome.status === 'deferred' && outcome.by === 'throttled') waiting.pause(outcome.retryAfterMs);
    backoffMs = retryDelayMs(outcome, { idempotent, tries, random });
    if (outcome.status === 'deferred' && outcome.by === 'keys' && mayTryOtherKeys && used === keys.first) {
      mayTryOtherKeys = false;
      const failure = await keys.replace();
      if (failure === undefined) backoffMs = 0;
      else outcome = { ...outcome, error: { ...outcome.error, detail: failure } };
    }
  }
  return { outcome: outcome ?? waiting.notStarted(), tries };
}

async function exchangeOnce(
  endpoint: Endpoint,
  call: Call,
  secret: Secret,
  deadline: Deadline,
  { client, timeoutMs }: DeliveryTools,
): Promise<Outcome> {
  const appKey = secret.apps.get(call.app);
  if (appKey === undefined) return APP_REMOVED;
  return client.call({
    endpoint,
    appKey,
    secret,
    body: call.body,
    timeoutMs: Math.min(timeoutMs, deadline.remainingMs()),
  });
}

/** The keys of one invocation: read anew at most once, when Batch refuses them, whichever call notices. */
class Keys {
  current: Secret;
  readonly first: Secret;
  readonly #read: (refused: Secret) => Promise<Secret>;
  #replacement: Promise<Secret> | undefined;

  constructor(first: Secret, read: (refused: Secret) => Promise<Secret>) {
    this.current = first;
    this.first = first;
    this.#read = read;
  }

  /** Says why there are no other keys, or nothing. */
  async replace(): Promise<string | undefined> {
    try {
      this.#replacement ??= this.#read(this.first);
      this.current = await this.#replacement;
      return undefined;
    } catch (error) {
      if (!(error instanceof ConfigurationError || error instanceof SecretsUnavailableError)) throw error;
      return `Batch refused the keys, and there are no others. ${error.message}`;
    }
  }
}

const APP_REMOVED: Deferred = {
  status: 'deferred',
  by: 'configuration',
  error: { name: 'APP_REMOVED', detail: 'Not sent: the secret was changed meanwhile and no longer has this app.' },
};
