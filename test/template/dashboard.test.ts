import { beforeAll, describe, expect, it } from 'vitest';
import { type Emitted, emittedBy, type Line } from '../support/emitted.ts';
import { faultsOf, OF_AWS } from '../support/metrics.ts';
import { usePackage } from '../support/package.ts';
import { deadLetterQueues, ofType, workedOff } from '../support/template.ts';
import { namedIn, type Watched, type Widget, watchedByWidgets, widgetsOf } from '../support/watched.ts';

/** CloudWatch's. */
const GRID_COLUMNS = 24;

const packaged = usePackage();

let widgets: Widget[];
let shown: Watched[];
let emitted: Emitted;

beforeAll(() => {
  const { template } = packaged();
  widgets = widgetsOf(template);
  shown = watchedByWidgets(widgets);
  emitted = emittedBy(template);
});

describe('the dashboard', () => {
  it('shows metrics that there are, of resources that there are', () => {
    const { template } = packaged();
    expect(faultsOf(shown, template, emitted), 'graphs of nothing').toEqual([]);
  });

  it('shows every metric that the functions have', () => {
    const names = new Set([...emitted.signatures].map((signature) => signature.split(' ')[1]));
    const missing = [...names].filter((name) => !shown.some(({ metric }) => metric === name));
    expect(missing, 'metrics of ours in no graph').toEqual([]);
  });

  it.each(['Accepted', 'Rejected', 'Deferred', 'Unknown'])(
    'shows who was %s by app, whichever apps there are',
    (metric) => {
      const found = shown.filter((each) => each.metric === metric);
      expect(found, `graphs of ${metric}`).toHaveLength(1);
      const whichever = { service: emitted.service, endpoint: undefined, app: undefined };
      expect(found[0]?.dimensions, `${metric} in “${found[0]?.by}”`).toStrictEqual(whichever);
    },
  );

  it('shows each queue, each dead-letter queue, each function and each table', () => {
    const { template } = packaged();
    const queues = workedOff(template).map(({ queueId }) => `${queueId}.QueueName`);
    const deadLetters = deadLetterQueues(template).map((id) => `${id}.QueueName`);
    const idsOf = (type: string) => ofType(template, type).map(([id]) => id);
    const wanted = [
      ...pairs(OF_AWS['AWS/SQS'].metrics, queues),
      ...pairs(['ApproximateNumberOfMessagesVisible'], deadLetters),
      ...pairs(OF_AWS['AWS/Lambda'].metrics, idsOf('AWS::Lambda::Function')),
      ...pairs(OF_AWS['AWS/DynamoDB'].metrics, idsOf('AWS::DynamoDB::Table')),
    ];
    const there = shown.map(({ metric, dimensions }) => `${metric} of ${Object.values(dimensions)}`);
    expect(
      wanted.filter((each) => !there.includes(each)),
      'missing on the dashboard',
    ).toEqual([]);
  });

  it('shows each alarm', () => {
    const listed = widgets.flatMap(({ properties }) => properties.alarms ?? []).flatMap(namedIn);
    const alarms = ofType(packaged().template, 'AWS::CloudWatch::Alarm').map(([id]) => id);
    expect(listed.sort(), 'alarms on the dashboard').toEqual(alarms.sort());
  });

  it('reads the reasons of dead letters in the logs of all functions that bury, and what went wrong in all', () => {
    const { template } = packaged();
    const logOf = (functionId: string) => functionId.replace('LambdaFunction', 'LogGroup');
    const all = ofType(template, 'AWS::Lambda::Function').map(([id]) => logOf(id));
    const burying = workedOff(template).map(({ functionId }) => logOf(functionId));
    const logsByTitle = { 'Dead letters by reason': burying, 'What kept functions from working': all };
    for (const [title, logs] of Object.entries(logsByTitle)) {
      const widget = widgets.find(({ properties }) => properties.title === title);
      expect(namedIn(widget?.properties.query ?? '').sort(), `logs that “${title}” reads`).toEqual(logs.sort());
      for (const log of logs) expect(template.Resources[log]?.Type, `type of ${log}`).toBe('AWS::Logs::LogGroup');
    }
  });

  it('asks logs for what functions write there', () => {
    const linesOfTitle = {
      'Dead letters by reason': ['message'],
      'What kept functions from working': ['not ready', 'failure'],
    };
    for (const [title, messages] of Object.entries(linesOfTitle)) {
      const query: string = widgets.find(({ properties }) => properties.title === title)?.properties.query;
      const [, condition = '', by = ''] = /\| filter (.+) \| stats .+ by (.+) \| sort /.exec(query) ?? [];
      const found = emitted.lines.filter((line) => meets(condition, line));
      expect(
        found.map(({ message }) => message),
        `lines that “${title}” finds`,
      ).toEqual(messages);
      const written = new Set(found.flatMap((line) => Object.keys(line)));
      expect([...written], `fields of the lines that “${title}” finds`).toEqual(expect.arrayContaining(by.split(', ')));
    }
  });

  it('lays its widgets out on the grid, none over another', () => {
    const taken = new Map<string, string>();
    for (const { x, y, width, height, properties } of widgets) {
      expect(x + width, `“${properties.title}”: where it ends`).toBeLessThanOrEqual(GRID_COLUMNS);
      for (let index = 0; index < width * height; index += 1) {
        const cell = `${x + (index % width)},${y + Math.floor(index / width)}`;
        expect(taken.get(cell), `what “${properties.title}” lies over, at ${cell}`).toBeUndefined();
        taken.set(cell, properties.title);
      }
    }
  });
});

function pairs(metrics: readonly string[], names: readonly string[]): string[] {
  return names.flatMap((name) => metrics.map((metric) => `${metric} of ${name}`));
}

/** `field = "value" and field in ["value"]`, a part of the language of CloudWatch Logs Insights. */
function meets(condition: string, line: Line): boolean {
  return condition.split(' and ').every((term) => {
    const [, field = '', values = '""'] = /^(\w+) (?:=|in) (.+)$/.exec(term) ?? [];
    return [JSON.parse(values)].flat().includes(line[field]);
  });
}
