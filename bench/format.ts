import { type Measurement, medianOf, misses, ratioOf } from './measurement.ts';

/** Three figures that count, or the whole number. */
export function number(value: number): string {
  return value.toLocaleString('en', value < 1_000 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });
}

/** Dollars to the cent, or to the first figure that counts. */
export function dollars(value: number): string {
  return `$${value < 0.095 ? value.toLocaleString('en', { maximumSignificantDigits: 1 }) : value.toFixed(2)}`;
}

/** `12.3 (11.9–14) ms` */
export function spread(samples: readonly number[], unit: string): string {
  if (samples.length === 0) return 'not measured: this system has no `/proc`';
  const [low, median, high] = [Math.min(...samples), medianOf(samples), Math.max(...samples)].map(number);
  return `${median}${low === high ? '' : ` (${low}–${high})`} ${unit}`.trim();
}

/** A table in Markdown; the first row is its head. */
export function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export const HEAD = ['what', 'measured here: median (min–max)', 'floor', 'ratio', 'target'];

/** One line of the table of all measurements. */
export function rowOf(measurement: Measurement): string[] {
  const { what, unit, samples, floor = [] } = measurement;
  const ratio = ratioOf(measurement);
  return [
    what,
    spread(samples, unit),
    floor.length > 0 ? `${number(medianOf(floor))} ${unit}`.trim() : '–',
    ratio === undefined ? '–' : ratio.toFixed(2),
    describeTarget(measurement) + (misses(measurement) ? ' (missed)' : ''),
  ];
}

function describeTarget({ target, unit }: Measurement): string {
  if (!target) return '–';
  const limit = `${number(target.limit)} ${unit}`.trim();
  switch (target.kind) {
    case 'exactly':
      return limit;
    case 'ratio':
      return `ratio at most ${target.limit}`;
    case 'above floor':
      return `at most ${limit} above the floor`;
    default:
      return `${target.kind} ${limit}`;
  }
}
