import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alarmsOf } from '../../resources/capabilities/alarms.ts';
import { capabilitiesOf } from '../../resources/capabilities/capability.ts';
import { DEPLOYED } from '../support/capabilities.ts';
import { addFunction, addRows, addTo, type Imaginary, imaginaryRead, imaginaryWrite } from '../support/imaginary.ts';
import { refusalOf, usePackage } from '../support/package.ts';
import { ofType, statementsIn } from '../support/template.ts';
import { complaintsAbout } from '../support/template-checks.ts';

const SERVERLESS_YML = resolve(import.meta.dirname, '..', '..', 'serverless.yml');

/** Ours. */
const MAX_LINES = 300;
const MAX_LINES_OF_A_ROW = 20;
const MAX_RESOURCES = 350;
const MAX_ALARMS = 28;
/** What one capability with a queue adds, alarms aside. */
const RESOURCES_OF_A_WRITE = 15;

const ADDED = [
  ...['imagined-update', 'imagined-delete', 'users-imagine'].map(imaginaryWrite),
  ...['imagined-get', 'imagined-list', 'imagined-stats', 'imaginary-stats'].map(imaginaryRead),
];

describe('serverless.yml', () => {
  const lines = readFileSync(SERVERLESS_YML, 'utf8').split('\n');

  it('can be read at one sitting', () => {
    expect(lines.length).toBeLessThanOrEqual(MAX_LINES);
  });

  it.each(DEPLOYED)('says of $capability what differs, and no more', ({ capability }) => {
    const from = lines.findIndex((line) => line === `    ${capability}:` || line === `    ${capability}: {}`);
    const rest = lines.slice(from + 1).findIndex((line) => /^ {0,4}\S/.test(line));
    expect(from, `row custom.capabilities.${capability}`).toBeGreaterThan(0);
    expect(rest, `lines of custom.capabilities.${capability}`).toBeLessThan(MAX_LINES_OF_A_ROW);
  });
});

describe('with seven capabilities more', () => {
  const packaged = usePackage({
    prepare(folder) {
      addTo(folder, ADDED);
      // No capability: macOS leaves it in folders that somebody looked at.
      writeFileSync(join(folder, 'functions', '.DS_Store'), '');
    },
  });
  const idsOf = (type: string) => ofType(packaged().template, type).map(([id]) => id);

  it('the template stays small, and so does the number of alarms', () => {
    expect(Object.keys(packaged().template.Resources).length).toBeLessThanOrEqual(MAX_RESOURCES);
    expect(idsOf('AWS::CloudWatch::Alarm').length).toBeLessThanOrEqual(MAX_ALARMS);
    expect(complaintsAbout(packaged().template)).toEqual([]);
  });

  it('all that was there keeps its logical id', () => {
    expect(idsOf('AWS::SQS::Queue')).toEqual(
      expect.arrayContaining(['TransactionalSendQueue', 'TransactionalSendDeadLetters', 'UndeliverableEvents']),
    );
    expect(idsOf('AWS::DynamoDB::Table')).toEqual(['LedgerTable']);
  });

  it('what only reads may use neither queue nor ledger', () => {
    const { Policies } = packaged().template.Resources['ImaginedGetHttpRole']?.Properties ?? {};
    const actions = statementsIn(Policies).flatMap(({ Action }) => Action);
    expect(actions.filter((action: string) => /^(sqs|dynamodb):/.test(action))).toEqual([]);
    expect(idsOf('AWS::SQS::Queue').filter((id) => id.startsWith('ImaginedGet'))).toEqual([]);
  });
});

describe('the alarms', () => {
  const most = Math.floor((MAX_RESOURCES - MAX_ALARMS) / RESOURCES_OF_A_WRITE);
  const write = (_: unknown, index: number) => imaginaryWrite(`write-${index}`);
  const read = (_: unknown, index: number) => imaginaryRead(`read-${index}`);

  it.each([
    [
      '13 that have a queue and 8 that read',
      [...Array.from({ length: 13 }, write), ...Array.from({ length: 8 }, read)],
    ],
    ['as many as have room in 350 resources', Array.from({ length: most }, write)],
  ])('are few, and none names more metrics than AWS takes: %s', (_, capabilities) => {
    const alarms = Object.values(alarmsAmong(capabilities));
    // Seven are about no queue or function in particular: resources/alarms.yml.
    expect(alarms.length + 7).toBeLessThanOrEqual(MAX_ALARMS);
    for (const { Metrics } of alarms) expect(Metrics.filter(hasStat).length).toBeLessThanOrEqual(10);
  });

  it('are about every queue and function, once', () => {
    const alarms = alarmsAmong(Array.from({ length: 13 }, write));
    const named = Object.values(alarms).flatMap(({ Metrics }) => Metrics.filter(hasStat).map(nameOf));
    // Of each: dead letters and their age, waiting and age, errors and throttles of two functions; and the undeliverable events.
    expect(new Set(named).size).toBe(named.length);
    expect(named).toHaveLength(13 * (2 + 2 + 2 * 2) + 1);
  });
});

interface Metric {
  readonly MetricStat?: { readonly Metric: object };
}

const hasStat = ({ MetricStat }: Metric) => MetricStat !== undefined;
const nameOf = ({ MetricStat }: Metric) => JSON.stringify(MetricStat?.Metric);

function alarmsAmong(capabilities: readonly Imaginary[]): Record<string, { readonly Metrics: readonly Metric[] }> {
  const model = DEPLOYED[0]?.endpoint;
  if (!model) throw new Error('There is no capability.');
  const consumer = { timeout: 60, batchSize: 10, maximumBatchingWindow: 0, maximumConcurrency: 2 };
  const endpoints = capabilities.map((capability) => ({ ...model, ...capability }));
  const alarms = alarmsOf(capabilitiesOf(endpoints, { capabilities: {}, consumer }), 'topic');
  return Object.fromEntries(
    Object.entries(alarms).map(([id, { Properties }]) => [id, Properties as { Metrics: Metric[] }]),
  );
}

it('ends packaging with one message that names all that is missing', async () => {
  const said = await refusalOf({
    prepare(folder) {
      addFunction(folder, 'half-done');
      addFunction(folder, 'half-done-too');
      addRows(folder, ['never-begun']);
    },
  });
  for (const gap of [
    'functions/half-done.ts has no endpoint',
    'functions/half-done-too.ts has no endpoint',
    'no row custom.capabilities.half-done,',
    'no row custom.capabilities.half-done-too,',
    'no functions/never-begun.ts',
  ]) {
    expect(said.split(gap).length - 1, `times that it says “${gap}”`).toBe(1);
  }
});
