import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { QUIET_SDK } from './local/aws/quiet-sdk.ts';

/** Those of the ledger slow the clock of their process down: test/support/slow-timers.mjs. */
const OF_ITS_OWN_CLOCK = 'test/lib/ledger/**/*.test.ts';

export default defineConfig({
  test: {
    // Many tests wait, for timers and servers, while others work.
    maxWorkers: 2 * availableParallelism(),
    // Limits for what hangs, not for what is slow: no test is to depend on how busy the machine is.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    env: QUIET_SDK,
    projects: [
      {
        extends: true,
        test: {
          name: 'lib',
          include: ['test/lib/**/*.test.ts'],
          exclude: [OF_ITS_OWN_CLOCK],
          // What is pure shares a process: loading the library anew for each file takes longer than the tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lib/!(ledger)/**', 'test/lib/*.test.ts'],
          globalSetup: 'test/support/global-setup.ts',
        },
      },
    ],
  },
});
