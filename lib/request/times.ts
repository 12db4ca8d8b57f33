const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?$/;

/** Milliseconds since the epoch of `yyyy-MM-ddTHH:mm:ss[.SSS]`, read as UTC; undefined for any other text, or a day that no calendar has. */
export function parseUtcMs(text: string): number | undefined {
  if (!UTC_TIME.test(text)) return undefined;
  const ms = Date.parse(`${text}Z`);
  // Date.parse takes 30 February for 1 March, and 24:00 for the next day.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text.slice(0, 19)) ? ms : undefined;
}
