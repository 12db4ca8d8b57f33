import type { Mutant } from './try-room.ts';

/** How many mutants ended how. */
export interface Score {
  readonly killed: number;
  readonly timedOut: number;
  readonly survived: number;
  /** Reached by no test. */
  readonly uncovered: number;
  /** Neither found nor missed, and left out of the percentage: static, argued, or the end of the process that tried them. */
  readonly leftOut: number;
  /** Of those that count, how many were found. */
  readonly percent: number;
}

/** As Stryker reckons: https://stryker-mutator.io/docs/mutation-testing-elements/mutant-states-and-metrics/ */
export function scoreOf(mutants: readonly Mutant[]): Score {
  const count = (status: string) => mutants.filter((mutant) => mutant.status === status).length;
  const [killed, timedOut, survived, uncovered] = ['Killed', 'Timeout', 'Survived', 'NoCoverage'].map(count) as Four;
  const counted = killed + timedOut + survived + uncovered;
  return {
    killed,
    timedOut,
    survived,
    uncovered,
    leftOut: mutants.length - counted,
    percent: counted === 0 ? 100 : (100 * (killed + timedOut)) / counted,
  };
}

type Four = [number, number, number, number];
