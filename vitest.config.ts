import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { QUIET_SDK } from './local/aws/quiet-sdk.ts';

/** They slow the clock of their process down: test/support/slow-timers.mjs. */
const OF_THEIR_OWN_CLOCK = 'test/lib/ledger/**/*.test.ts';

const LIB = 'test/lib/**/*.test.ts';

/** Some tests wait while others work; a process more has to load the library, too. */
const OF_LIB = { maxWorkers: 2 * availableParallelism(), sequence: { groupOrder: 0 } };

/** Most wait, for timers, servers and processes. */
const OF_THE_WHOLE = { maxWorkers: 4 * availableParallelism(), sequence: { groupOrder: 1 } };

export default defineConfig({
  test: {
    // Files share processes: loading what they import anew for each takes longer than most tests.
    isolate: false,
    // Limits for what hangs, not for what is slow: no test is to depend on how busy the machine is.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    env: QUIET_SDK,
    projects: [
      { extends: true, test: { ...OF_LIB, name: 'lib', include: [LIB], exclude: [OF_THEIR_OWN_CLOCK] } },
      {
        extends: true,
        test: {
          ...OF_LIB,
          name: 'ledger',
          include: [OF_THEIR_OWN_CLOCK],
          globalSetup: 'test/support/shared-folder.ts',
          isolate: true,
        },
      },
      {
        extends: true,
        test: {
          ...OF_THE_WHOLE,
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: [LIB],
          globalSetup: ['test/support/shared-folder.ts', 'test/support/built.ts'],
        },
      },
    ],
  },
});
