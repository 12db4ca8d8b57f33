import type { Credentials } from '../aws/credentials.ts';
import type { Secret } from '../aws/secret.ts';
import type { Clock } from '../clock.ts';
import type { Deadline } from '../deadline.ts';
import type { Call, Effect } from '../endpoints/call.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { BatchClient } from './batch-client.ts';
import { askPatiently, type Breaker, type Permit } from './breaker.ts';
import { type Delivered, type Exchanged, notMade } from './delivered.ts';
import type { Keys } from './keys.ts';
import type { Deferred, Outcome, Unknown } from './outcome.ts';
import { ROOM_FOR_ALL, type Room } from './rates.ts';
import { retryDelayMs, type Trigger } from './retry.ts';
import { type Turns, Waiting } from './waiting.ts';

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
  /** The same; none where nothing is limited, as of what only reads. */
  readonly room?: Room;
}

/** Whether the same call is not tried again after these exchanges, although time would allow it. */
export type GivesUp = (call: Call, exchanges: readonly Exchanged[]) => boolean;

/** How a call is being made. */
interface Making {
  readonly turns: Turns;
  readonly permit: Permit;
  readonly isGivenUp: GivesUp;
  readonly exchanges: Exchanged[];
}

/** Makes the calls of one invocation: a pause that Batch asks for, and keys that it refuses, hold for all. */
export class CallMaker {
  readonly #endpoint: Endpoint;
  readonly #keys: Keys;
  readonly #deadline: Deadline;
  readonly #tools: DeliveryTools;
  readonly #waiting: Waiting;
  readonly #room: Room;

  constructor(endpoint: Endpoint, keys: Keys, deadline: Deadline, tools: DeliveryTools) {
    this.#endpoint = endpoint;
    this.#keys = keys;
    this.#deadline = deadline;
    this.#tools = tools;
    this.#waiting = new Waiting(deadline, tools);
    this.#room = tools.room ?? ROOM_FOR_ALL;
  }

  /** What repeating a call does. */
  effectOf({ effect = this.#endpoint.effect }: Call): Effect {
    return effect;
  }

  /** One call's turns, for what has to be asked before it is made. */
  turns(): Turns {
    return this.#waiting.turns();
  }

  /** A right to make a call, or why it may not be made now. A call that may be repeated needs none. */
  async askBreaker(call: Call): Promise<Permit | Deferred> {
    return this.effectOf(call) === 'once' ? askPatiently(this.#tools.breaker) : FREE;
  }

  /** Waits for a call's first turn. Answers why it has none, as far as that is known before anything is claimed. */
  async firstTurn(call: Call, turns: Turns): Promise<Deferred | undefined> {
    return (await turns.next(0)) ? this.#room.lacksFor(call, turns) : this.#waiting.notStarted();
  }

  /** Makes a call as often as it may be made. Never throws. */
  async make(call: Call, making: Partial<Omit<Making, 'exchanges'>> = {}): Promise<Delivered> {
    const { turns = this.turns(), permit = await this.askBreaker(call), isGivenUp = NEVER } = making;
    if (!('ended' in permit)) return notMade(call, permit);
    const { clock } = this.#tools;
    const startedAt = clock.now();
    const exchanges: Exchanged[] = [];
    let defect: unknown;
    let hindrance: Deferred | undefined;
    try {
      hindrance = await this.#makeUntilItStands(call, { turns, permit, isGivenUp, exchanges });
    } catch (error) {
      defect = error;
    } finally {
      permit.unused();
    }
    // How Batch answered is known, whatever happened to us after that.
    const outcome =
      exchanges.at(-1)?.outcome ?? hindrance ?? (defect === undefined ? this.#waiting.notStarted() : DEFECT);
    const durationMs = clock.now() - startedAt;
    return { call, outcome, exchanges, durationMs, ...(defect !== undefined && { defect }) };
  }

  /**
   * Makes a call as often as it may be made, until its outcome stands; that is the last one in `exchanges`. Answers what else kept it
   * from being made.
   */
  async #makeUntilItStands(call: Call, making: Making): Promise<Deferred | undefined> {
    const { turns, permit, isGivenUp, exchanges } = making;
    let given: Permit | undefined = permit;
    let backoffMs: number | undefined = 0;
    while (backoffMs !== undefined && (await turns.next(backoffMs))) {
      const asked = given ?? (await this.askBreaker(call));
      given = undefined;
      if (!('ended' in asked)) return asked;
      const room = await this.#room.find(call, turns);
      if (room !== 'found') {
        asked.unused();
        return room;
      }
      const used = this.#keys.current;
      const exchanged = await this.#exchangeOnce(call, asked);
      exchanges.push(exchanged);
      const { outcome } = exchanged;
      if (outcome.status === 'deferred' && outcome.by === 'throttled') this.#waiting.pause(outcome.retryAfterMs);
      if (outcome.status === 'deferred' && outcome.by === 'keys') {
        const refused = await this.#refuseKeys(outcome, used, exchanges);
        if (refused) exchanges.splice(-1, 1, { ...exchanged, outcome: refused });
        backoffMs = refused ? undefined : 0;
      } else {
        backoffMs = isGivenUp(call, exchanges) ? undefined : this.#delayBefore(call, outcome, exchanges.length);
      }
    }
    return undefined;
  }

  async #exchangeOnce(call: Call, permit: Permit): Promise<Exchanged> {
    const { client, clock } = this.#tools;
    const startedAt = clock.now();
    const secret = this.#keys.current;
    const key = this.#keys.ofApp(call.app, secret);
    const endpoint = { ...this.#endpoint, effect: this.effectOf(call) };
    const timeoutMs = Math.min(this.#tools.timeoutMs, this.#deadline.remainingMs());
    try {
      const outcome = key
        ? await client.call({ endpoint, key, secret, path: call.path, body: call.body, timeoutMs })
        : APP_REMOVED;
      permit.ended(outcome);
      const durationMs = clock.now() - startedAt;
      this.#room.took(call, durationMs);
      return { outcome, durationMs };
    } finally {
      permit.unused();
    }
  }

  /** Answers nothing if the call may be made once more, with keys that were read anew. Otherwise no call may any more. */
  async #refuseKeys(outcome: Deferred, used: Secret, exchanges: readonly Exchanged[]): Promise<Deferred | undefined> {
    const keys = this.#keys;
    const isFirstTime = used === keys.first && exchanges.filter((each) => isByKeys(each.outcome)).length === 1;
    const failure = isFirstTime ? await keys.replace() : outcome.error.detail;
    if (failure === undefined) return undefined;
    const refused = { ...outcome, error: { ...outcome.error, detail: failure } };
    this.#waiting.stop(refused);
    return refused;
  }

  #delayBefore(call: Call, outcome: Outcome, tries: number): number | undefined {
    const { trigger, clock } = this.#tools;
    return retryDelayMs(outcome, { trigger, effect: this.effectOf(call), tries, random: clock.random });
  }
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

/** Of a call whose app is not in the secret any more. */
export const APP_REMOVED: Deferred = {
  status: 'deferred',
  by: 'configuration',
  error: { name: 'APP_REMOVED', detail: 'Not sent: the secret was changed meanwhile and no longer has this app.' },
};
