import { type Json, ofType, type Template } from './template.ts';

/** A metric that an alarm or a widget is about. */
export interface Watched {
  /** The alarm's id, or the widget's title. */
  readonly by: string;
  readonly namespace: string;
  readonly metric: string;
  /** `Id` for `!Ref Id`, `Id.Attribute` for `!GetAtt`, or a text; undefined for whatever a search finds. */
  readonly dimensions: Readonly<Record<string, string | undefined>>;
  readonly stat: string;
}

export interface Widget {
  readonly type: 'alarm' | 'log' | 'metric';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Json;
}

/** What each alarm watches, the operands of its arithmetic included. */
export function watchedByAlarms(template: Template): Watched[] {
  return ofType(template, 'AWS::CloudWatch::Alarm').flatMap(([by, { Metrics, Statistic, ...alone }]) => {
    const stats = Metrics?.flatMap(({ MetricStat }: Json) => MetricStat ?? []) ?? [{ Metric: alone, Stat: Statistic }];
    return stats.map(({ Metric: { Namespace: namespace, MetricName: metric, Dimensions }, Stat: stat }: Json) => {
      const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }: Json) => [Name, referenceOf(Value)]));
      return { by, namespace, metric, dimensions, stat };
    });
  });
}

function referenceOf(value: Json): string {
  return value.Ref ?? value['Fn::GetAtt']?.join('.') ?? value;
}

/** The widgets of the one dashboard. */
export function widgetsOf(template: Template): Widget[] {
  const [[, { DashboardBody }]] = ofType(template, 'AWS::CloudWatch::Dashboard') as [[string, Json]];
  return JSON.parse(DashboardBody['Fn::Sub']).widgets;
}

/** What the graphs of a dashboard show. */
export function watchedByWidgets(widgets: readonly Widget[]): Watched[] {
  return widgets
    .filter(({ type }) => type === 'metric')
    .flatMap(({ properties: { title, stat, metrics } }) =>
      metrics.map(([first, ...others]: Json[]) =>
        typeof first === 'string' ? named(title, stat, first, others) : searched(title, first.expression),
      ),
    );
}

function named(by: string, usual: string, namespace: string, [metric, ...rest]: Json[]): Watched {
  const texts: string[] = rest.filter((each) => typeof each === 'string');
  const pairs = texts.flatMap((name, index) => (index % 2 === 0 ? [[name, unwrap(texts[index + 1] ?? '')]] : []));
  return { by, namespace, metric, dimensions: Object.fromEntries(pairs), stat: rest.at(-1)?.stat ?? usual };
}

/** `${Id.Attribute}`, as `!Sub` has it. */
const unwrap = (text: string) => /^\$\{(.+)\}$/.exec(text)?.[1] ?? text;

function searched(by: string, expression: string): Watched {
  const [, schema = '', filter = '', stat = ''] = /^SEARCH\('\{(.+)\} (.+)', '(\w+)', \d+\)$/.exec(expression) ?? [];
  const [namespace = '', ...names] = schema.split(',');
  const terms = new Map([...filter.matchAll(/(\w+)="([^"]+)"/g)].map(([, name = '', value = '']) => [name, value]));
  const dimensions = Object.fromEntries(names.map((name) => [name, terms.get(name)]));
  return { by, namespace, metric: terms.get('MetricName') ?? '', dimensions, stat };
}

/** The resources that a text for `!Sub` names. */
export function namedIn(text: string): string[] {
  return [...text.matchAll(/\$\{(\w+)[^}]*\}/g)].map(([, id = '']) => id);
}
