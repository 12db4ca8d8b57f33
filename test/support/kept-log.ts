import type { Log } from '../../lib/observe/log.ts';

/** A log that keeps what it is told: which of its methods, and with what but the context. */
export function keptLog() {
  const told: unknown[][] = [];
  const keep =
    (kind: keyof Log) =>
    (_context: unknown, ...what: unknown[]) =>
      void told.push([kind, ...what]);
  const log: Log = {
    calls: keep('calls'),
    answer: keep('answer'),
    fates: keep('fates'),
    notReady: keep('notReady'),
    failure: keep('failure'),
  };
  return { log, told, of: (kind: keyof Log) => told.filter(([each]) => each === kind).map(([, ...what]) => what) };
}
