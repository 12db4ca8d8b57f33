import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { deferred } from '../../lib/triggers/queue/triage.ts';
import { type Emitted, emittedBy } from '../support/emitted.ts';
import { evaluate } from '../support/metric-math.ts';
import { faultsOf } from '../support/metrics.ts';
import { usePackage } from '../support/package.ts';
import { deadLetterQueues, type Json, ofType, workedOff } from '../support/template.ts';
import { watchedByAlarms } from '../support/watched.ts';

const OPERATIONS = resolve(import.meta.dirname, '..', '..', 'docs', 'operations.md');

const TOPIC = 'AlarmTopic';
/** CloudWatch's. */
const MAX_METRICS_OF_AN_ALARM = 10;
/** Of Lambda, of one queue: five pollers, each of which waits 20 s. */
const IDLE_POLLS_A_MONTH = 5 * 3 * 43_200;

/** What it means, and the section of the operations page. */
const DESCRIPTION = /^(.+) docs\/operations\.md#([a-z-]+)$/;

const packaged = usePackage();

let alarms: Record<string, Json>;
let emitted: Emitted;

beforeAll(() => {
  const { template } = packaged();
  alarms = Object.fromEntries(ofType(template, 'AWS::CloudWatch::Alarm'));
  emitted = emittedBy(template);
});

