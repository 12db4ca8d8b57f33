/** What was measured of one thing, one sample per run. */
export interface Measurement {
  readonly what: string;
  readonly unit: '' | 'ms' | 'µs' | 's' | 'MB' | 'kB' | 'per second';
  /** None where this system can't tell. */
  readonly samples: readonly number[];
  /** What can't be avoided: measured in the same run, in turns with the samples, or a single figure by arithmetic. */
  readonly floor?: readonly number[];
  readonly target?: Target;
}

/**
 * Counts (`exactly`, `at most`, `at least`) have to meet theirs in every run; with the others it is the median that has to. `ratio` is to the
 * floor, `above floor` a difference.
 */
export interface Target {
  readonly kind: 'exactly' | 'at most' | 'at least' | 'under' | 'ratio' | 'above floor';
  readonly limit: number;
}

export function medianOf(samples: readonly number[]): number {
  const sorted = [...samples].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const around = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return around.reduce((sum, sample) => sum + sample, 0) / around.length;
}

/** Median to median; undefined without a floor or without samples. */
export function ratioOf({ samples, floor = [] }: Measurement): number | undefined {
  return samples.length > 0 && floor.length > 0 ? medianOf(samples) / medianOf(floor) : undefined;
}

/** Whether there are samples that do not meet the target. */
export function misses(measurement: Measurement): boolean {
  const { samples, floor = [], target } = measurement;
  if (!target || samples.length === 0) return false;
  const { kind, limit } = target;
  switch (kind) {
    case 'exactly':
      return samples.some((sample) => sample !== limit);
    case 'at most':
      return samples.some((sample) => sample > limit);
    case 'at least':
      return samples.some((sample) => sample < limit);
    case 'under':
      return medianOf(samples) >= limit;
    case 'ratio':
      return (ratioOf(measurement) ?? 0) > limit;
    case 'above floor':
      return medianOf(samples) - medianOf(floor) > limit;
  }
}

export const exactly = (limit: number): Target => ({ kind: 'exactly', limit });
export const atMost = (limit: number): Target => ({ kind: 'at most', limit });
export const atLeast = (limit: number): Target => ({ kind: 'at least', limit });
export const under = (limit: number): Target => ({ kind: 'under', limit });
export const ratioAtMost = (limit: number): Target => ({ kind: 'ratio', limit });
export const aboveFloorAtMost = (limit: number): Target => ({ kind: 'above floor', limit });

/** One after the other. */
export async function repeat<T>(times: number, run: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < times; index += 1) results.push(await run(index));
  return results;
}
