import type { Credentials } from '../aws/credentials.ts';
import type { Secret } from '../aws/secret.ts';
import type { Clock } from '../clock.ts';
import type { Deadline } from '../deadline.ts';
import type { Call, Endpoint } from '../endpoints/endpoint.ts';
import type { BatchClient } from './batch-client.ts';
import type { Breaker, Permit } from './breaker.ts';
import { type Delivered, type Exchanged, notMade } from './delivered.ts';
import type { Keys } from './keys.ts';
import type { Deferred, Outcome, Unknown } from './outcome.ts';
import { retryDelayMs, type Trigger } from './retry.ts';
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
  /** Of the sandbox. */
  readonly breaker: Breaker;
}

/** Whether the same call is not tried again after these exchanges, although time would allow it. */
export type GivesUp = (call: Call, exchanges: readonly Exchanged[]) => boolean;

/** How a call is being made. */
interface Making {
  readonly turn: Turn;
  readonly permit: Permit;
  readonly isGivenUp: GivesUp;
  readonly exchanges: Exchanged[];
}

/** Makes the calls of one invocation: a pause that Batch asks for, and keys that it refuses, hold for all. */
export interface CallMaker {
  /** One call's turns, for what has to be asked before it is made. */
  turns(): Turn;
  /** A right to make a call, or why it may not be made now. */
  askBreaker(): Permit | Deferred;
  /** Why a call that had no turn was not made. */
  notStarted(): Deferred;
  /** Makes a call as often as it may be made. Never throws. */
  make(call: Call, making?: Partial<Omit<Making, 'exchanges'>>): Promise<Delivered>;
}

export function createCallMaker(endpoint: Endpoint, keys: Keys, deadline: Deadline, tools: DeliveryTools): CallMaker {
  const { clock } = tools;
  const waiting = new Waiting(deadline, tools);

  /** A right to make a call, or why it may not be made now. A call that may be repeated needs none. */
  function askBreaker(): Permit | Deferred {
    if (endpoint.effect !== 'once') return FREE;
    const permit = tools.breaker.ask();
    return 'waitMs' in permit ? { ...UNREACHABLE, retryAfterMs: permit.waitMs } : permit;
  }

  async function exchangeOnce({ app, path, body }: Call, permit: Permit): Promise<Exchanged> {
    const startedAt = clock.now();
    const secret = keys.current;
    const appKey = keys.ofApp(app, secret);
    const timeoutMs = Math.min(tools.timeoutMs, deadline.remainingMs());
    try {
      const outcome = appKey
        ? await tools.client.call({ endpoint, appKey, secret, path, body, timeoutMs })
        : APP_REMOVED;
      permit.ended(outcome);
      return { outcome, durationMs: clock.now() - startedAt };
    } finally {
      permit.unused();
    }
  }

  /** Makes a call as often as it may be made, until its outcome stands; that is the last one in `exchanges`. */
  async function makeCall(call: Call, { turn, permit, isGivenUp, exchanges }: Making): Promise<void> {
    let given: Permit | undefined = permit;
    let backoffMs: number | undefined = 0;
    while (backoffMs !== undefined && (await turn(backoffMs))) {
      const asked = given ?? askBreaker();
      given = undefined;
      if (!('ended' in asked)) return;
      const used = keys.current;
      const exchanged = await exchangeOnce(call, asked);
      exchanges.push(exchanged);
      const { outcome } = exchanged;
      if (outcome.status === 'deferred' && outcome.by === 'throttled') waiting.pause(outcome.retryAfterMs);
      if (outcome.status === 'deferred' && outcome.by === 'keys') {
        const refused = await refuseKeys(outcome, used, exchanges);
        if (refused) exchanges.splice(-1, 1, { ...exchanged, outcome: refused });
        backoffMs = refused ? undefined : 0;
      } else {
        backoffMs = isGivenUp(call, exchanges) ? undefined : delayBefore(outcome, exchanges.length);
      }
    }
  }

  /** Answers nothing if the call may be made once more, with keys that were read anew. Otherwise no call may any more. */
  async function refuseKeys(
    outcome: Deferred,
    used: Secret,
    exchanges: readonly Exchanged[],
  ): Promise<Deferred | undefined> {
    const isFirstTime = used === keys.first && exchanges.filter((each) => isByKeys(each.outcome)).length === 1;
    const failure = isFirstTime ? await keys.replace() : outcome.error.detail;
    if (failure === undefined) return undefined;
    const refused = { ...outcome, error: { ...outcome.error, detail: failure } };
    waiting.stop(refused);
    return refused;
  }

  function delayBefore(outcome: Outcome, tries: number): number | undefined {
    const { trigger } = tools;
    return retryDelayMs(outcome, { trigger, effect: endpoint.effect, tries, random: clock.random });
  }

  async function make(call: Call, making: Partial<Making> = {}): Promise<Delivered> {
    const { turn = waiting.turns(), permit = askBreaker(), isGivenUp = NEVER } = making;
    if (!('ended' in permit)) return notMade(call, permit);
    const startedAt = clock.now();
    const exchanges: Exchanged[] = [];
    let defect: unknown;
    try {
      await makeCall(call, { turn, permit, isGivenUp, exchanges });
    } catch (error) {
      defect = error;
    } finally {
      permit.unused();
    }
    // How Batch answered is known, whatever happened to us after that.
    const outcome = exchanges.at(-1)?.outcome ?? (defect === undefined ? waiting.notStarted() : DEFECT);
    const durationMs = clock.now() - startedAt;
    return { call, outcome, exchanges, durationMs, ...(defect !== undefined && { defect }) };
  }

  return { turns: () => waiting.turns(), askBreaker, notStarted: () => waiting.notStarted(), make };
}

function isByKeys(outcome: Outcome): boolean {
  return outcome.status === 'deferred' && outcome.by === 'keys';
}

const NEVER: GivesUp = () => false;

/** For calls that nobody counts. */
const FREE: Permit = { ended: () => {}, unused: () => {} };

const DEFECT: Unknown = {
  status: 'unknown',
  error: { name: 'GATEWAY_DEFECT', detail: 'An error in the gateway itself. The call may have been carried out.' },
};

const UNREACHABLE: Deferred = {
  status: 'deferred',
  by: 'outage',
  error: {
    name: 'BATCH_UNREACHABLE',
    detail: 'Not sent: of the last calls nobody knows whether Batch carried them out, so no more are made for a while.',
  },
};

/** Of a call whose app is not in the secret any more. */
export const APP_REMOVED: Deferred = {
  status: 'deferred',
  by: 'configuration',
  error: { name: 'APP_REMOVED', detail: 'Not sent: the secret was changed meanwhile and no longer has this app.' },
};
