import * as z from 'zod/mini';
import { closedObject } from '../../request/schema.ts';
import { parseUtcMs } from '../../request/times.ts';
import type { Description } from '../description.ts';
import type { Endpoint, Moment, Refusal } from '../endpoint.ts';
import { GROUP_ID, groupIdSchema } from './group-id.ts';
import { appsOfQuery, describeApps, planRead } from './reads.ts';

/** Longest period that Batch has figures of at once. Batch's limit. */
const MAX_MONTHS = 6;

const dateSchema = z.string().check(z.refine((text) => dayMs(text) !== undefined, 'expected a day, yyyy-MM-dd'));

const schema = closedObject({
  group_id: groupIdSchema,
  since: dateSchema,
  until: z.optional(dateSchema),
  apps: appsOfQuery,
});

type TransactionalStats = z.infer<typeof schema>;

/** What became of the pushes of one group, day by day. Needs the apps' Live keys. */
export const transactionalStats: Endpoint<TransactionalStats> = {
  name: 'transactional-stats',
  summary: "Batch's Transactional API, the figures of a group of pushes",
  route: { method: 'GET', path: '/transactional/stats/{group_id}', successStatus: 200 },
  waysIn: ['http'],
  effect: 'read',
  account: 'app',
  method: 'GET',
  version: '1.1',
  path: '/transactional/stats',
  example: { group_id: 'welcome', since: '2026-11-01', until: '2026-11-08' },
  schema,
  guard: periodFaults,
  plan: (requests) =>
    requests.flatMap((request, index) => {
      const { group_id, since, until } = request;
      return planRead(request, index, `${transactionalStats.path}/${group_id}`, { since, until });
    }),
};

/** Without `until` Batch takes the present day, in GMT. */
function periodFaults({ since, until }: Partial<Record<'since' | 'until', unknown>>, { now }: Moment): Refusal[] {
  const from = dayMs(since);
  const to = until === undefined ? dayMs(new Date(now).toISOString().slice(0, 10)) : dayMs(until);
  if (from === undefined || to === undefined) return [];
  const end = until === undefined ? 'today' : '`until`';
  if (from > to || (from === to && until !== undefined)) {
    return [{ pointer: '/since', detail: `must be before ${end}`, status: 400 }];
  }
  const detail = `must be at most ${MAX_MONTHS} months before ${end}`;
  return to > monthsLaterMs(from) ? [{ pointer: '/since', detail, status: 400 }] : [];
}

function dayMs(text: unknown): number | undefined {
  return typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) ? parseUtcMs(`${text}T00:00:00`) : undefined;
}

/** The same day of a later month, or where that month is too short, so many days after its end. */
function monthsLaterMs(ms: number): number {
  return new Date(ms).setUTCMonth(new Date(ms).getUTCMonth() + MAX_MONTHS);
}

/** For openapi.json. */
export function description(): Description {
  const day = { format: 'date', pattern: '^\\d{4}-\\d\\d-\\d\\d$' };
  return {
    text: 'Answers the figures of a group of pushes, day by day, as Batch has them, in `data`. Needs the apps’ Live keys.',
    members: {
      group_id: GROUP_ID,
      since: { ...day, description: `The first day. Before \`until\`, by at most ${MAX_MONTHS} months.` },
      until: { ...day, description: 'The day after the last; today, in GMT, if left out.' },
      apps: describeApps(),
    },
  };
}
