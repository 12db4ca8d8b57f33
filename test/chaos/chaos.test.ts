import { describe, expect, it } from 'vitest';
import { runCampaign } from './campaign.ts';
import { tellViolations } from './figures.ts';

/** `npm run chaos` plays a thousand, and tells how many were killed before, during and after each step. */
const SEEDS = 6;

/** So many more at a time, for as long as nobody was killed at one of the steps. */
const MORE_SEEDS = 3;
const MOST_SEEDS = 60;

const STEPS = ['claim', 'call', 'settle'];

/** Enough to see the ledger missed, one after the other. */
const SEEDS_WITHOUT = 4;

describe('whatever fails and whoever is killed', () => {
  it('every request ends, and under `park` nobody is pushed twice', { timeout: 1_800_000 }, async () => {
    const played = [...(await runCampaign({ from: 1, seeds: SEEDS }))];
    const killedAt = () =>
      new Set(played.flatMap(({ events }) => [...events.kills.keys()].map((at) => at.replace(/^\w+ /, ''))));
    while (STEPS.some((step) => !killedAt().has(step)) && played.length < MOST_SEEDS) {
      played.push(...(await runCampaign({ from: played.length + 1, seeds: MORE_SEEDS })));
    }
    expect(tellViolations(played)).toEqual([]);
    expect([...killedAt()]).toEqual(expect.arrayContaining(STEPS));
  });

  it('people would be pushed twice without the condition of the ledger’s claim', async () => {
    // Nearly each seed shows it.
    for (let seed = 1; seed <= SEEDS_WITHOUT; seed += 1) {
      const played = await runCampaign({ from: seed, seeds: 1, isBroken: true });
      if (tellViolations(played).join('\n').includes('accepted twice')) return;
    }
    expect.fail(`${SEEDS_WITHOUT} seeds, and nobody was pushed twice.`);
  });
});
