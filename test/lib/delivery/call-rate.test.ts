import { describe, expect, it } from 'vitest';
import { createCallRate } from '../../../lib/delivery/call-rate.ts';
import type { SharedNumbers } from '../../../lib/delivery/rates.ts';
import { Slots } from '../../../lib/delivery/slots.ts';
import type { Call } from '../../../lib/endpoints/call.ts';
import { fakeClock } from '../../support/clock.ts';
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

describe('480 calls a second, of which five combs are lent at first', () => {
  const slots = new Slots(480);
  const now = START + 400;
  const frame = slots.frameAt(now);
  const combs = slots.combsOf(frame);

  /** A rate of which so many combs are lent in this frame, with the first loan of ours, and what was asked. */
  function exact(lent: number) {
    const asked: unknown[] = [];
    const numbers: SharedNumbers = {
      moveOn: () => Promise.reject(new Error('It is moved.')),
      async count(...terms) {
        asked.push(terms);
        return lent;
      },
    };
    return { rate: createCallRate(numbers, { perSecond: 480, concurrency: 6, clock: fakeClock(now) }), asked };
  }

  it('asks in the name of the frame, until it ends, and lets a call go at the first slot that it was lent', async () => {
    const { rate, asked } = exact(10);
    const own = [5, 6, 7, 8, 9].flatMap((nth) => slots.comb(frame, nth)).filter((slot) => slot >= slots.usableAt(now));
    expect(await rate.reserve(call, 1_000)).toEqual({ at: Math.max(now, Math.min(...own)) });
    expect(asked).toEqual([[`calls 2000 ${frame}`, 5, slots.startOf(frame + 1)]]);
  });

  it('looks in the next frame once nothing is left of this one, and after those who came too late before', async () => {
    const late = exact(combs + 5);
    expect(await late.rate.reserve(call, 100)).toEqual({ waitMs: slots.startOf(frame + 1) - now });
    expect(late.rate.knownWaitMs(call)).toBe(slots.startOf(frame + 1) - now);
    const later = exact(2 * combs + 5);
    expect(await later.rate.reserve(call, 100)).toEqual({ waitMs: slots.startOf(frame + 2) - now });
    // One fewer, and those who came too late have all they want in the next frame.
    const justIn = exact(2 * combs + 4);
    expect(await justIn.rate.reserve(call, 100)).toEqual({ waitMs: slots.startOf(frame + 1) - now });
    expect([late.asked.length, later.asked.length]).toEqual([1, 1]);
  });

  it('knows of no wait while it has slots, or while nobody can be asked', async () => {
    const { rate } = exact(10);
    await rate.reserve(call, 1_000);
    expect(rate.knownWaitMs(call)).toBe(0);
    const down = createCallRate(
      { ...fakeNumbers(createVirtualTime(START)).shared, count: () => Promise.reject(new Error('down')) },
      { perSecond: 1, concurrency: 1, clock: fakeClock(now) },
    );
    expect(await down.reserve(call, 0)).toEqual({ at: now });
    expect(down.knownWaitMs(call)).toBe(0);
  });
});
