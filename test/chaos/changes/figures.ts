import type { Played } from './play.ts';

/** The figures of many seeds, as rows of a table. */
export function figuresOf(played: readonly Played[]): [string, string][] {
  const sum = (of: (one: Played) => number) => played.reduce((total, one) => total + of(one), 0).toLocaleString('en');
  const total = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((all, count) => all + count, 0);
  const changes = (what: string) => sum((one) => one.changes.get(what) ?? 0);
  return [
    ['seeds', sum(() => 1)],
    ['requests', sum(({ scenario }) => scenario.asked.length)],
    ['deliveries', sum(({ deliveries }) => deliveries)],
    ['changes of the secret', changes('secret')],
    ['changes of the settings', changes('settings')],
    ['dead letters put back by SQS’s redrive', changes('redriven letters')],
    ['dead letters put back by `retry`', changes('retried letters')],
    ['accepted by Batch', sum(({ world }) => total(world.accepted))],
    ['faults', sum(({ world }) => world.faults)],
    ['kills', sum(({ world }) => total(world.kills))],
    ['dead letters', sum(({ letters }) => letters.length)],
    ...reasonsOf(played),
    ['pushed twice under `park`', sum(({ repeated }) => repeated.length)],
    ['sent to an app that it was not for', sum(({ strayed }) => strayed.length)],
    ['sent more than three times with unknown outcome', sum(({ insisted }) => insisted.length)],
    ['lost', sum(({ lost, unfinished }) => lost.length + unfinished.length)],
    ['letters that say less than the ledger knew', sum(({ silences }) => silences.length)],
  ];
}

function reasonsOf(played: readonly Played[]): [string, string][] {
  const reasons = new Map<string, number>();
  for (const reason of played.flatMap(({ letters }) => letters)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return [...reasons].sort().map(([reason, count]) => [`  ${reason}`, count.toLocaleString('en')]);
}

/** What went wrong under which seed, and how to see it again. */
export function tellViolations(played: readonly Played[]): string[] {
  return played.flatMap(
    ({ scenario: { seed, capability }, repeated, lost, strayed, insisted, unfinished, silences }) => {
      const violations = [
        ...repeated.map((each) => `accepted twice: ${each}`),
        ...lost.map((name) => `lost: ${name}`),
        ...strayed.map((each) => `sent to an app it was not for: ${each}`),
        ...insisted.map((each) => `sent too often with unknown outcome: ${each}`),
        ...unfinished.map((name) => `never ended: ${name}`),
        ...silences.map((silence) => `a letter that says less than the ledger knew: ${silence}`),
      ];
      if (violations.length === 0) return [];
      const heading = `seed ${seed} (${capability}): npm run chaos -- --changes --seed ${seed}`;
      return [heading, ...violations.slice(0, 5).map((violation) => `  ${violation}`)];
    },
  );
}
