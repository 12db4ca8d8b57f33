import { setTimeout as sleep } from 'node:timers/promises';

export const MS_PER_DAY = 24 * 60 * 60 * 1000;

/** Time and chance, as arguments, so that no test waits and none depends on the time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** At least 0, below 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: Date.now,
  sleep: (ms) => sleep(ms),
  random: Math.random,
};
