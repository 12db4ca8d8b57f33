import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeferredBy, Outcome } from '../../../lib/delivery/outcome.ts';
import { retryDelayMs } from '../../../lib/delivery/retry.ts';

const error = { name: 'X', detail: 'x' };
const unknown: Outcome = { status: 'unknown', error };
const deferred = (by: DeferredBy, retryAfterMs?: number): Outcome => ({
  status: 'deferred',
  by,
  error,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
const first = { trigger: 'http' as const, effect: 'once' as const, tries: 1, random: () => 0 };

describe('retry', () => {
  it.each<[string, Outcome]>([
    ['accepted', { status: 'accepted' }],
    ['rejected', { status: 'rejected', httpStatus: 400, error }],
    ['unknown', unknown],
    ['deferred by keys', deferred('keys')],
    ['deferred by configuration', deferred('configuration')],
    ['deferred by the deadline', deferred('deadline')],
  ])('never repeats a push that is %s', (_name, outcome) => {
    expect(retryDelayMs(outcome, first)).toBeUndefined();
  });

  it.each(['repeatable', 'read'] as const)('repeats an unknown outcome of what is %s', (effect) => {
    expect(retryDelayMs(unknown, { ...first, effect })).toBeGreaterThan(0);
  });

  it('waits at least 5 s after a 429, whatever chance and Batch say', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(60_000),
        fc.nat(20),
        (chance, asked, tries) => {
          const delay = retryDelayMs(deferred('throttled', asked), {
            ...first,
            tries: tries + 1,
            random: () => chance,
          });
          expect(delay).toBeGreaterThanOrEqual(Math.max(5_000, asked));
        },
      ),
    );
  });

  it('spreads over half a second those who met a 429 at the same time', () => {
    const [earliest, latest] = [0, 0.999].map((chance) =>
      retryDelayMs(deferred('throttled'), { ...first, random: () => chance }),
    ) as [number, number];
    expect(latest - earliest).toBeCloseTo(499.5);
  });

  it('waits longer from try to try in an outage, up to 4 s', () => {
    const delays = [1, 2, 3, 4, 5, 6, 40].map((tries) => retryDelayMs(deferred('outage'), { ...first, tries }));
    expect(delays).toEqual([125, 250, 500, 1000, 2000, 2000, 2000]);
    expect(retryDelayMs(deferred('outage'), { ...first, tries: 40, random: () => 0.999 })).toBeLessThan(4_000);
  });

  it('honours a Retry-After in an outage', () => {
    expect(retryDelayMs(deferred('outage', 7_000), first)).toBe(7_000);
  });
});
