import { describe, expect, it } from 'vitest';
import { createCallRate } from '../../../lib/delivery/call-rate.ts';
import type { Call } from '../../../lib/endpoints/call.ts';
import { fakeNumbers, mostInASecond, underLoad } from '../../support/rates.ts';
import { createVirtualTime } from '../../support/virtual-time.ts';

const rateOf =
  (perSecond: number): Parameters<typeof underLoad>[0]['makeRate'] =>
  (numbers, clock, concurrency) =>
    createCallRate(numbers, { perSecond, concurrency, clock });
const call: Call = { app: 'ios', items: 1, body: '', parts: [] };
const START = Date.parse('2026-11-23T12:00:00Z');

describe('a rate of calls', () => {
  it.each([
    [480, 20, 6, 5],
    [480, 20, 6, 50],
    [480, 20, 6, 200],
    [480, 8, 6, 20],
    [480, 5, 20, 100],
    [480, 2, 6, 5],
    [1_000, 50, 6, 100],
    [100, 4, 6, 100],
    [20, 4, 6, 100],
    [5, 2, 6, 100],
  ])(
    'of %i a second holds over %i sandboxes of %i connections, and is used, when Batch takes %i ms',
    async (perSecond, sandboxes, concurrency, callMs) => {
      const seconds = Math.max(20, 400 / perSecond);
      const makeRate = rateOf(perSecond);
      const { left, writes, refusals, start } = await underLoad({ makeRate, sandboxes, concurrency, callMs, seconds });
      expect(mostInASecond(left)).toBeLessThanOrEqual(Math.max(perSecond * 1.05, perSecond + 1));
      expect(writes / left.length).toBeLessThanOrEqual(0.1);
      // Nobody waits for ten seconds because others took more than they can use.
      expect(refusals).toBe(0);
      const steady = left.filter(({ at }) => at > start + seconds * 100);
      expect(steady.length / (seconds * 0.9)).toBeGreaterThan(perSecond * 0.9);
    },
  );

  it('lets a few calls go at once where nobody else asks', async () => {
    const makeRate = rateOf(480);
    const { left, start } = await underLoad({
      makeRate,
      sandboxes: 1,
      concurrency: 6,
      callMs: 50,
      seconds: 5,
      calls: 6,
    });
    expect(left.length).toBe(6);
    expect(Math.max(...left.map(({ at }) => at)) - start).toBeLessThan(250);
  });

  it('says how long there is no room, and knows it afterwards without asking', async () => {
    const time = createVirtualTime(START);
    const numbers = fakeNumbers(time);
    const taken = createCallRate(numbers.shared, { perSecond: 480, concurrency: 6, clock: time });
    const all = { ...numbers.shared, count: async () => 1_000_000 };
    const late = createCallRate(all, { perSecond: 480, concurrency: 6, clock: time });
    await time.run(taken.reserve(call, 10_000));
    expect(taken.knownWaitMs(call)).toBe(0);
    expect(await late.reserve(call, 5_000)).toEqual({ waitMs: expect.any(Number) });
    expect(late.knownWaitMs(call)).toBeGreaterThan(5_000);
  });

  it('lets calls go on while nobody can be asked, and asks again', async () => {
    const time = createVirtualTime(START);
    const numbers = fakeNumbers(time);
    numbers.goDown(true);
    const rate = createCallRate(numbers.shared, { perSecond: 1, concurrency: 6, clock: time });
    for (let count = 0; count < 5; count += 1) {
      expect(await time.run(rate.reserve(call, 1_000))).toEqual({ at: time.now() });
    }
    expect([numbers.writes(), rate.knownWaitMs(call)]).toEqual([1, 0]);
    numbers.goDown(false);
    await time.run(time.sleep(5_000));
    await time.run(rate.reserve(call, 1_000));
    expect(numbers.writes()).toBe(2);
  });
});
