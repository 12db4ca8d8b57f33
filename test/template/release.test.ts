import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inText } from '../../resources/capabilities/settings.ts';
import { ALL_PARAMETERS, PARAMETERS, RELEASED_PARAMETERS } from '../../resources/parameters/list.ts';
import { obeys } from '../../resources/parameters/rule.ts';
import { idOf } from '../../tools/release/parameters.ts';
import { OTHERWISE, RELEASED_GIVEN } from '../support/otherwise.ts';
import { usePackage } from '../support/package.ts';
import { useRelease } from '../support/release.ts';
import { settle } from '../support/settle.ts';
import { type Json, ofType, type Template } from '../support/template.ts';
import { startValidator } from '../support/validator.ts';

/** CloudFormation's, for a template that it reads from S3. */
const MAX_TEMPLATE_BYTES = 1_048_576;

const asParameters = Object.fromEntries(RELEASED_PARAMETERS.map(([name]) => [idOf(name), OTHERWISE[name]]));

const released = useRelease();
const byDefault = usePackage();
const otherwise = usePackage({ stage: 'prod-2', params: RELEASED_GIVEN });

describe('the released template', () => {
  it('makes with defaults what the framework makes, resource by resource', () => {
    expect(comparable(settle(released().template))).toEqual(comparable(settle(byDefault().template)));
  });

  it('makes with all its parameters set otherwise what the framework makes with them, resource by resource', () => {
    for (const [name, { default: value }] of ALL_PARAMETERS) expect(OTHERWISE[name], name).not.toBe(value);
    const settled = settle(released().template, { ...asParameters, Stage: 'prod-2' });
    expect(comparable(settled)).toEqual(comparable(settle(otherwise().template)));
  });

  it('names no bucket of the framework’s, and leaves no marker', () => {
    expect(JSON.stringify(released().template)).not.toMatch(/Serverless|PARAM0/);
  });

  it('is small enough for CloudFormation to read from S3', () => {
    expect(readFileSync(join(released().folder, 'template.json')).length).toBeLessThan(MAX_TEMPLATE_BYTES);
  });

  it('takes as many buckets for bulks as it says, and leaves out those that are not there', () => {
    const bucketsFor = (BulkBuckets: string) => {
      const { Policies } =
        settle(released().template, { BulkBuckets }).Resources['BulkStartQueueRole']?.Properties ?? {};
      const rights = Policies[0].PolicyDocument.Statement.filter(({ Action }: Json) => Action === 's3:GetObject');
      return rights
        .flatMap(({ Resource }: Json) => Resource)
        .map((resource: Json) => resource['Fn::Sub'].split(':::')[1]);
    };
    const names = ['one', 'two', 'three', 'four', 'five'];
    for (const count of names.keys()) {
      const given = names.slice(0, count + 1);
      expect(bucketsFor(given.join(','))).toEqual([`${inText('BulkBucket')}/*`, ...given.map((name) => `${name}/*`)]);
    }
    const { AllowedPattern } = released().template.Parameters.BulkBuckets;
    expect([names.join(','), `${names},six`].map((given) => RegExp(AllowedPattern).test(given))).toEqual([true, false]);
  });

  it('has the rule and the default of every parameter', () => {
    for (const [name, parameter] of RELEASED_PARAMETERS) {
      const { Default, AllowedValues, AllowedPattern } = released().template.Parameters[idOf(name)];
      expect(Default, name).toBe(parameter.default.includes('<') ? '' : parameter.default);
      const takes = (value: string) => AllowedValues?.includes(value) ?? RegExp(AllowedPattern).test(value);
      expect(takes(OTHERWISE[name]), `${name}: ${OTHERWISE[name]}`).toBe(true);
      expect(takes(Default), `${name}: its default`).toBe(true);
      for (const value of WRONG) expect(takes(value), `${name}: ${value}`).toBe(obeys(value, parameter.rule));
    }
  });

  it('asks for what a parameter demands, as packaging does', () => {
    const demanded = RELEASED_PARAMETERS.flatMap(([name, { demands = {}, needs = [] }]) => [
      ...Object.entries(demands).map(([value, others]) => [{ 'Fn::Equals': [{ Ref: idOf(name) }, value] }, others]),
      ...(needs.length > 0 ? [[isNot(name), needs]] : []),
    ]);
    const rules = Object.values<Json>(released().template.Rules).map(({ RuleCondition, Assertions }) => {
      return [RuleCondition, Assertions.map(({ Assert }: Json) => Assert)];
    });
    expect(rules).toEqual(demanded.map(([condition, others]) => [condition, (others as Name[]).map(isNot)]));
    expect(rules).toContainEqual([
      { 'Fn::Equals': [{ Ref: 'Authorizer' }, 'jwt'] },
      [isNot('jwtIssuer'), isNot('jwtAudience')],
    ]);
  });

  it('has no parameter for what CloudFormation alone can’t do, and says which', () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'deploy.md'), 'utf8');
    const [, section = ''] = /^## Without the Serverless Framework\n(.+?)^## /ms.exec(page) ?? [];
    for (const [name, { isOfFramework }] of ALL_PARAMETERS) {
      if (!isOfFramework) continue;
      expect(released().template.Parameters).not.toHaveProperty(idOf(name));
      expect(section, name).toContain(`\`${name}\``);
    }
  });
});