describe('an alarm', () => {
  it('tells the topic when it begins and when it is over, and takes silence for a good sign', () => {
    for (const [id, alarm] of Object.entries(alarms)) {
      expect(alarm.AlarmActions, `${id}: AlarmActions`).toEqual([{ Ref: TOPIC }]);
      expect(alarm.OKActions, `${id}: OKActions`).toEqual([{ Ref: TOPIC }]);
      expect(alarm.TreatMissingData, `${id}: TreatMissingData`).toBe('notBreaching');
    }
  });

  it('says in a sentence or two what it means, and where it stands what to do', () => {
    for (const [id, { AlarmDescription = '' }] of Object.entries(alarms)) {
      const [, meaning = ''] = DESCRIPTION.exec(AlarmDescription) ?? [];
      const sentences = meaning.match(/[^.]+\./g) ?? [];
      expect([1, 2], `${id}: sentences before the link in its AlarmDescription`).toContain(sentences.length);
    }
  });

  it('leads to a section of the operations page that says what to look at and to do, and each there is led to', () => {
    const [, chapter = ''] = /^## Alarms\n(.+?)^## /ms.exec(readFileSync(OPERATIONS, 'utf8')) ?? [];
    const sections = [...chapter.matchAll(/^### (.+)$/gm)].map(([, section]) => section);
    const linked = Object.values(alarms).map(({ AlarmDescription = '' }) => DESCRIPTION.exec(AlarmDescription)?.[2]);
    expect([...new Set(linked)].sort(), 'links of alarms, and “Alarms” in docs/operations.md').toEqual(sections.sort());
    for (const section of chapter.split(/^### /m).slice(1)) {
      const told = [...section.matchAll(/^\*\*(\w+):\*\* /gm)].map(([, label]) => label);
      expect(told, `what docs/operations.md tells of ${section.split('\n')[0]}`).toEqual(['Means', 'Look', 'Do']);
    }
  });

  it('costs what the operations page says, as do the queues that are looked at in vain', () => {
    const metrics = Object.values(alarms).flatMap(({ Metrics = [{ MetricStat: {} }] }) =>
      Metrics.filter(({ MetricStat }: Json) => MetricStat),
    );
    const queues = ofType(packaged().template, 'AWS::Lambda::EventSourceMapping').length;
    const polls = (queues * IDLE_POLLS_A_MONTH) / 1e6;
    const told = readFileSync(OPERATIONS, 'utf8');
    expect(told).toContain(
      `| alarms | ${Object.keys(alarms).length} on ${metrics.length} metrics, $0.10 for each metric | ${(metrics.length * 0.1).toFixed(2)} |`,
    );
    expect(told).toContain(
      `| polls of idle queues | ${queues} queues × Lambda's 5 pollers × 3 a minute × 43,200 minutes = ${polls.toFixed(1)} M × $0.40 per million | ${(polls * 0.4).toFixed(2)} |`,
    );
  });

  it('watches metrics that there are, of resources that there are', () => {
    const { template } = packaged();
    expect(faultsOf(watchedByAlarms(template), template, emitted), 'alarms about nothing').toEqual([]);
  });

  it('computes one result from metrics that it names, and no more of them than AWS takes', () => {
    for (const [id, { Metrics }] of Object.entries(alarms).filter(([, alarm]) => alarm.Metrics)) {
      const ids = Metrics.map(({ Id }: Json) => Id);
      expect(new Set(ids).size, `${id}: metrics of the same Id`).toBe(ids.length);
      const results = Metrics.filter(({ ReturnData }: Json) => ReturnData !== false);
      expect(results, `${id}: results`).toHaveLength(1);
      const operands = Metrics.filter(({ MetricStat }: Json) => MetricStat);
      expect(operands.length, `${id}: metrics`).toBeLessThanOrEqual(MAX_METRICS_OF_AN_ALARM);
      const used = Metrics.flatMap(({ Expression = '' }: Json) => Expression.match(/\b[a-z]\w*/g) ?? []);
      for (const { Expression = '' } of Metrics) {
        const bare = Expression.replaceAll(/\bFILL\((\w+), 0\)/g, '').match(/\b[a-z]\w*/g);
        expect(bare, `${id}: metrics that have no figure where nothing happened`).toBeNull();
      }
      expect(ids, `${id}: metrics that its expressions name`).toEqual(expect.arrayContaining(used));
    }
  });

  it('rings at the first message in each queue that a person has to see to', () => {
    for (const queueId of deadLetterQueues(packaged().template)) {
      const on = { namespace: 'AWS/SQS', metric: 'ApproximateNumberOfMessagesVisible', of: `${queueId}.QueueName` };
      const [id, alarm] = theOnlyAlarm(on);
      expect(ringsFrom(alarm), `${id}: from how many letters`).toBe(1);
      for (const { MetricStat } of alarm.Metrics ?? [])
        if (MetricStat) expect(MetricStat, `${id}: how it looks`).toMatchObject({ Stat: 'Maximum', Period: 60 });
      if (alarm.Metrics) expect(sumFor(alarm, on.of), `${id}: what it computes`).toBe(3);
    }
  });

  it('rings when a letter that SQS keeps for 14 days, 7 of which it may have had before, has waited for 5', () => {
    const days = (count: number) => count * 24 * 3600;
    for (const queueId of deadLetterQueues(packaged().template)) {
      const of = `${queueId}.QueueName`;
      const [id, alarm] = theOnlyAlarm({ namespace: 'AWS/SQS', metric: 'ApproximateAgeOfOldestMessage', of });
      const late = (age: number) => sumFor(alarm, of, age);
      expect([days(5), days(5) + 1].map(late), `${id}: of ${queueId}`).toEqual([0, 1]);
      expect(ringsFrom(alarm), `${id}: from how many queues`).toBe(1);
    }
  });

  it.each([
    ['all went well', { requests: 1000 }, false],
    ['5 % failed', { requests: 100, failed: 5 }, false],
    ['over 5 % failed', { requests: 100, failed: 6 }, true],
    ['all failed, where there is little to do', { requests: 3, failed: 3 }, true],
    ['all failed, once or twice', { requests: 2, failed: 2 }, false],
    ['nothing was asked for', {}, false],
  ])('knows whether callers are failed: %s', (_, figures, expected) => {
    const { Metrics, Threshold, ComparisonOperator } = alarms['ApiFailuresAlarm'];
    expect(ComparisonOperator).toBe('GreaterThanThreshold');
    expect(evaluate(Metrics, figures) > Threshold).toBe(expected);
  });

  it('counts the requests that the throttle refused by a line of the access log that tells its stage', () => {
    const { Resources } = packaged().template;
    const { LogGroupName, FilterPattern, MetricTransformations } = Resources['RequestsThrottled']?.Properties ?? {};
    const { DestinationArn, Format } = Resources['HttpApiStage']?.Properties.AccessLogSettings ?? {};
    expect(DestinationArn['Fn::GetAtt'][0]).toBe(LogGroupName.Ref);
    expect(FilterPattern).toBe('{ $.status = "429" }');
    expect(MetricTransformations).toMatchObject([
      { MetricValue: '1', Dimensions: [{ Key: 'service', Value: '$.service' }] },
    ]);
    expect(JSON.parse(Format)).toMatchObject({ status: '$context.status', service: emitted.service });
  });

  it('rings when nobody works off a queue, and not for what is put off, however long Batch is down', () => {
    const { delaySeconds: longest = 0 } = deferred({ receiveCount: 150, random: () => 1 }) as { delaySeconds?: number };
    for (const { queueId } of workedOff(packaged().template)) {
      const of = `${queueId}.QueueName`;
      const [id, alarm] = theOnlyAlarm({ namespace: 'AWS/SQS', metric: 'ApproximateAgeOfOldestMessage', of });
      const rings = (waiting: number, age: number, others: readonly [waiting: number, age: number] = [0, 0]) =>
        evaluate(alarm.Metrics, figuresOf(alarm, of, [waiting, age], others)) >= ringsFrom(alarm, 5);
      expect(rings(1, longest + 1), `${id}: waiting for longer on ${queueId}`).toBe(true);
      expect(rings(1, longest), `${id}: waiting for less on ${queueId}`).toBe(false);
      expect(
        evaluate(alarm.Metrics, onlyOf(alarm, of, longest + 1)),
        `${id}: of ${queueId} alone there are figures`,
      ).toBe(1);
      expect(rings(0, 12 * 3600), `${id}: put off for twelve hours on ${queueId}`).toBe(false);
      expect(rings(1, longest, [0, 12 * 3600]), `${id}: waiting on ${queueId}, put off on the others`).toBe(false);
      for (const { MetricStat } of alarm.Metrics)
        if (MetricStat) expect(MetricStat, `${id}: how it looks`).toMatchObject({ Stat: 'Maximum', Period: 60 });
      expect(alarm.EvaluationPeriods, `${id}: minutes, in any of which somebody may get to the end`).toBe(5);
    }
  });

  it.each(['Errors', 'Throttles'])('rings at the first of the %s of each function', (metric) => {
    for (const [functionId] of ofType(packaged().template, 'AWS::Lambda::Function')) {
      const [id, alarm] = theOnlyAlarm({ namespace: 'AWS/Lambda', metric, of: functionId });
      expect(ringsFrom(alarm), `${id}: from how many ${metric}`).toBe(1);
      expect(sumFor(alarm, functionId), `${id}: what it computes`).toBe(3);
    }
  });

  it.each(['Unknown', 'KeysRefused', 'LoggedErrors', 'RequestsThrottled'])('rings at the first %s', (metric) => {
    const [id, alarm] = theOnlyAlarm(
      { namespace: 'BatchPushFunctions', metric, of: emitted.service },
      ({ Metrics }) => !Metrics,
    );
    expect(ringsFrom(alarm), `${id}: from how many`).toBe(1);
    expect(alarm.Statistic, `${id}: statistic`).toBe('Sum');
  });

  it('counts each line that a function logs as an error, and nothing else', () => {
    const messages = emitted.lines.flatMap(({ level, message }) => (level === 'ERROR' ? [message] : []));
    expect(messages, 'lines that are errors').toEqual(['not ready', 'failure']);
    const counts = emitted.lines.flatMap((line) => ('LoggedErrors' in line ? [line] : []));
    expect(
      counts.map(({ LoggedErrors }) => LoggedErrors),
      'what they count',
    ).toEqual([1, 1]);
    for (const { service } of counts) expect(service, 'service of what is counted').toBe(emitted.service);
  });

  it.each([
    ['everybody was reached', { accepted: 1000 }, false],
    ['5 % were deferred', { accepted: 950, deferred: 50, deferred_reports: 30 }, false],
    ['over 5 % were deferred', { accepted: 949, deferred: 51, deferred_reports: 30 }, true],
    ['over 5 % are unknown', { accepted: 949, unknown: 51, unknown_reports: 30 }, true],
    ['both are over 5 %', { accepted: 949, deferred: 26, unknown: 25, deferred_reports: 2, unknown_reports: 1 }, true],
    ['most were rejected', { accepted: 100, rejected: 900 }, false],
    ['few were deferred, most rejected', { rejected: 950, deferred: 50, deferred_reports: 30 }, false],
    ['nobody was reached, where there is little to do', { deferred: 3, deferred_reports: 3 }, true],
    [
      'nobody was reached, once or twice',
      { deferred: 9000, deferred_reports: 1, unknown: 1, unknown_reports: 1 },
      false,
    ],
    ['nothing happened', {}, false],
  ])('knows whether Batch is failing: %s', (_, figures, expected) => {
    const { Metrics, Threshold, ComparisonOperator, EvaluationPeriods } = alarms['BatchFailingAlarm'];
    expect({ ComparisonOperator, EvaluationPeriods }).toEqual({
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
    });
    expect(evaluate(Metrics, figures) > Threshold).toBe(expected);
  });

  it('knows whether Batch is failing from the outcomes of the last five minutes, and how often failures were reported', () => {
    const operands = alarms['BatchFailingAlarm'].Metrics.filter(({ MetricStat }: Json) => MetricStat);
    const read = operands.map(({ Id, MetricStat: { Metric, Stat, Period } }: Json) => [
      Id,
      Metric.MetricName,
      Stat,
      Period,
    ]);
    expect(read, 'operands of BatchFailingAlarm').toEqual([
      ['accepted', 'Accepted', 'Sum', 300],
      ['rejected', 'Rejected', 'Sum', 300],
      ['deferred', 'Deferred', 'Sum', 300],
      ['unknown', 'Unknown', 'Sum', 300],
      ['deferred_reports', 'Deferred', 'SampleCount', 300],
      ['unknown_reports', 'Unknown', 'SampleCount', 300],
    ]);
  });
});

interface On {
  readonly namespace: string;
  readonly metric: string;
  readonly of: string;
}

/** The alarm that is about a metric of something. */
function theOnlyAlarm(
  { namespace, metric, of }: On,
  fits: (alarm: Json) => boolean = () => true,
): [id: string, alarm: Json] {
  const ids = watchedByAlarms(packaged().template)
    .filter((each) => each.namespace === namespace && each.metric === metric)
    .filter(({ dimensions }) => Object.values(dimensions).join() === of)
    .map(({ by }) => by)
    .filter((id) => fits(alarms[id]));
  expect(ids, `alarms on ${namespace} ${metric} of ${of}`).toHaveLength(1);
  const [id = ''] = ids;
  return [id, alarms[id]];
}

/** The least figure that an alarm rings at, in each of so many periods. */
function ringsFrom({ ComparisonOperator, Threshold, EvaluationPeriods }: Json, periods = 1): number {
  const isPlain = ComparisonOperator === 'GreaterThanOrEqualToThreshold' && EvaluationPeriods === periods;
  return isPlain ? Threshold : Number.NaN;
}

/** What an alarm computes when it has a figure of one of its operands, and of the others none. */
function sumFor({ Metrics }: Json, of: string, figure = 3): number {
  const isThis = ({ MetricStat }: Json) => MetricStat && nameIn(MetricStat) === of;
  return evaluate(Metrics, { [Metrics.find(isThis)?.Id]: figure });
}

function nameIn({ Metric }: Json): string {
  const [{ Value }] = Metric.Dimensions;
  return Value.Ref ?? Value['Fn::GetAtt'].join('.');
}

/** Figures of one queue, on which messages wait, and of no other. */
function onlyOf({ Metrics }: Json, of: string, age: number): Record<string, number> {
  const own = Metrics.filter(({ MetricStat }: Json) => MetricStat && nameIn(MetricStat) === of);
  return Object.fromEntries(
    own.map(({ Id, MetricStat }: Json) => [Id, MetricStat.Metric.MetricName.endsWith('Visible') ? 1 : age]),
  );
}

/** Figures for the operands of an alarm: of one queue, and of all others that it looks at. */
function figuresOf(
  { Metrics }: Json,
  of: string,
  [waiting, age]: readonly [number, number],
  [waitingElsewhere, ageElsewhere]: readonly [number, number],
): Record<string, number> {
  const operands = Metrics.filter(({ MetricStat }: Json) => MetricStat);
  const figures = operands.map(({ Id, MetricStat: { Metric } }: Json) => {
    const isThis = Metric.Dimensions[0].Value['Fn::GetAtt'].join('.') === of;
    const isAge = Metric.MetricName === 'ApproximateAgeOfOldestMessage';
    if (isAge) return [Id, isThis ? age : ageElsewhere];
    return [Id, isThis ? waiting : waitingElsewhere];
  });
  return Object.fromEntries(figures);
}
