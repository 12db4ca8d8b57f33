import type { FigurePoint } from './api.ts';

/** How long a slice is, and how many are kept: half an hour. */
export const FIGURE_MS = 10_000;
const MOST_SLICES = 180;

interface Slice {
  readonly at: number;
  readonly counts: Map<string, number>;
  readonly latenciesMs: number[];
}

/** The metrics that the functions print, in slices of time: what CloudWatch makes of them on AWS. */
export class FigureBoard {
  readonly #slices: Slice[] = [];
  /** As they were last told, until something happens: whoever looks does so often. */
  #points: readonly FigurePoint[] | undefined;

  /** @param line one in CloudWatch's embedded metric format; any other changes nothing */
  read(line: Readonly<Record<string, unknown>>, nowMs: number): void {
    if (!Object.hasOwn(line, '_aws')) return;
    this.#points = undefined;
    const { counts, latenciesMs } = this.#sliceAt(nowMs);
    for (const [name, value] of Object.entries(line)) {
      const values = [value].flat().filter((each) => typeof each === 'number');
      if (name === 'BatchLatency') latenciesMs.push(...values);
      else
        counts.set(
          name,
          values.reduce((sum, each) => sum + each, counts.get(name) ?? 0),
        );
    }
  }

  /** The oldest first, without slices in which nothing happened. */
  points(): readonly FigurePoint[] {
    this.#points ??= this.#slices.map(toPoint);
    return this.#points;
  }

  #sliceAt(nowMs: number): Slice {
    const at = nowMs - (nowMs % FIGURE_MS);
    const last = this.#slices.at(-1);
    if (last && last.at >= at) return last;
    const slice = { at, counts: new Map(), latenciesMs: [] };
    this.#slices.push(slice);
    while ((this.#slices[0]?.at ?? at) <= at - MOST_SLICES * FIGURE_MS) this.#slices.shift();
    return slice;
  }
}

function toPoint({ at, counts, latenciesMs }: Slice): FigurePoint {
  const count = (name: string) => counts.get(name) ?? 0;
  const sorted = latenciesMs.toSorted((one, other) => one - other);
  const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
  return {
    at,
    accepted: count('Accepted'),
    rejected: count('Rejected'),
    deferred: count('Deferred'),
    unknown: count('Unknown'),
    throttled: count('Throttled'),
    calls: sorted.length,
    ...(sorted.length > 0 && { p50: quantile(0.5), p99: quantile(0.99) }),
  };
}
