import * as z from 'zod/mini';
import { members } from './check.ts';
import { readUtcTime } from './times.ts';

/** Batch's limit on a page of campaigns, and the size of one that nobody asked for (mark D). */
const MAX_PAGE = 100;
const DEFAULT_PAGE = 10;

/** Batch's limit on the days that the statistics of transactional pushes may span (mark D). */
const MAX_MONTHS = 6;

const wholeNumber = z.pipe(z.string().check(z.regex(/^\d{1,9}$/, 'not a whole number')), z.transform(Number));
const flag = z.pipe(
  z.enum(['true', 'false']),
  z.transform((text) => text === 'true'),
);

/** The query of the list of campaigns. */
export const campaignPage = members({
  from: z._default(wholeNumber, 0),
  limit: z._default(wholeNumber.check(z.lte(MAX_PAGE)), DEFAULT_PAGE),
  live: z.optional(flag),
  from_api: z.optional(flag),
});

const isDay = (text: string): boolean => text.length === 10 && readUtcTime(`${text}T00:00:00`) !== undefined;
const day = z.string().check(z.refine(isDay, { error: 'not a day as YYYY-MM-DD', abort: true }));

/** The query of the statistics of transactional pushes, with today's day (GMT) for an `until` that is not given. */
export function statsPeriod(today: string) {
  return members({ since: day, until: z._default(day, today) }).check(({ value, issues }) => {
    const { since, until } = value;
    const refuseUntil = (message: string) => issues.push({ code: 'custom', message, path: ['until'], input: value });
    if (since >= until) refuseUntil('not after since');
    else if (until > monthsAfter(since, MAX_MONTHS)) refuseUntil(`over ${MAX_MONTHS} months after since`);
  });
}

/** The day of the month stays; one that a shorter month does not have goes on into the next. */
function monthsAfter(since: string, months: number): string {
  const date = new Date(`${since}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, since.length);
}

/** The members of a query, percent-decoded; a name that stands there twice has an array, which no rule takes. */
export function readQuery(query: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const [first = '', ...more] = query.getAll(name);
      return [name, more.length > 0 ? [first, ...more] : first];
    }),
  );
}
