import type { Widget } from './body.ts';
import type { Figures } from './figures.ts';
import { drawGraph } from './graph.ts';
import { type Box, LINE_HEIGHT, text } from './marks.ts';
import { seriesOf, type Table, tableOf } from './series.ts';

/** CloudWatch's grid has 24 columns. */
const COLUMNS = 24;
const COLUMN_WIDTH = 44;
const ROW_HEIGHT = 36;
const GAP = 8;
const CAPTION_HEIGHT = 28;
const TITLE_HEIGHT = 28;
const PADDING = 12;

/** Of each point of a graph. A minute on AWS. */
const INTERVAL_MS = 1000;

const ALARMS_PER_ROW = 4;

/** Plain rules, which every viewer knows. */
const STYLE = `
  text { font: 11px system-ui, sans-serif; fill: #16191f } .faint { fill: #5f6b7a } .title { font-weight: 600; font-size: 13px } .end { text-anchor: end }
  .page { fill: #f4f6f8 } .card { fill: #fff; stroke: #d5dbdb } .grid { stroke: #e9ebed }
  .line { fill: none; stroke-width: 1.5; stroke-linejoin: round } .area { fill-opacity: .75 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .faint { fill: #95a0ad } .page { fill: #0f1216 } .card { fill: #1a1f26; stroke: #39424e } .grid { stroke: #2b323b }
  }`;

/** The dashboard as CloudWatch would lay it out, with these figures. */
export function drawDashboard(widgets: readonly Widget[], figures: Figures): string {
  const width = COLUMNS * COLUMN_WIDTH + GAP;
  const height = Math.max(...widgets.map(({ y, height: rows }) => y + rows)) * ROW_HEIGHT + CAPTION_HEIGHT + GAP;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    '<title>The CloudWatch dashboard, drawn from figures of the embedded stack</title>',
    `<style>${STYLE}\n</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    text(GAP, 19, captionOf(figures), 'faint'),
    ...widgets.map((widget) => drawWidget(widget, figures)),
    '</svg>\n',
  ].join('\n');
}

function captionOf({ durationMs }: Figures): string {
  const seconds = Math.round(durationMs / 1000);
  return `Drawn from ${seconds} s of load on the embedded stack, a point a second, while Batch throttles one app, is down, fails and refuses keys. What the embedded AWS does not count has no data.`;
}

function drawWidget(widget: Widget, figures: Figures): string {
  const { title } = widget.properties;
  const box: Box = {
    x: PADDING,
    y: TITLE_HEIGHT,
    width: widget.width * COLUMN_WIDTH - GAP - 2 * PADDING,
    height: widget.height * ROW_HEIGHT - GAP - TITLE_HEIGHT - PADDING / 2,
  };
  const [left, top] = [widget.x * COLUMN_WIDTH + GAP, widget.y * ROW_HEIGHT + CAPTION_HEIGHT];
  const [width, height] = [widget.width * COLUMN_WIDTH - GAP, widget.height * ROW_HEIGHT - GAP];
  return [
    `<g class="widget" data-box="${widget.x},${widget.y},${widget.width},${widget.height}" transform="translate(${left} ${top})">`,
    `<rect class="card" width="${width}" height="${height}" rx="6"/>`,
    text(PADDING, 20, title, 'title'),
    drawContent(widget, figures, box),
    '</g>',
  ].join('\n');
}

function drawContent(widget: Widget, figures: Figures, box: Box): string {
  switch (widget.type) {
    case 'alarm':
      return drawAlarms(widget.properties.alarms, box);
    case 'log':
      return drawTable(tableOf(widget, figures), box);
    case 'metric':
      return drawGraph(seriesOf(widget, figures, INTERVAL_MS), widget.properties.stacked, figures.durationMs, box);
  }
}

/** By name alone: there is nothing here that would give them a state. */
function drawAlarms(alarms: readonly string[], { x, y, width, height }: Box): string {
  const rowHeight = height / Math.ceil(alarms.length / ALARMS_PER_ROW);
  const cellWidth = width / ALARMS_PER_ROW;
  const cells = alarms.map((alarm, index) => {
    const left = x + (index % ALARMS_PER_ROW) * cellWidth;
    const top = Math.round(y + Math.floor(index / ALARMS_PER_ROW) * rowHeight);
    const frame = `<rect class="card" x="${left}" y="${top}" width="${cellWidth - GAP}" height="${Math.floor(rowHeight) - GAP / 2}" rx="3"/>`;
    return `${frame}${text(left + GAP, top + rowHeight / 2 + 2, alarm)}`;
  });
  return cells.join('\n');
}

function drawTable({ columns, rows }: Table, { x, y, width, height }: Box): string {
  if (rows.length === 0) return text(x, y + LINE_HEIGHT, 'No results', 'faint');
  const columnWidth = width / columns.length;
  const drawn = [columns, ...rows].slice(0, Math.floor(height / LINE_HEIGHT) - 1);
  return drawn
    .map((cells, row) =>
      cells
        .map((cell, column) =>
          text(x + column * columnWidth, y + (row + 1) * LINE_HEIGHT, cell, row === 0 ? 'faint' : undefined),
        )
        .join(''),
    )
    .join('\n');
}
