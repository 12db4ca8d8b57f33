import type { PlayedBulk } from './play.ts';
import type { BulkScenario } from './scenario.ts';

/** A status, as far as it is looked at. */
export interface Told {
  readonly status: string;
  readonly lines: number;
  readonly items: number;
  readonly repeated: number;
  readonly refused: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly results: readonly Readonly<Record<'app' | 'project' | 'status', string> & { items: number }>[];
  readonly ended?: string;
}

const PART_STATUSES = ['queued', 'accepted', 'rejected', 'deferred', 'unknown', 'cancelled'];

/** What must be so at every moment, and is not. */
export function faultsOfStatus(told: Told, { apps }: BulkScenario): string[] {
  const { lines, items, repeated, refused, parts } = told;
  const sum = PART_STATUSES.reduce((all, status) => all + (parts[status] ?? 0), 0);
  return [
    ...(lines === items + repeated + refused ? [] : ['lines do not add up']),
    ...(sum === parts['total'] ? [] : ['parts do not add up']),
    ...apps.filter((app) => itemsOf(told, app) !== items).map((app) => `items of ${app} do not add up`),
  ];
}

/** Items of an app, of all outcomes or of some. */
function itemsOf({ results }: Told, of: string, statuses = PART_STATUSES): number {
  return results
    .filter(({ app, project, status }) => (app ?? project) === of && statuses.includes(status))
    .reduce((sum, { items }) => sum + items, 0);
}

/** What a status says in the end that is not so. */
export function untruthsOf({ scenario, facts, told, messages }: PlayedBulk): string[] {
  const { expected, kind, apps, policy } = scenario;
  if (!told) return ['never ended'];
  const isCancelled = told.status === 'cancelled';
  const handed = new Set(messages.map(({ attributes }) => attributes['idempotency_key']).filter((name) => name)).size;
  const isAsExpected = (['lines', 'items', 'repeated', 'refused'] as const).every(
    (name) => told[name] === expected[name],
  );
  return [
    ...(isCancelled || told.status === 'done' ? [] : [`ended as ${told.status}`]),
    ...(told.ended === undefined ? ['has no end'] : []),
    ...(isCancelled || isAsExpected ? [] : [`tells ${told.lines} lines of ${expected.lines}`]),
    ...(isCancelled || told.parts['total'] === handed ? [] : [`tells ${told.parts['total']} parts of ${handed}`]),
    ...apps.flatMap((app) => {
      const reached = (id: string) => facts.accepted.get(`${app} ${id}`) ?? 0;
      const most = expected.parts.flat().filter((id) => reached(id) > 0).length;
      const [accepted, maybe] = [itemsOf(told, app, ['accepted']), itemsOf(told, app, ['unknown', 'rejected'])];
      const least =
        kind.isOnce && policy === 'park'
          ? [...new Set(expected.parts.flat())].reduce((sum, id) => sum + reached(id), 0)
          : 0;
      return [
        ...(accepted <= most ? [] : [`tells ${accepted} accepted of ${most} on ${app}`]),
        ...(least <= accepted + maybe ? [] : [`tells ${accepted} of ${least} on ${app}`]),
      ];
    }),
  ];
}
