import { describe, expect, it } from 'vitest';
import { violationsOf } from './outage/figures.ts';
import { playOutage } from './outage/outage.ts';

/** `npm run chaos` lets 10,000 wait for twelve hours. */
const SMALLER = { pushes: 300, hours: 2 };

/** The 500 of 10,000 would say nothing about so few. Without the breaker all are parked; with it 55. */
const MOST_PARKED_OF_FEWER = 100;

describe('an outage of Batch', () => {
  it.each(['park', 'resend'] as const)(
    'under `%s` parks few pushes and sends the rest once afterwards',
    {
      timeout: 300_000,
    },
    async (policy) => {
      const outage = await playOutage({ ...SMALLER, policy });
      expect(violationsOf(outage)).toEqual([]);
      expect(outage.badGateways).toBeGreaterThan(20);
      expect(outage.sent).toBeGreaterThan(SMALLER.pushes - MOST_PARKED_OF_FEWER);
    },
  );
});
