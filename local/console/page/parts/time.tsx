const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** The time of day of milliseconds since 1970, where the reader is. */
export function Clock({ at }: { readonly at: number }) {
  return <time dateTime={new Date(at).toISOString()}>{CLOCK.format(at)}</time>;
}

/** `35 ms`, `5.0 s`, `2 min 10 s` */
export function tellMs(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}
