import type { Call } from '../endpoints/endpoint.ts';
import { type Delivered, notMade } from './delivered.ts';
import type { Deferred, Outcome } from './outcome.ts';

/**
 * Wave after wave. What comes after a call of the same app that is still open would overtake it, so it is left.
 *
 * @param deliverWave carries out calls side by side, and answers for each
 */
export async function inWaves(
  calls: readonly Call[],
  deliverWave: (calls: readonly Call[]) => Promise<Delivered[][]>,
): Promise<Delivered[]> {
  const ends = new Map<Call, Delivered[]>();
  const open = new Map<string, Outcome>();
  for (const wave of wavesOf(calls)) {
    const free = wave.filter(({ app }) => !open.has(app));
    const ended = await deliverWave(free);
    for (const [index, call] of free.entries()) ends.set(call, ended[index] ?? []);
    for (const call of wave) {
      const earlier = open.get(call.app);
      if (earlier) ends.set(call, [overtaking(call, earlier)]);
    }
    for (const { call, outcome } of ended.flat()) {
      if (outcome.status === 'deferred' || outcome.status === 'unknown') open.set(call.app, outcome);
    }
  }
  return calls.flatMap((call) => ends.get(call) ?? []);
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
  const detail = 'Not sent: it may not overtake an earlier update that is still open.';
  const error = { name: 'EARLIER_CALL_OPEN', detail };
  const { by, retryAfterMs } = earlier.status === 'deferred' ? earlier : { by: 'outage' as const };
  const outcome: Deferred = { status: 'deferred', by, error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  return notMade(call, outcome);
}
