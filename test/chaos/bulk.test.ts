import { expect, it } from 'vitest';
import { tellViolations } from './bulk/figures.ts';
import { runBulks } from './campaign.ts';

/** `npm run chaos` plays a hundred. */
const SEEDS = 6;

it('whatever fails and whoever is killed, each line of a file is sent once, and told of truly', {
  timeout: 1_800_000,
}, async () => {
  const played = await runBulks({ from: 1, seeds: SEEDS });
  expect(tellViolations(played)).toEqual([]);
  const kills = new Set(played.flatMap(({ events }) => [...events.kills.keys()].map((at) => at.replace(/^\w+ /, ''))));
  expect([...kills]).toEqual(expect.arrayContaining(['file', 'note', 'part', 'call']));
});
