const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?$/;

/** Epoch milliseconds of `yyyy-MM-ddTHH:mm:ss[.SSS]` read as UTC; undefined for another format or a day that no calendar has. */
export function readUtcTime(text: string): number | undefined {
  if (!TIME.test(text)) return undefined;
  const milliseconds = Date.parse(`${text}Z`);
  // Date.parse takes 30 February for 1 March, and 24:00 for the next day.
  const isSameDay = new Date(milliseconds).getUTCDate() === Number(text.slice(8, 10));
  return isSameDay ? milliseconds : undefined;
}

/** `yyyy-MM-ddTHH:mm:ss` in GMT, as Batch writes times. */
export const secondsOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 19);

/** `yyyy-MM-dd` in GMT, as Batch writes days. */
export const dayOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);

const ZONED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Whether something is a time of RFC 3339, on a day that some calendar has. */
export function isZonedTime(value: unknown): boolean {
  const [, time] = ZONED.exec(String(value)) ?? [];
  return typeof value === 'string' && time !== undefined && readUtcTime(time) !== undefined;
}
