import { describe, expect, it } from 'vitest';
import { createOperationRate } from '../../../lib/delivery/operation-rate.ts';
import type { SharedNumbers } from '../../../lib/delivery/rates.ts';
import type { Call } from '../../../lib/endpoints/call.ts';
import { type Bucket, draw } from '../../../local/batch/bucket.ts';
import { fakeClock } from '../../support/clock.ts';
import { fakeNumbers, underLoad } from '../../support/rates.ts';
import { createVirtualTime } from '../../support/virtual-time.ts';

const START = Date.parse('2026-11-23T12:00:00Z');
const of = (items: number, app = 'main'): Call => ({ app, items, body: '', parts: [] });

function start({ perSecond = 300, burst = 1_000 } = {}) {
  const time = createVirtualTime(START);
  const numbers = fakeNumbers(time);
  const rate = createOperationRate(numbers.shared, { perSecond, burst, clock: time });
  const reserve = (items: number, mostMs = 10_000, app?: string) => time.run(rate.reserve(of(items, app), mostMs));
  return { time, numbers, rate, reserve };
}
const waitOf = (room: { at: number } | { waitMs: number }) => ('at' in room ? room.at - START : -room.waitMs);

describe('a rate of operations', () => {
  it.each([
    [1, 6],
    [2, 6],
    [20, 6],
  ])(
    'is held, and used, by %i sandboxes of %i connections: Batch’s own bucket refuses none',
    async (sandboxes, concurrency) => {
      const seconds = 60;
      const {
        left,
        start: startedAt,
        writes,
      } = await underLoad({
        makeRate: (numbers, clock) => createOperationRate(numbers, { perSecond: 300, burst: 1_000, clock }),
        sandboxes,
        concurrency,
        callMs: 50,
        seconds,
        items: 200,
      });
      const buckets = new Map<string, Bucket>();
      for (const { at, items } of left) expect(draw(buckets, 'main', items, at)).toBe(true);
      const asked = left.reduce((sum, { items }) => sum + items, 0);
      const endedAt = left.at(-1)?.at ?? 0;
      const leastSeconds = (asked - 1_000) / 300;
      expect((endedAt - startedAt) / 1_000).toBeLessThan(leastSeconds * 1.1);
      if (sandboxes <= 2) expect(writes).toBeLessThanOrEqual(left.length + 3 * sandboxes * concurrency);
    },
  );

  it('lets a burst go at once and what follows as the bucket fills', async () => {
    const { reserve } = start();
    const waits: number[] = [];
    for (let count = 0; count < 6; count += 1) waits.push(waitOf(await reserve(200)));
    expect(waits.slice(0, 3).every((ms) => ms < 50)).toBe(true);
    expect(waits[3]).toBeGreaterThan(100);
    expect((waits[5] as number) - (waits[4] as number)).toBeCloseTo(200 / 0.291, 0);
  });

  it('asks for one call after the other, so that what one learns spares the next', async () => {
    const { time, numbers, rate } = start();
    const rooms = await time.run(Promise.all(Array.from({ length: 20 }, () => rate.reserve(of(200), 0))));
    const refused = rooms.filter((room) => 'waitMs' in room);
    expect(refused.length).toBeGreaterThan(10);
    expect(numbers.writes()).toBe(rooms.length - refused.length);
  });

  it('asks once more where no answer came, before calls go on without one', async () => {
    const { numbers, reserve } = start();
    numbers.goDown(true);
    expect(await reserve(200)).toHaveProperty('at');
    expect(numbers.writes()).toBe(2);
  });

  it('lets a call leave late by less than of the burst is kept back', async () => {
    const { reserve } = start();
    const room = await reserve(200);
    if (!('at' in room)) throw new Error('There was room.');
    const lateMs = (room.goodUntil ?? 0) - room.at;
    expect(lateMs).toBeGreaterThan(400);
    expect(lateMs).toBeLessThan((1_000 * 0.25) / 0.3);
  });

  it('says how long there is no room, takes none then, and knows it afterwards without asking', async () => {
    const { reserve, rate, numbers } = start({ perSecond: 1, burst: 200 });
    await reserve(190);
    const refused = await reserve(190, 1_000);
    expect(waitOf(refused)).toBeLessThan(-100_000);
    const writes = numbers.writes();
    expect(rate.knownWaitMs(of(190))).toBeGreaterThan(100_000);
    expect(numbers.writes()).toBe(writes);
    expect(waitOf(await reserve(190, 1_000))).toBeCloseTo(waitOf(refused), -2);
  });

  it('lets a call go that is larger than the bucket, once that is full', async () => {
    const { reserve, time } = start({ perSecond: 100, burst: 50 });
    expect(waitOf(await reserve(200))).toBeLessThan(50);
    const [second] = [await reserve(200)];
    expect(waitOf(second)).toBeCloseTo(200 / 0.097, -2);
    await time.run(time.sleep(60_000));
    const now = time.now();
    const third = await reserve(200);
    expect('at' in third && third.at - now).toBeLessThan(50);
  });

  it('has a bucket for each project', async () => {
    const { reserve } = start({ perSecond: 1, burst: 200 });
    await reserve(190);
    expect(waitOf(await reserve(190, 1_000, 'other'))).toBeLessThan(100);
  });

  it('goes on being asked by calls that waited for others until they may wait no longer', async () => {
    const { time, rate } = start({ burst: 200 });
    const [, second] = await time.run(Promise.all([rate.reserve(of(1), 0), rate.reserve(of(200), 0)]));
    expect(second).toHaveProperty('goodUntil');
  });

  it('lets calls go on while nobody can be asked', async () => {
    const { reserve, numbers, rate } = start({ perSecond: 1, burst: 1 });
    numbers.goDown(true);
    for (let count = 0; count < 3; count += 1) expect(waitOf(await reserve(200))).toBeLessThan(50);
    expect([numbers.writes(), rate.knownWaitMs(of(200))]).toEqual([2, 0]);
  });
});

