import { describe, expect, it } from 'vitest';
import { tellViolations } from './changes/figures.ts';
import { type Played, play } from './changes/play.ts';

/** `npm run chaos` plays a thousand. */
const SEEDS = 100;

describe('whatever changes between two tries of a request', () => {
  it('nothing is sent twice under `park`, nothing lost, and no letter says less than the ledger knew', {
    timeout: 300_000,
  }, async () => {
    const played: Played[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) played.push(await play(seed));
    expect(tellViolations(played)).toEqual([]);
    const reasons = new Set(played.flatMap(({ letters }) => letters));
    expect([...reasons].sort()).toEqual([
      'exhausted',
      'invalid',
      'moved by SQS',
      'rejected',
      'too-old',
      'unknown-outcome',
    ]);
  });

  it('a seed is played the same way each time', async () => {
    const [one, other] = [await play(7), await play(7)];
    expect([...other.world.accepted]).toEqual([...one.world.accepted]);
    expect([other.deliveries, other.letters]).toEqual([one.deliveries, one.letters]);
  });
});
