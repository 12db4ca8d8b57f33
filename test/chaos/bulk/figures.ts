import type { PlayedBulk } from './play.ts';
import { untruthsOf } from './told.ts';

/** Who was reached more often than the file asks for: `app id`. */
function repeatedOf({ scenario, facts }: PlayedBulk): string[] {
  const { kind, policy, apps, expected } = scenario;
  if (!kind.isOnce || policy !== 'park') return [];
  const asked = new Map<string, number>();
  for (const id of expected.parts.flat()) asked.set(id, (asked.get(id) ?? 0) + 1);
  return apps.flatMap((app) =>
    [...asked].filter(([id, times]) => (facts.accepted.get(`${app} ${id}`) ?? 0) > times).map(([id]) => `${app} ${id}`),
  );
}

/** Who was not reached, and of whom no dead letter tells: `app id`. */
function lostOf({ scenario, facts, told }: PlayedBulk): string[] {
  if (told?.status === 'cancelled') return [];
  const inLetters = new Set(facts.letters.flatMap(({ body }) => body.match(/s\d+-u\d+/g) ?? []));
  const ids = [...new Set(scenario.expected.parts.flat())].filter((id) => !inLetters.has(id));
  return scenario.apps.flatMap((app) =>
    ids.filter((id) => !facts.accepted.has(`${app} ${id}`)).map((id) => `${app} ${id}`),
  );
}

/** What must never be. */
function violationsOf(played: PlayedBulk): string[] {
  return [
    ...repeatedOf(played).map((item) => `sent twice: ${item}`),
    ...lostOf(played).map((item) => `lost: ${item}`),
    ...[...played.faults, ...untruthsOf(played)].map((fault) => `the status: ${fault}`),
  ];
}

/** The figures of many bulks, as rows of a table. */
export function figuresOf(played: readonly PlayedBulk[]): [string, string][] {
  const sum = (of: (one: PlayedBulk) => number) => played.reduce((all, one) => all + of(one), 0).toLocaleString('en');
  const kills = ({ events }: PlayedBulk) => [...events.kills.values()].reduce((all, count) => all + count, 0);
  return [
    ['bulks', sum(() => 1)],
    ['lines', sum(({ scenario }) => scenario.expected.lines)],
    ['parts', sum(({ scenario }) => scenario.expected.parts.length)],
    ['deliveries', sum(({ deliveries }) => deliveries)],
    ['faults', sum(({ events }) => events.faults)],
    ['kills', sum(kills)],
    ...killsByStep(played),
    ['cancelled', sum(({ told }) => (told?.status === 'cancelled' ? 1 : 0))],
    ['parked for a person', sum(({ facts }) => facts.letters.length)],
    ['sent twice under `park`', sum((one) => repeatedOf(one).length)],
    ['lost', sum((one) => lostOf(one).length)],
    ['statuses that are not true', sum((one) => one.faults.length + untruthsOf(one).length)],
  ];
}

function killsByStep(played: readonly PlayedBulk[]): [string, string][] {
  const kills = new Map<string, number>();
  for (const { events } of played) {
    for (const [at, count] of events.kills) kills.set(at, (kills.get(at) ?? 0) + count);
  }
  return [...kills].sort().map(([at, count]) => [`  ${at}`, count.toLocaleString('en')]);
}

/** What went wrong under which seed, and how to see it again. */
export function tellViolations(played: readonly PlayedBulk[]): string[] {
  return played.flatMap((one) => {
    const violations = violationsOf(one);
    if (violations.length === 0) return [];
    const { seed, policy, kind } = one.scenario;
    return [
      `seed ${seed} (${policy}, ${kind.capability}): npm run chaos -- --bulks --seed ${seed}`,
      ...violations.slice(0, 5).map((violation) => `  ${violation}`),
    ];
  });
}
