import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/global-setup.ts',
    // Many tests wait, for timers and servers, while others work.
    maxWorkers: 2 * availableParallelism(),
    // Limits for what hangs, not for what is slow: no test is to depend on how busy the machine is.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
