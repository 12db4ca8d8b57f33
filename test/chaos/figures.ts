import Table from 'cli-table3';
import { violationsOf } from './campaign.ts';
import type { Played } from './play.ts';

/** The figures of a campaign, as rows of a table. */
export function figuresOf(played: readonly Played[]): [string, string][] {
  const sum = (of: (one: Played) => number, among = played) =>
    among.reduce((total, one) => total + of(one), 0).toLocaleString('en');
  const under = (policy: 'park' | 'resend') => played.filter(({ scenario }) => scenario.policy === policy);
  const parked = ({ facts }: Played) =>
    facts.letters.filter(({ attributes }) => attributes['reason'] === 'unknown-outcome').length;
  return [
    ['seeds', sum(() => 1)],
    ['requests', sum(({ scenario }) => scenario.asked.length)],
    ['deliveries and tries', sum(({ deliveries }) => deliveries)],
    [
      'pushes accepted by Batch',
      sum(({ facts }) => [...facts.accepted.values()].reduce((all, count) => all + count, 0)),
    ],
    ['faults', sum(({ events }) => events.faults)],
    ['kills', sum(({ events }) => [...events.kills.values()].reduce((all, count) => all + count, 0))],
    ...killsByStep(played),
    ['parked for a person', sum(parked)],
    ['pushed twice under `park`', sum(({ repeated }) => repeated.length, under('park'))],
    ['pushed twice under `resend`', sum(({ repeated }) => repeated.length, under('resend'))],
    ['lost', sum(({ lost, unfinished }) => lost.length + unfinished.length)],
  ];
}

function killsByStep(played: readonly Played[]): [string, string][] {
  const kills = new Map<string, number>();
  for (const { events } of played) {
    for (const [at, count] of events.kills) kills.set(at, (kills.get(at) ?? 0) + count);
  }
  return [...kills].sort().map(([at, count]) => [`  ${at}`, count.toLocaleString('en')]);
}

export function toTable(figures: readonly [string, string][]): string {
  const table = new Table({ style: { head: [], border: [] } });
  table.push(...figures);
  return table.toString();
}

/** What went wrong under which seed, and how to see it again. */
export function tellViolations(played: readonly Played[]): string[] {
  return played.flatMap((one) => {
    const violations = violationsOf(one);
    if (violations.length === 0) return [];
    const { seed, policy, trigger } = one.scenario;
    return [
      `seed ${seed} (${policy}, ${trigger}): npm run chaos -- --kills --seed ${seed}`,
      ...violations.slice(0, 5).map((violation) => `  ${violation}`),
    ];
  });
}
