import { isDeepStrictEqual } from 'node:util';
import type { LogWidget, MetricWidget } from './body.ts';
import type { Figures, Metric, Point } from './figures.ts';

/** One line of a graph: a value for each interval of the time that is shown, or none. */
export interface Series {
  readonly label: string;
  readonly values: readonly (number | undefined)[];
}

/** The lines of a widget, each interval `intervalMs` long. */
export function seriesOf({ properties }: MetricWidget, figures: Figures, intervalMs: number): Series[] {
  const series = (label: string, stat: string, points: readonly Point[]) => ({
    label,
    values: aggregate(points, stat, figures.durationMs, intervalMs),
  });
  return properties.metrics.flatMap((shown) => {
    if ('name' in shown) return [series(shown.label, shown.stat ?? properties.stat, pointsOf(shown, figures))];
    const { found, stat } = search(shown.expression, figures);
    return found.map((metric) => series(labelOf(shown.label, metric), stat, metric.points));
  });
}

function pointsOf({ namespace, name, dimensions }: Omit<Metric, 'points'>, { metrics }: Figures): readonly Point[] {
  const isIt = (metric: Metric) => metric.namespace === namespace && metric.name === name;
  return metrics.find((metric) => isIt(metric) && isDeepStrictEqual(metric.dimensions, dimensions))?.points ?? [];
}

/** `SEARCH('{Namespace,dimension,…} dimension="value" MetricName="Name"', 'Stat', seconds)` */
function search(expression: string, { metrics }: Figures): { found: Metric[]; stat: string } {
  const [, schema = '', filter = '', stat = ''] = /^SEARCH\('\{([^}]+)\} (.*)', '(\w+)', \d+\)$/.exec(expression) ?? [];
  const terms = [...filter.matchAll(/(\w+)="([^"]+)"/g)];
  const found = metrics.filter((metric) => {
    const properties: Record<string, string> = { ...metric.dimensions, MetricName: metric.name };
    const isOfSchema =
      [metric.namespace, ...Object.keys(metric.dimensions)].sort().join() === schema.split(',').sort().join();
    return isOfSchema && terms.every(([, term = '', value]) => properties[term] === value);
  });
  return { found: found.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)), stat };
}

const keyOf = ({ dimensions }: Metric) => JSON.stringify(dimensions);

function labelOf(label: string, { dimensions }: Metric): string {
  return label.replace(/\$\{PROP\('Dim\.(\w+)'\)\}/g, (_, dimension: string) => dimensions[dimension] ?? '');
}

function aggregate(points: readonly Point[], stat: string, durationMs: number, intervalMs: number): Series['values'] {
  if (points.length === 0) return [];
  return Array.from({ length: Math.ceil(durationMs / intervalMs) }, (_, index) => {
    const inside = points.filter(({ atMs }) => Math.floor(atMs / intervalMs) === index).map(({ value }) => value);
    return statistic(stat, inside);
  });
}

/** Of what was counted at some time, nothing is 0. */
function statistic(stat: string, values: readonly number[]): number | undefined {
  if (stat === 'Sum') return values.reduce((sum, value) => sum + value, 0);
  const sorted = [...values].sort((one, other) => one - other);
  const percent = stat === 'Maximum' ? 100 : Number(stat.slice(1));
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)];
}

/** A table as CloudWatch Logs Insights answers with one. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** `… | filter CONDITION | stats count(*) as COUNT by FIELD, … | sort COUNT desc`, which is all that the dashboard asks. */
export function tableOf({ properties: { query } }: LogWidget, { lines }: Figures): Table {
  const [, condition = '', count = '', by = ''] =
    /\| filter (.+) \| stats count\(\*\) as (\w+) by ([\w, ]+) \| sort \w+ desc$/.exec(query) ?? [];
  const fields = by.split(', ');
  const counts = new Map<string, number>();
  for (const { fields: line } of lines.filter((each) => matches(condition, each.fields))) {
    const group = JSON.stringify(fields.map((field) => String(line[field] ?? '')));
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  const rows = [...counts].sort(([, one], [, other]) => other - one);
  return { columns: [...fields, count], rows: rows.map(([group, n]) => [...JSON.parse(group), String(n)]) };
}

/** `field = "value" and field in ["value", "value"]` */
function matches(condition: string, line: Readonly<Record<string, unknown>>): boolean {
  return condition.split(' and ').every((term) => {
    const [, field = '', values = ''] = /^(\w+) (?:=|in) (.+)$/.exec(term) ?? [];
    return [JSON.parse(values)].flat().includes(line[field]);
  });
}
