import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/build.ts',
    // Most tests wait, for timers and servers: no core needs to be kept free.
    maxWorkers: '100%',
    // Limits for what hangs, not for what is slow: no test is to depend on how busy the machine is.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
