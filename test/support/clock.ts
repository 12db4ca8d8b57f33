import type { Clock } from '../../lib/clock.ts';

/** A clock on which sleeping takes no time, and which tells how long was slept. */
export function fakeClock(startMs = 0): Clock & { readonly slept: number[]; advance(ms: number): void } {
  let nowMs = startMs;
  const slept: number[] = [];
  return {
    slept,
    now: () => nowMs,
    random: () => 0.5,
    advance: (ms) => {
      nowMs += ms;
    },
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
    },
  };
}
