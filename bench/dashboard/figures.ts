/** A value of a metric, by the time since the load began. */
export interface Point {
  readonly atMs: number;
  readonly value: number;
}

/** A metric that has values. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly points: Point[];
}

/** A line that a function logged. */
export interface LogLine {
  readonly atMs: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What CloudWatch would have been given. */
export interface Figures {
  readonly durationMs: number;
  readonly metrics: readonly Metric[];
  readonly lines: readonly LogLine[];
}

/** Finds a metric again by its name and dimensions, in whichever order. */
export class Recorder {
  readonly #metrics = new Map<string, Metric>();
  readonly lines: LogLine[] = [];

  get metrics(): readonly Metric[] {
    return [...this.#metrics.values()];
  }

  add(namespace: string, name: string, dimensions: Readonly<Record<string, string>>, point: Point): void {
    const key = JSON.stringify([namespace, name, ...Object.entries(dimensions).sort()]);
    const metric = this.#metrics.get(key) ?? { namespace, name, dimensions, points: [] };
    metric.points.push(point);
    this.#metrics.set(key, metric);
  }
}
