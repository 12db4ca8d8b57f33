import type { Loaded, Run } from './load.ts';
import { type Measurement, medianOf, ratioAtMost } from './measurement.ts';

/** The sizes that each load is measured at. */
export const FACTORS = [1, 10, 100];

/** The cost of one item by load, smallest first, one sample per run. */
export interface Growth {
  readonly what: string;
  readonly unit: 'µs';
  readonly costs: readonly (readonly number[])[];
}

/** How much dearer an item may be in the largest load than in the smallest: it is to fall or stay, and clocks are no better than that. */
const MAX_GROWTH = 1.1;

/** Wall and CPU time per item and app. */
export function growthOf(what: string, loads: readonly Loaded[], apps: number): Growth[] {
  const costs = (costOf: (run: Run) => number | undefined) =>
    loads.map(({ runs }) =>
      runs.flatMap((run) => {
        const ms = costOf(run);
        return ms === undefined ? [] : [(ms * 1000) / run.items / apps];
      }),
    );
  return [
    { what: `${what}: wall time`, unit: 'µs', costs: costs(({ wallMs }) => wallMs) },
    { what: `${what}: CPU time`, unit: 'µs', costs: costs(({ cpuMs }) => cpuMs) },
  ];
}

/** Holds the largest load against the smallest. */
export function judgeGrowth({ what, unit, costs }: Growth): Measurement {
  const [smallest = []] = costs;
  const samples = costs.at(-1) ?? [];
  const name = `${what} at ${FACTORS.at(-1)}×, beside 1×`;
  return { what: name, unit, samples, floor: [medianOf(smallest)], target: ratioAtMost(MAX_GROWTH) };
}
