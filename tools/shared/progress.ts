import { SingleBar } from 'cli-progress';
import { tellDuration } from './duration.ts';

/** How far something is. */
export interface Progress {
  /** @param total may become another one on the way */
  update(value: number, total: number): void;
  stop(): void;
}

/**
 * A progress bar on stderr that tells how fast it goes and how long it takes yet. It leaves nothing behind; without a terminal there
 * is none.
 *
 * @param tell a number with its unit
 * @param now milliseconds
 */
export function startProgress(label: string, tell: (value: number) => string, now: () => number): Progress {
  const format = `${label} {bar} {percentage}% of {all}, {rate}/s, {left} left`;
  const bar = new SingleBar({ format, barsize: 20, clearOnComplete: true, gracefulExit: false });
  const startedAt = now();
  bar.start(1, 0, { all: '?', rate: '?', left: '?' });
  return {
    update(value, total) {
      const { perSecond, leftMs } = paceOf(value, total, now() - startedAt);
      bar.setTotal(total);
      bar.update(value, { all: tell(total), rate: tell(perSecond), left: tellLeft(leftMs) });
    },
    stop: () => bar.stop(),
  };
}

/** How fast it goes, and how long it takes yet: infinitely long as long as nothing moves. */
export function paceOf(
  value: number,
  total: number,
  elapsedMs: number,
): { readonly perSecond: number; readonly leftMs: number } {
  const perSecond = elapsedMs > 0 ? (value / elapsedMs) * 1000 : 0;
  return { perSecond, leftMs: value >= total ? 0 : ((total - value) / perSecond) * 1000 };
}

function tellLeft(ms: number): string {
  return Number.isFinite(ms) ? tellDuration(ms) : '?';
}

/** `1,234 lines` */
export function tellLines(count: number): string {
  return `${Math.round(count).toLocaleString('en')} lines`;
}

/** `12.3 MB` */
export function tellMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
