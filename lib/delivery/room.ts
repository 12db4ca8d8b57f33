import type { Clock } from '../clock.ts';
import type { Call } from '../endpoints/call.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Deferred } from './outcome.ts';
import { type Rate, type Rates, type Room, rateOf } from './rates.ts';
import type { Turns } from './waiting.ts';

/** Finds room in the rates that the stack keeps, for the calls of one endpoint. */
export class RoomInRates implements Room {
  readonly #endpoint: Pick<Endpoint, 'account' | 'effect'>;
  readonly #rates: Rates;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(endpoint: Pick<Endpoint, 'account' | 'effect'>, rates: Rates, clock: Pick<Clock, 'now'>) {
    this.#endpoint = endpoint;
    this.#rates = rates;
    this.#clock = clock;
  }

  lacksFor(call: Call, turns: Turns): Deferred | undefined {
    const waitMs = this.#rateOf(call)?.knownWaitMs(call) ?? 0;
    return waitMs > turns.mostForRoomMs() ? noRoom(waitMs) : undefined;
  }

  async find(call: Call, turns: Turns): Promise<'found' | Deferred | undefined> {
    const rate = this.#rateOf(call);
    if (!rate) return 'found';
    for (;;) {
      const room = await rate.reserve(call, turns.mostForRoomMs());
      if ('waitMs' in room) return noRoom(room.waitMs);
      const isTurn = await turns.until(room.at);
      const { goodUntil = Number.POSITIVE_INFINITY } = room;
      // What was slept through is lost: others may have been let through since.
      if (isTurn && this.#clock.now() <= goodUntil) return 'found';
      if (!(await turns.next(0))) return undefined;
    }
  }

  took(call: Call, durationMs: number): void {
    this.#rateOf(call)?.took(durationMs);
  }

  #rateOf(call: Call): Rate | undefined {
    return rateOf(this.#rates, this.#endpoint, call);
  }
}

function noRoom(retryAfterMs: number): Deferred {
  const detail = 'Not sent: as much is being sent as Batch, or the stack, lets through.';
  return { status: 'deferred', by: 'throttled', error: { name: 'RATE_LIMITED', detail }, retryAfterMs };
}
