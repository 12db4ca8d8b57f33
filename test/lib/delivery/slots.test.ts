import { describe, expect, it } from 'vitest';
import { Slots } from '../../../lib/delivery/slots.ts';

const START = Date.parse('2026-11-23T12:00:00Z');

/** All slots of the frame that this moment is in, comb by comb, as they are lent one after the other. */
function frameOf(perSecond: number) {
  const slots = new Slots(perSecond);
  const frame = slots.frameAt(START);
  const combs = Array.from({ length: slots.combsOf(frame) }, (_, nth) => slots.comb(frame, nth));
  const [from, to] = [slots.startOf(frame), slots.startOf(frame + 1)];
  return { slots, frame, combs, from, to, seconds: (to - from) / 1_000 };
}

describe.each([1, 5, 20, 100, 137, 150, 480, 1_000, 5_000])('the slots of %i calls a second', (perSecond) => {
  const { slots, frame, combs, from, to, seconds } = frameOf(perSecond);

  it('are each in one comb of a frame, as many as are aimed at, evenly over it', () => {
    const all = combs.flat().sort((one, other) => one - other);
    expect(Math.abs(all.length - perSecond * 0.97 * seconds)).toBeLessThanOrEqual(1);
    expect(all[0]).toBeGreaterThanOrEqual(from);
    expect(all.at(-1)).toBeLessThan(to);
    const stepMs = 1_000 / (perSecond * 0.97);
    for (let place = 1; place < all.length; place += 1) {
      expect((all[place] as number) - (all[place - 1] as number)).toBeCloseTo(stepMs, 2);
    }
  });

  it('come in combs of six, spread over the frame, of which none begins beside the one before', () => {
    for (const comb of combs) expect([5, 6]).toContain(comb.length);
    if (combs.length < 5) return;
    const stepMs = ((combs[0]?.[1] ?? 0) - (combs[0]?.[0] ?? 0)) / combs.length;
    const firsts = combs.map(([first = 0]) => Math.round((first - from) / stepMs));
    for (let nth = 1; nth < firsts.length; nth += 1) {
      const apart = Math.abs((firsts[nth] ?? 0) - (firsts[nth - 1] ?? 0));
      expect(Math.min(apart, combs.length - apart)).toBeGreaterThanOrEqual(Math.floor(combs.length / 4));
    }
  });

  it('are told of as so many a second and comb, and counted under a name of the frame’s own', () => {
    expect(slots.combPerSecond).toBeCloseTo(6 / seconds);
    expect(slots.nameOf(frame)).toBe(`calls ${to - from} ${frame}`);
    expect([slots.frameAt(from), slots.frameAt(to - 1), slots.frameAt(to)]).toEqual([frame, frame, frame + 1]);
  });
});

it.each([
  [5_000, 2_000],
  [480, 2_000],
  [200, 4_124],
  [150, 5_499],
  [100, 6_000],
  [1, 6_000],
])('of %i calls a second a frame is %i ms long', (perSecond, ms) => {
  const { from, to } = frameOf(perSecond);
  expect(to - from).toBe(ms);
});

it('may be used a little late', () => {
  expect(new Slots(1).usableAt(START)).toBe(START - 60);
});