describe('a bucket of 100 that 100 a second fill, of which 75 and 97 are aimed at', () => {
  const MS_EACH = 1_000 / 97;
  const REST_MS = (75 - 50) * MS_EACH;

  /** A rate over a number that answers as it is told, and what it was asked. */
  function exact(moved: { readonly isMoved: boolean; readonly afterMs: number } | 'down') {
    const clock = fakeClock(1_000_000);
    const asked: unknown[] = [];
    const numbers: SharedNumbers = {
      count: async () => 0,
      async moveOn(...terms) {
        asked.push(terms);
        if (moved === 'down') throw new Error('DynamoDB is down.');
        return { isMoved: moved.isMoved, from: clock.now() + moved.afterMs };
      },
    };
    return { rate: createOperationRate(numbers, { perSecond: 100, burst: 100, clock }), clock, asked };
  }

  it('is asked for what a call takes, and lets it leave once no more than the rest is lacking, or 250 ms later', async () => {
    const { rate, clock, asked } = exact({ isMoved: true, afterMs: 1_000 });
    const now = clock.now();
    const at = now + 1_000 - REST_MS;
    expect(await rate.reserve(of(50), 3_000)).toEqual({ at, goodUntil: at + 250 });
    expect(asked).toEqual([['operations main', { now, byMs: 50 * MS_EACH, latest: now + 3_000 + REST_MS }]]);
    expect(rate.knownWaitMs(of(50))).toBeCloseTo(1_000 + 50 * MS_EACH - REST_MS);
    expect(rate.knownWaitMs({ ...of(50), app: 'other' })).toBe(0);
  });

  it('lets a call leave at once while it is full enough', async () => {
    const { rate, clock } = exact({ isMoved: true, afterMs: 0 });
    expect(await rate.reserve(of(50), 0)).toEqual({ at: clock.now(), goodUntil: clock.now() + 250 });
  });

  it('says how long it is not, and says so again without being asked', async () => {
    const { rate, asked } = exact({ isMoved: false, afterMs: 2_000 });
    const waitMs = 2_000 - REST_MS;
    const refused = { waitMs: expect.closeTo(waitMs) };
    expect(await rate.reserve(of(50), 500)).toEqual(refused);
    expect(rate.knownWaitMs(of(50))).toBeCloseTo(waitMs);
    expect(await rate.reserve(of(50), waitMs - 1)).toEqual(refused);
    expect(asked).toHaveLength(1);
    await rate.reserve(of(50), waitMs + 1);
    expect(asked).toHaveLength(2);
  });

  it('is asked once by a call that can’t wait, twice by another, and then by nobody for 5 s', async () => {
    const { rate, clock, asked } = exact('down');
    expect(await rate.reserve(of(50), 0)).toEqual({ at: clock.now() });
    expect(asked).toHaveLength(1);
    clock.advance(4_999);
    await rate.reserve(of(50), 500);
    expect(asked).toHaveLength(1);
    clock.advance(1);
    await rate.reserve(of(50), 500);
    expect(asked).toHaveLength(3);
  });
});
