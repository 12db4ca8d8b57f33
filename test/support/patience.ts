import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { vi } from 'vitest';

/** How long a test waits for what has to come: a limit that only matters when it never comes. */
const PATIENCE_MS = 300_000;

/** Asks again and again until what it asks for holds, and answers it. For what comes by itself, sooner or later. */
export function eventually<T>(holds: () => T | Promise<T>, timeout = PATIENCE_MS): Promise<T> {
  return vi.waitFor(holds, { timeout, interval: 100 });
}

const SLOW_TIMERS = pathToFileURL(resolve(import.meta.dirname, 'slow-timers.mjs'));

/** Environment of functions whose limits are not to be those of a busy machine: `slow-timers.mjs` says why. */
export const PATIENT = { NODE_OPTIONS: `--import ${SLOW_TIMERS.href}` };

/** How many times as long these may run, for a stack that has them. */
export const PATIENCE = 10;
