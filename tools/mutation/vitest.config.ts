import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { QUIET_SDK } from '../../local/aws/quiet-sdk.ts';
import { keptThreads } from './kept-threads.ts';
import { NearestFirst } from './nearest-first.ts';

/** Those of the ledger slow the clock of their process down: test/support/slow-timers.mjs. */
const OF_ITS_OWN_CLOCK = 'test/lib/ledger/**/*.test.ts';

/** It counts the blocks of code that run, and Stryker adds some. */
const COUNTS_CODE = 'test/lib/endpoints/v1/planning.test.ts';

/** It has tens of millions of bytes gone through one by one, and Stryker counts what it meets of each: half a minute for a mutant. */
const MEETS_TOO_MUCH = 'test/lib/bulk/file/long-lines.test.ts';

/** For what takes long to make: test/support/shared.ts. In Stryker's sandbox, where the first run without a mutant makes it whole. */
const sharedFolder = resolve('.mutation/shared');
mkdirSync(sharedFolder, { recursive: true });

/** The tests of `test/lib` as Stryker runs them for each mutant. */
export default defineConfig({
  plugins: [
    {
      name: keptThreads.name,
      // Not `test.pool`: Stryker sets that.
      configureVitest({ project }) {
        project.config.pool = keptThreads.name;
        project.config.poolRunner = keptThreads;
      },
    },
  ],
  test: {
    // Loading the library takes longer than most tests.
    isolate: false,
    setupFiles: 'tools/mutation/count-anew.ts',
    // What waits for what never comes fails here. The slowest test takes 3 s.
    testTimeout: 10_000,
    hookTimeout: 10_000,
    env: QUIET_SDK,
    provide: { sharedFolder },
    sequence: { sequencer: NearestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'lib',
          include: ['test/lib/**/*.test.ts'],
          exclude: [OF_ITS_OWN_CLOCK, COUNTS_CODE, MEETS_TOO_MUCH],
        },
      },
      {
        extends: true,
        // Two processes of tests leave the emulator more of two cores than all tests do; each mutant waits for these limits.
        test: { name: 'ledger', include: [OF_ITS_OWN_CLOCK], env: { SLOWER_BY: '3' } },
      },
    ],
  },
});
