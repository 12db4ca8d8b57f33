import { parseTimeMs, parseZonedMs } from '../../request/times.ts';
import type { Value } from '../planning/merged-attributes.ts';

/** What a date of a user or an event has to be. */
export const DATE = 'expected epoch seconds, yyyy-MM-ddTHH:mm:ss[.SSS] in UTC, or the same with a zone';

export function isDate(value: unknown): boolean {
  return Number.isFinite(value) || (typeof value === 'string' && parseTimeMs(value) !== undefined);
}

/** The value as Batch documents it: a time with a zone becomes UTC, in epoch seconds where it has no milliseconds. */
export function toBatchValue(key: string, value: Value): Value {
  const zonedMs = key.startsWith('date(') && typeof value === 'string' ? parseZonedMs(value) : undefined;
  if (zonedMs === undefined) return value;
  return zonedMs % 1000 === 0 ? zonedMs / 1000 : new Date(zonedMs).toISOString().slice(0, -1);
}
