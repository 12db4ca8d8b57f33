import { inText, type Piece } from './settings.ts';

/** Columns that a dashboard of CloudWatch has. */
const GRID_COLUMNS = 24;
const WIDGET_COLUMNS = GRID_COLUMNS / 2;
const WIDGET_ROWS = 6;
const ALARMS_ROWS = 4;

/** What a widget is but for its place: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export interface Widget {
  readonly type: 'metric' | 'log';
  readonly properties: Piece;
}

/** Namespace, name, dimensions in pairs, options; or an expression. */
export type Row = readonly (string | Piece)[];

export interface Graph {
  readonly title: string;
  /** Of each row that does not say otherwise. */
  readonly stat: string;
  readonly stacked?: boolean;
  readonly metrics: readonly Row[];
}

export function graph({ title, stat, stacked = false, metrics }: Graph): Widget {
  const shown = { view: 'timeSeries', stacked, stat, period: 60, region: inText('AWS::Region') };
  return { type: 'metric', properties: { title, ...shown, metrics } };
}

/** @param query in the language of CloudWatch Logs Insights, without its sources */
export function logTable(title: string, logGroupIds: readonly string[], query: string): Widget {
  const sources = logGroupIds.map((id) => `SOURCE '${inText(id)}'`);
  const properties = { title, view: 'table', region: inText('AWS::Region'), query: [...sources, query].join(' | ') };
  return { type: 'log', properties };
}

/** The alarms across the top, the widgets below them in two columns. */
export function laidOut(alarmIds: readonly string[], widgets: readonly Widget[]): Piece[] {
  const alarms = { title: 'Alarms', alarms: alarmIds.map((id) => inText(`${id}.Arn`)) };
  return [
    { type: 'alarm', x: 0, y: 0, width: GRID_COLUMNS, height: ALARMS_ROWS, properties: alarms },
    ...widgets.map(({ type, properties }, index) => ({
      type,
      x: (index % 2) * WIDGET_COLUMNS,
      y: ALARMS_ROWS + Math.floor(index / 2) * WIDGET_ROWS,
      width: WIDGET_COLUMNS,
      height: WIDGET_ROWS,
      properties,
    })),
  ];
}
