const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?$/;

/** Milliseconds since the epoch of `yyyy-MM-ddTHH:mm:ss[.SSS]`, read as UTC; undefined for any other text, or a day that no calendar has. */
export function parseUtcMs(text: string): number | undefined {
  if (!UTC_TIME.test(text)) return undefined;
  const ms = Date.parse(`${text}Z`);
  // Date.parse takes 30 February for 1 March, and 24:00 for the next day.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text.slice(0, 19)) ? ms : undefined;
}

const ZONED = /^(.{10}T\d\d:\d\d:\d\d)(\.\d{1,3})?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** ISO 8601 with a zone, as `Date.prototype.toISOString` writes it, or with an offset. */
export function parseZonedMs(text: string): number | undefined {
  const [, time = '', fraction = '.', sign, hours, minutes] = ZONED.exec(text) ?? [];
  const localMs = parseUtcMs(`${time}${fraction.padEnd(4, '0')}`);
  if (localMs === undefined || sign === undefined) return localMs;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const utcMs = sign === '+' ? localMs - offsetMs : localMs + offsetMs;
  return isFourDigitYear(utcMs) ? utcMs : undefined;
}

/** Formats of Batch have no room for other years, and a zone may lead out of them. */
function isFourDigitYear(ms: number): boolean {
  return /^\d{4}-/.test(new Date(ms).toISOString());
}

/** Either of the two forms. */
export function parseTimeMs(text: string): number | undefined {
  return parseUtcMs(text) ?? parseZonedMs(text);
}

/** RFC 3339 in UTC, to the second: `2026-11-25T21:54:17Z`. */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The same for openapi.json; which days the calendar has, no pattern says. */
export const TIME_PATTERN =
  '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3}|(\\.\\d{1,3})?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d))?$';
