import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import type { Room } from './rooms.ts';

/** Where Stryker works and results are kept, git-ignored. */
export const KEPT_IN = '.mutation';

/** A change to one place of the code, and whether a test noticed. */
export interface Mutant {
  /** `lib/delivery/retry.ts:40:7` */
  readonly place: string;
  readonly mutator: string;
  readonly replacement: string;
  /** Stryker's: https://stryker-mutator.io/docs/mutation-testing-elements/mutant-states-and-metrics/ */
  readonly status: string;
}

/**
 * Has Stryker try each mutant of a room; those whose code and tests are as they were when it last did are not tried again.
 *
 * @throws Error if a test fails without any mutant
 */
export async function tryRoom({ name, files }: Room): Promise<readonly Mutant[]> {
  // Not before it is needed: whoever asks what the options are would wait for it.
  const { Stryker } = await import('@stryker-mutator/core');
  const kept = `${KEPT_IN}/${fileNameOf(name)}`;
  const mutants = await new Stryker({
    mutate: [...files],
    testRunner: 'vitest',
    vitest: { configFile: 'tools/mutation/vitest.config.ts' },
    plugins: ['@stryker-mutator/vitest-runner'],
    coverageAnalysis: 'perTest',
    // What runs when a file is loaded, schemas above all, would need all tests in a process of its own for each of its mutants.
    ignoreStatic: true,
    concurrency: availableParallelism(),
    dryRunTimeoutMinutes: 30,
    tempDirName: `${KEPT_IN}/sandbox`,
    ignorePatterns: [
      `/${KEPT_IN}`,
      '/.*',
      '/bench',
      '/client',
      '/coverage',
      '/deploy-policy',
      '/dist',
      '/docs',
      '/release',
    ],
    incremental: true,
    incrementalFile: `${kept}.stryker.json`,
    reporters: ['progress-append-only', 'html'],
    htmlReporter: { fileName: `${kept}.html` },
  }).runMutationTest();
  return mutants.map(({ fileName, location: { start }, mutatorName, replacement, status }) => ({
    place: `${relative('.', fileName)}:${start.line}:${start.column}`,
    mutator: mutatorName,
    replacement,
    status,
  }));
}

export const fileNameOf = (room: string): string => room.replaceAll('/', '-');
