import { describe, expect, it } from 'vitest';
import { runCampaign } from './campaign.ts';
import { tellViolations } from './figures.ts';

/** `npm run chaos` plays a thousand. */
const SEEDS = 18;

/** Enough to see the ledger missed. */
const SEEDS_WITHOUT = 4;

describe('whatever fails and whoever is killed', () => {
  it('every request ends, and under `park` nobody is pushed twice', { timeout: 1_800_000 }, async () => {
    const played = await runCampaign({ from: 1, seeds: SEEDS });
    expect(tellViolations(played)).toEqual([]);
    const steps = new Set(played.flatMap(({ events }) => [...events.kills.keys()]));
    expect([...steps]).toEqual(
      expect.arrayContaining(
        ['claim', 'call', 'settle'].flatMap((step) => ['before', 'during', 'after'].map((when) => `${when} ${step}`)),
      ),
    );
  });

  it('people would be pushed twice without the condition of the ledger’s claim', async () => {
    const played = await runCampaign({ from: 1, seeds: SEEDS_WITHOUT, isBroken: true });
    expect(tellViolations(played).join('\n')).toContain('accepted twice');
  });
});
