import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { secretsManagerReader } from '../../lib/aws/credentials.ts';
import { createQueues } from '../../lib/aws/queues.ts';
import { type Deadline, deadlineOf, signalAt, sooner, timerMs } from '../../lib/deadline.ts';
import { SecretsUnavailableError } from '../../lib/errors.ts';
import { createLedger, type Terms } from '../../lib/ledger/ledger.ts';
import type { Entry } from '../../lib/ledger/record.ts';
import { listen, type RunningServer } from '../../local/server.ts';
import { pointSdkAt } from '../support/sdk.ts';

const left = (ms: number): Deadline => ({ remainingMs: () => ms });

/** Fractions, negatives, and what is hardly a time. */
const ODD = [775.4, 0.4, 0, -0, -1, -775.4, 2 ** 31 - 1, 2 ** 31, 2 ** 53, Number.MAX_VALUE, Infinity, -Infinity, NaN];
const anyMs = fc.oneof(fc.double(), fc.integer(), fc.double({ min: 0, max: 900_000 }), fc.constantFrom(...ODD));

const ENTRY: Entry = { request: 'r', place: 'first', part: 'ios#0', bodyHash: 'b', items: 1 };
const TERMS: Terms = { until: 0, mayRepeat: () => false };

let silent: RunningServer | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await silent?.stop();
});

describe('a deadline', () => {
  it('becomes a signal, however odd it is', () => {
    fc.assert(
      fc.property(anyMs, anyMs, fc.boolean(), (ms, mostMs, isSooner) => {
        const deadline = isSooner ? sooner(left(ms)) : left(ms);
        expect(() => signalAt(deadline, mostMs)).not.toThrow();
      }),
    );
  });

  it('becomes whole milliseconds that a timer can wait, never more than there are', () => {
    fc.assert(
      fc.property(anyMs, (ms) => {
        const whole = timerMs(ms);
        expect(Number.isInteger(whole) && whole >= 0 && whole < 2 ** 31).toBe(true);
        if (ms >= 0) expect(whole).toBeLessThanOrEqual(ms);
      }),
    );
  });

  it.each([
    ['the deadline', 20.5, 60_000],
    ['the most it may take', 60_000, 20.5],
  ])('aborts at %s', async (_which, ms, mostMs) => {
    const signal = signalAt(left(ms), mostMs);
    expect(signal.aborted).toBe(false);
    // The signal's own timer keeps no process alive, but the test waits.
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  });

  it('is far from up when it is further off than a timer can wait', async () => {
    const signal = signalAt(left(Infinity));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(signal.aborted).toBe(false);
  });

  it('is half a second before the end that Lambda tells', () => {
    expect(deadlineOf({ getRemainingTimeInMillis: () => 3_000 }).remainingMs()).toBe(2_500);
  });

  it.each([775.4, 0.4, -775.4])(
    'of %d ms reaches AWS as an answer or a failure of AWS, never as a defect',
    async (ms) => {
      silent = await listen(0, async () => {});
      pointSdkAt(silent.url);
      const failures = [
        createLedger('table', { ttlMs: 1, now: () => 0 }).claim(ENTRY, TERMS, left(ms)),
        createQueues({ sendsOnce: true }).send(silent.url, { body: '' }, left(ms)),
      ].map((failing) => failing.catch(({ name }: Error) => name));
      expect(new Set(await Promise.all(failures))).toEqual(new Set(['AbortError']));
      await expect(secretsManagerReader('secret')(ms)).rejects.toThrow(SecretsUnavailableError);
    },
  );
});