type Name = keyof typeof PARAMETERS;

/** A condition that a parameter is not at its default. */
const isNot = (name: Name) => ({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: idOf(name) }, PARAMETERS[name].default] }] });

/** No text for any of them, or for some. */
const WRONG = [
  '*',
  'a*',
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:x',
  'True',
  '0',
  '3',
  '07',
  '7.5',
  '-1',
  '1e3',
];

describe('tools that read it', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'readers-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  // With none it is what the framework makes, which is validated too.
  it('AWS’s validator finds nothing wrong, with all parameters given', () => {
    const validator = startValidator(folder);
    // It puts defaults in place of parameters even where a condition leaves them out, and an empty text is no ARN.
    const given = Object.entries<Json>(released().template.Parameters).map(([id, parameter]) => {
      return [id, { ...parameter, Default: asParameters[id] ?? parameter.Default }];
    });
    const withAll = validator.validate({ ...released().template, Parameters: Object.fromEntries(given) } as Template);
    // It does not see that what one condition leaves out is asked for under the opposite one alone.
    expect(withAll.filter((finding) => !/^AlarmTopicArn: WARN W1001 /.test(finding))).toEqual([]);
    validator.stop();
  });

  it('CDK includes it in a stack of a team’s own, with what the team decides, and makes the same of it', () => {
    // Its own validation is the validator above.
    const app = new App({ outdir: join(folder, 'cdk.out'), builtinCloudFormationValidation: false });
    const stack = new Stack(app, 'Push', { analyticsReporting: false });
    const parameters = { ...asParameters, Stage: 'prod-2', CodeBucket: 'team-releases' };
    new CfnInclude(stack, 'Gateway', { templateFile: join(released().folder, 'template.json'), parameters });
    const { template } = app.synth().getStackByName('Push');
    expect(comparable(settle(template))).toEqual(comparable(settle(otherwise().template)));
  });
});

describe('the released zips', () => {
  const read = (name: string) => readFileSync(join(released().folder, name));

  it('are those that the template names, each the framework’s byte by byte, whenever it was made', () => {
    for (const [id, { Code, Handler, FunctionName }] of ofType(released().template, 'AWS::Lambda::Function')) {
      const [, name = ''] = Code.S3Key['Fn::Sub'].split('}');
      const [, capability] = Handler.split('/');
      expect(name, id).toMatch(RegExp(`^${capability}-[0-9a-f]{16}\\.zip$`));
      const [, function_] = FunctionName['Fn::Sub'].split(`${inText('Stage')}-`);
      expect(read(name).equals(readFileSync(join(byDefault().folder, `${function_}.zip`))), id).toBe(true);
    }
  });

  it('and the template have checksums, and nothing else is released', () => {
    const sums = read('SHA256SUMS')
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => line.split('  '));
    const files = readdirSync(released().folder).filter((file) => file !== 'SHA256SUMS');
    expect(sums.map(([, name]) => name).sort()).toEqual(files.sort());
    for (const [sum, name = ''] of sums) expect(createHash('sha256').update(read(name)).digest('hex'), name).toBe(sum);
  });
});

/** Without the framework's bucket and the way to the code, which are the team's to say. */
function comparable({ Resources, Outputs }: Template): Template {
  const own = (all: Readonly<Record<string, Json>>) =>
    Object.entries(all).filter(([id]) => !id.startsWith('ServerlessDeploymentBucket'));
  const withoutCode = own(Resources).map(
    ([
      id,
      {
        Properties: { Code, ...Properties },
        ...rest
      },
    ]) => [id, { ...rest, Properties }],
  );
  return { Resources: Object.fromEntries(withoutCode), Outputs: Object.fromEntries(own(Outputs)) };
}
