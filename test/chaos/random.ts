import { createHash } from 'node:crypto';

/** Chance that depends on nothing but what it is asked about: at least 0, below 1. */
export function chance(...about: readonly (string | number)[]): number {
  return createHash('sha256').update(JSON.stringify(about)).digest().readUInt32BE() / 2 ** 32;
}

/** Draws from one stream, the same for the same seed. */
export interface Dice {
  /** A whole number from 0 to below `sides`. */
  roll(sides: number): number;
  /** True in so many of a hundred cases. */
  isLucky(percent: number): boolean;
  pick<T>(from: readonly T[]): T;
}

export function createDice(...seed: readonly (string | number)[]): Dice {
  let rolls = 0;
  const next = () => chance(...seed, rolls++);
  return {
    roll: (sides) => Math.floor(next() * sides),
    isLucky: (percent) => next() * 100 < percent,
    pick: (from) => from[Math.floor(next() * from.length)] as (typeof from)[number],
  };
}

/** Draws by weight. */
export function weighted<T extends string>(weights: Readonly<Record<T, number>>, at: number): T {
  const entries = Object.entries(weights) as [T, number][];
  let left = at * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return entries[0]?.[0] as T;
}
