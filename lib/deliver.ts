import pLimit from 'p-limit';
import type { BatchClient } from './batch-client.ts';
import { type Claims, NOTHING_TO_CLAIM } from './claims.ts';
import type { Clock } from './clock.ts';
import type { Credentials } from './credentials.ts';
import type { Deadline } from './deadline.ts';
import type { Call, Endpoint, Part } from './endpoints/endpoint.ts';
import { ConfigurationError, SecretsUnavailableError } from './errors.ts';
import type { Deferred, Outcome, Unknown } from './outcome.ts';
import { retryDelayMs, type Trigger } from './retry.ts';
import type { Secret } from './secret.ts';
import { type Turn, Waiting } from './waiting.ts';

/** What it takes to carry out calls. */
export interface DeliveryTools {
  readonly client: BatchClient;
  readonly credentials: Credentials;
  readonly clock: Clock;
  /** Longest that one exchange may take. */
  readonly timeoutMs: number;
  /** Calls at once. */
  readonly concurrency: number;
  readonly trigger: Trigger;
}

/** One time that a call was made. */
export interface Exchanged {
  readonly outcome: Outcome;
  readonly durationMs: number;
}

/** A call and how it ended. */
export interface Delivered {
  readonly call: Call;
  readonly outcome: Outcome;
  /** Each time the call was made; none if there was no time, or if it was not to be made. */
  readonly exchanges: readonly Exchanged[];
  /** From its first turn to its end, waiting included. */
  readonly durationMs: number;
  /** The ledger tells of an earlier attempt; this one made no call. */
  readonly remembered?: true;
  /** An error of ours that ended the call. */
  readonly defect?: unknown;
  /** Why the ledger could not be told how the call ended. */
  readonly unrecorded?: unknown;
}

/**
 * Carries out the calls of one invocation, several at once, and answers in their order: one entry per call, or per part
 * of a call of which the ledger knows something, or that had to be narrowed down because Batch refused the whole of it.
 * Never throws: what one call comes to must not be lost with another.
 *
 * @param claims what the requests have in the ledger; without, nothing is remembered
 */
export async function deliver(
  endpoint: Endpoint,
  calls: readonly Call[],
  secret: Secret,
  deadline: Deadline,
  tools: DeliveryTools,
  claims: Claims = NOTHING_TO_CLAIM,
): Promise<Delivered[]> {
  const keys = new Keys(secret, (refused) => tools.credentials.replace(refused, deadline.remainingMs()));
  const waiting = new Waiting(deadline, tools);
  const limit = pLimit(tools.concurrency);

  /** A call whose parts are claimed, as often as it may be made. */
  async function deliverClaimed(call: Call, turn = waiting.turns()): Promise<Delivered> {
    const startedAt = tools.clock.now();
    const exchange = (used: Secret) => exchangeOnce(endpoint, call, used, deadline, tools);
    const end = await carryOut(exchange, endpoint.idempotent, keys, waiting, turn, tools).catch((defect: unknown) => ({
      outcome: DEFECT,
      exchanges: [],
      defect,
    }));
    return { call, ...end, durationMs: tools.clock.now() - startedAt };
  }

  /** Claims right before the call leaves: what is claimed and not sent may come to be decided by a person. */
  async function claimAndDeliver(call: Call): Promise<{ mine?: Delivered; others: Delivered[] }> {
    const turn = waiting.turns();
    if (!(await turn(0))) return { others: [notMade(call, waiting.notStarted())] };
    const { mine, others } = await claims.claim(call);
    const ended = others.map(({ part, ...end }) => ({ ...notMade(onlyParts(call, [part]), end.outcome), ...end }));
    if (mine.length === 0) return { others: ended };
    return { mine: await deliverClaimed(onlyParts(call, mine), turn), others: ended };
  }

  async function conclude(delivered: Delivered): Promise<Delivered[]> {
    const { call, outcome } = delivered;
    const isRefused = outcome.status === 'rejected' && outcome.httpStatus === 400;
    if (isRefused && call.narrow) {
      return inWaves(call.narrow(), async (half) => conclude(await limit(() => deliverClaimed(half))));
    }
    const unrecorded = await claims.settle(call, outcome);
    return [unrecorded === undefined ? delivered : { ...delivered, unrecorded }];
  }

  return inWaves(calls, async (call) => {
    const { mine, others } = await limit(() => claimAndDeliver(call));
    return mine ? [...(await conclude(mine)), ...others] : others;
  });
}

