import { type Box, LINE_HEIGHT, text } from './marks.ts';
import type { Series } from './series.ts';

/** Seen on light and on dark. */
const COLOURS = [
  '#2f7ed8',
  '#e07b00',
  '#2e9e4f',
  '#d64545',
  '#9467bd',
  '#0aa5a5',
  '#b8860b',
  '#d65db1',
  '#7f8c8d',
  '#6b8e23',
  '#a0522d',
  '#4b5ec9',
];

const AXIS_WIDTH = 34;
const AXIS_HEIGHT = 18;
const LEGEND_LINES = 3;
/** Of a letter, about. */
const LETTER_WIDTH = 6;
const MARK_WIDTH = 14;
const LEGEND_GAP = 12;
const ASCENT = 6;
/** Most steps of an axis. */
const STEPS = 4;
const SECONDS_BETWEEN_MARKS = 10;
/** The least that an axis reaches, so that nothing but zeros is a line at the bottom. */
const LEAST_TOP = 1;

type Coloured = Series & { readonly colour: string };

/** A graph with its axes and its legend. */
export function drawGraph(series: readonly Series[], stacked: boolean, durationMs: number, box: Box): string {
  const coloured = series.map((each, index) => ({ ...each, colour: COLOURS[index % COLOURS.length] ?? '' }));
  const shown = stacked ? pile(coloured) : coloured;
  const levels = levelsTo(Math.max(LEAST_TOP, ...shown.map(peakOf)));
  const top = levels.at(-1) ?? LEAST_TOP;
  const plot: Box = {
    x: box.x + AXIS_WIDTH,
    y: box.y + ASCENT,
    width: box.width - AXIS_WIDTH,
    height: box.height - ASCENT - AXIS_HEIGHT - LEGEND_LINES * LINE_HEIGHT,
  };
  return [
    drawAxes(levels, durationMs, plot),
    shown.every(({ values }) => values.length === 0)
      ? text(plot.x + plot.width / 2, plot.y + plot.height / 2, 'No data', 'faint')
      : '',
    // Of a pile the highest is drawn first, the others before it.
    ...shown.toReversed().map((each) => drawSeries(each, top, stacked, plot)),
    drawLegend(coloured, { ...box, y: box.y + box.height - LEGEND_LINES * LINE_HEIGHT }),
  ].join('\n');
}

/** Each on top of those before it. */
function pile(series: readonly Coloured[]): Coloured[] {
  return series.map((each, index) => ({
    ...each,
    values: each.values.map((_, at) =>
      series.slice(0, index + 1).reduce((sum, { values }) => sum + (values[at] ?? 0), 0),
    ),
  }));
}

/** From 0 to a value or the next above it, in steps of 1, 2 or 5 of some power of ten. */
function levelsTo(value: number): number[] {
  const power = 10 ** Math.floor(Math.log10(value / STEPS));
  const step = power * ([1, 2, 5].find((each) => each * power * STEPS >= value) ?? 10);
  return Array.from({ length: Math.ceil(value / step) + 1 }, (_, index) => index * step);
}

function drawAxes(levels: readonly number[], durationMs: number, { x, y, width, height }: Box): string {
  const lines = levels.map((value, index) => {
    const level = Math.round(y + height - (height * index) / (levels.length - 1));
    return `<path class="grid" d="M${x} ${level}h${width}"/>${text(x - 6, level + 4, short(value), 'faint end')}`;
  });
  const seconds = Math.floor(durationMs / 1000 / SECONDS_BETWEEN_MARKS);
  const marks = Array.from({ length: seconds + 1 }, (_, index) => {
    const second = index * SECONDS_BETWEEN_MARKS;
    return text(x + (width * second * 1000) / durationMs, y + height + 14, `${second} s`, 'faint');
  });
  return [...lines, ...marks].join('\n');
}

function short(value: number): string {
  return value >= 10_000 ? `${Math.round(value / 1000)}k` : String(Number(value.toPrecision(2)));
}

function drawSeries({ values, colour }: Coloured, top: number, stacked: boolean, { x, y, width, height }: Box): string {
  const points = values.flatMap((value, index) =>
    value === undefined
      ? []
      : [
          `${Math.round(x + (width * (index + 0.5)) / values.length)} ${Math.round(y + height - (height * value) / top)}`,
        ],
  );
  if (points.length === 0) return '';
  const line = `M${withoutRepeats(points).join('L')}`;
  if (!stacked) return `<path class="line" stroke="${colour}" d="${line}"/>`;
  const [first, last] = [points[0], points.at(-1)].map((point) => point?.split(' ')[0]);
  return `<path class="area" fill="${colour}" d="${line}L${last} ${y + height}L${first} ${y + height}Z"/>`;
}

/** Without the points in the middle of a level line. */
function withoutRepeats(points: readonly string[]): string[] {
  const level = (index: number) => points[index]?.split(' ')[1];
  return points.filter((_, index) => level(index) !== level(index - 1) || level(index) !== level(index + 1));
}

/** The highest first; those for which there is no room are only counted. */
function drawLegend(series: readonly Coloured[], { x, y, width }: Box): string {
  const longest = Math.max(...series.map(({ label }) => label.length));
  const columnWidth = MARK_WIDTH + longest * LETTER_WIDTH + LEGEND_GAP;
  const columns = Math.max(1, Math.floor(width / columnWidth));
  const places = columns * LEGEND_LINES;
  const ranked = series.toSorted((one, other) => peakOf(other) - peakOf(one));
  const named = ranked.length <= places ? ranked : ranked.slice(0, places - 1);
  const entries: { label: string; colour: string }[] = [...named];
  if (named.length < ranked.length) entries.push({ label: `and ${ranked.length - named.length} more`, colour: 'none' });
  return entries
    .map(({ label, colour }, index) => {
      const left = x + (index % columns) * columnWidth;
      const base = y + Math.floor(index / columns) * LINE_HEIGHT;
      const mark = `<rect x="${left}" y="${base + 5}" width="9" height="9" rx="2" fill="${colour}"/>`;
      return `${mark}${text(left + MARK_WIDTH, base + 13, label)}`;
    })
    .join('\n');
}

function peakOf({ values }: Series): number {
  return Math.max(...values.map((value) => value ?? 0));
}
