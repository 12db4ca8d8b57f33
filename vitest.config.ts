import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { QUIET_SDK } from './local/aws/quiet-sdk.ts';

/** They slow the clock of their process down: test/support/slow-timers.mjs. */
const OF_THEIR_OWN_CLOCK = 'test/lib/ledger/**/*.test.ts';

const LIB = 'test/lib/**/*.test.ts';

export default defineConfig({
  test: {
    // Many tests wait, for timers and servers, while others work.
    maxWorkers: 4 * availableParallelism(),
    // Files share processes: loading what they import anew for each takes longer than most tests.
    isolate: false,
    // Limits for what hangs, not for what is slow: no test is to depend on how busy the machine is.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    env: QUIET_SDK,
    projects: [
      { extends: true, test: { name: 'lib', include: [LIB], exclude: [OF_THEIR_OWN_CLOCK] } },
      {
        extends: true,
        test: {
          name: 'ledger',
          include: [OF_THEIR_OWN_CLOCK],
          globalSetup: 'test/support/shared-folder.ts',
          isolate: true,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: [LIB],
          globalSetup: ['test/support/shared-folder.ts', 'test/support/built.ts'],
        },
      },
    ],
  },
});