function notMade(call: Call, outcome: Outcome): Delivered {
  return { call, outcome, exchanges: [], durationMs: 0 };
}

/** A call of one part is the whole of it. */
function onlyParts(call: Call, parts: readonly Part[]): Call {
  return call.only && parts.length < call.parts.length ? call.only(parts) : call;
}

/** Wave after wave. What comes after a call of the same app that is still open would overtake it, so it is left. */
async function inWaves(
  calls: readonly Call[],
  deliverCall: (call: Call) => Promise<Delivered[]>,
): Promise<Delivered[]> {
  const ends = new Map<Call, Delivered[]>();
  const open = new Map<string, Outcome>();
  const waves = [...new Set(calls.map(({ wave = 0 }) => wave))].sort((one, other) => one - other);
  for (const wave of waves) {
    const inWave = calls.filter((call) => (call.wave ?? 0) === wave);
    const ended = await Promise.all(
      inWave.map(async (call) => {
        const earlier = open.get(call.app);
        return earlier ? [overtaking(call, earlier)] : deliverCall(call);
      }),
    );
    for (const [index, call] of inWave.entries()) ends.set(call, ended[index] ?? []);
    for (const { call, outcome } of ended.flat()) {
      if (outcome.status === 'deferred' || outcome.status === 'unknown') open.set(call.app, outcome);
    }
  }
  return calls.flatMap((call) => ends.get(call) ?? []);
}

function overtaking(call: Call, earlier: Outcome): Delivered {
  const detail = 'Not sent: it may not overtake an earlier update that is still open.';
  const error = { name: 'EARLIER_CALL_OPEN', detail };
  const as: Deferred = earlier.status === 'deferred' ? earlier : { status: 'deferred', by: 'outage', error };
  return notMade(call, { ...as, error });
}

/** Makes a call as often as it may be made, until its outcome stands. */
async function carryOut(
  exchange: (secret: Secret) => Promise<Outcome>,
  idempotent: boolean,
  keys: Keys,
  waiting: Waiting,
  turn: Turn,
  { trigger, clock }: DeliveryTools,
): Promise<{ outcome: Outcome; exchanges: Exchanged[] }> {
  let outcome: Outcome | undefined;
  const exchanges: Exchanged[] = [];
  let backoffMs: number | undefined = 0;
  let mayTryOtherKeys = true;
  while (backoffMs !== undefined && (await turn(backoffMs))) {
    const used = keys.current;
    const startedAt = clock.now();
    outcome = await exchange(used);
    exchanges.push({ outcome, durationMs: clock.now() - startedAt });
    if (outcome.status === 'deferred' && outcome.by === 'throttled') waiting.pause(outcome.retryAfterMs);
    backoffMs = retryDelayMs(outcome, { trigger, idempotent, tries: exchanges.length, random: clock.random });
    if (outcome.status === 'deferred' && outcome.by === 'keys' && mayTryOtherKeys && used === keys.first) {
      mayTryOtherKeys = false;
      const failure = await keys.replace();
      if (failure === undefined) backoffMs = 0;
      else outcome = { ...outcome, error: { ...outcome.error, detail: failure } };
    }
  }
  return { outcome: outcome ?? waiting.notStarted(), exchanges };
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

const DEFECT: Unknown = {
  status: 'unknown',
  error: { name: 'GATEWAY_DEFECT', detail: 'An error in the gateway itself. The call may have been carried out.' },
};

const APP_REMOVED: Deferred = {
  status: 'deferred',
  by: 'configuration',
  error: { name: 'APP_REMOVED', detail: 'Not sent: the secret was changed meanwhile and no longer has this app.' },
};
