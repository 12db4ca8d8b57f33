/**
 * Loaded into a function's process before its bundle, or by a test of what has such limits: what the function sets a limit to
 * may take ten times as long, or as `SLOWER_BY` says.
 *
 * Its limits are made for AWS, where DynamoDB answers in milliseconds. An emulator that shares two busy cores with the tests
 * may need a second, and then the function rightly takes the ledger to be out of reach: a test would hold the speed of the
 * machine. What the limits themselves are good for is held where the clock is a fake or nobody answers at all.
 */
import { setTimeout as schedule } from 'node:timers';

const FACTOR = Number(process.env['SLOWER_BY'] ?? 10);
const abortAfter = AbortSignal.timeout.bind(AbortSignal);

/** @param {Parameters<typeof schedule>} timer */
const slowly = (...[callback, ms = 0, ...rest]) => schedule(callback, ms * FACTOR, ...rest);

// With its properties, among which `util.promisify` finds how to make a promise of it.
Object.assign(globalThis, { setTimeout: Object.assign(slowly, schedule) });
Object.assign(AbortSignal, {
  /** @param {number} ms what is no whole number is refused as ever */
  timeout: (ms) => abortAfter(Number.isInteger(ms) ? ms * FACTOR : ms),
});
