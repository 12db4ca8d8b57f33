import type { Call } from '../endpoints/call.ts';
import { type Delivered, notMade } from './delivered.ts';
import type { Deferred, Outcome } from './outcome.ts';

/**
 * Wave after wave. What comes after a call of the same app that is still open would overtake it, so it is left; where calls
 * say whom they are about, only if both are about the same person.
 *
 * @param isOpen whether what comes after a call that ended so has to wait
 * @param deliverWave carries out calls side by side, and answers for each
 */
export async function inWaves(
  calls: readonly Call[],
  isOpen: (ended: Delivered) => boolean,
  deliverWave: (calls: readonly Call[]) => Promise<Delivered[][]>,
): Promise<Delivered[]> {
  const ends = new Map<Call, Delivered[]>();
  const open = new OpenCalls();
  for (const wave of wavesOf(calls)) {
    const free = wave.filter((call) => !open.before(call));
    const ended = await deliverWave(free);
    for (const [index, call] of free.entries()) ends.set(call, ended[index] ?? []);
    for (const call of wave) {
      const earlier = ends.has(call) ? undefined : open.before(call);
      if (earlier) ends.set(call, [overtaking(call, earlier)]);
    }
    for (const ended of wave.flatMap((call) => ends.get(call) ?? [])) {
      if (isOpen(ended)) open.add(ended.call, ended.outcome);
    }
  }
  return calls.flatMap((call) => ends.get(call) ?? []);
}

/** Calls that others have to wait for. */
class OpenCalls {
  /** By app, and then by person; the empty name stands for all people. */
  readonly #people = new Map<string, Map<string, Outcome>>();

  add({ app, people = [''] }: Call, outcome: Outcome): void {
    const ofApp = this.#people.get(app) ?? new Map<string, Outcome>();
    this.#people.set(app, ofApp);
    for (const id of people) ofApp.set(id, outcome);
  }

  /** How one ended that this call would overtake. */
  before({ app, people = [''] }: Call): Outcome | undefined {
    const ofApp = this.#people.get(app);
    if (!ofApp) return undefined;
    const id = people.find((each) => ofApp.has(each));
    return id === undefined ? undefined : ofApp.get(id);
  }
}

function wavesOf(calls: readonly Call[]): Call[][] {
  const waves = new Map<number, Call[]>();
  for (const call of calls) {
    const { wave = 0 } = call;
    const inWave = waves.get(wave);
    if (inWave) inWave.push(call);
    else waves.set(wave, [call]);
  }
  return [...waves].sort(([one], [other]) => one - other).map(([, inWave]) => inWave);
}

function overtaking(call: Call, earlier: Outcome): Delivered {
  const detail = 'Not sent: it may not overtake an earlier one that is still open.';
  const error = { name: 'EARLIER_CALL_OPEN', detail };
  const { by, retryAfterMs } = earlier.status === 'deferred' ? earlier : { by: 'outage' as const };
  const outcome: Deferred = { status: 'deferred', by, error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  return notMade(call, outcome);
}
