import { describe, expect, it } from 'vitest';
import { PARAMETERS } from '../../resources/parameters/list.ts';
import { obeys } from '../../resources/parameters/rule.ts';
import { ACCOUNT_ID, accountOf } from '../support/account.ts';
import { addTo, imaginaryRead, imaginaryWrite } from '../support/imaginary.ts';
import { usePackage } from '../support/package.ts';
import { allows, grantsOf, isFor, type Right, STACK_NAME } from '../support/rights.ts';
import { type Json, ofType, statementsIn, type Template, targetOf } from '../support/template.ts';
import { complaintsAbout } from '../support/template-checks.ts';
import { broken } from '../support/template-faults.ts';

/** AWS's: of a stack, of its outputs, and of the policies in a role, without white space. */
const MAX_RESOURCES = 500;
const MAX_OUTPUTS = 200;
const MAX_CHARACTERS_OF_A_ROLE = 10_240;

const GIVEN = ['canary=Canary10Percent10Minutes'];

const off = usePackage({ stage: 'local' });
const on = usePackage({ stage: 'local', params: GIVEN });

const ADDED_TYPES = [
  'AWS::Lambda::Version',
  'AWS::Lambda::Alias',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
];
const ROLE = 'CanaryRole';

const propertiesOf = (type: string, { template } = on()) => ofType(template, type).map(([, properties]) => properties);

/** The alarms that stop a deployment. */
function brakes(): readonly (readonly [id: string, alarm: Json])[] {
  const [{ AlarmConfiguration }] = propertiesOf('AWS::CodeDeploy::DeploymentGroup') as [Json];
  const ids: string[] = AlarmConfiguration.Alarms.map(({ Name }: Json) => targetOf(Name));
  return ids.map((id) => [id, on().template.Resources[id]?.Properties]);
}

const metricsOf = (alarm: Json): Json[] =>
  alarm.Metrics?.flatMap(({ MetricStat }: Json) => (MetricStat ? [{ ...MetricStat.Metric, ...MetricStat }] : [])) ?? [
    alarm,
  ];

describe('a canary', () => {
  it('is off by default, and then nothing has a version', () => {
    expect(PARAMETERS.canary.default).toBe('off');
    for (const type of ADDED_TYPES) expect(propertiesOf(type, off()), type).toEqual([]);
  });

  it('changes nothing of the stack but what leads to the functions', () => {
    expect(withoutCanary(on().template)).toEqual(withoutCanary(off().template));
  });

  it('is of every function, and leaves out nothing that calls one', () => {
    const { template } = on();
    expect(complaintsAbout(template)).toEqual([]);
    expect(propertiesOf('AWS::Lambda::Alias')).toHaveLength(ofType(template, 'AWS::Lambda::Function').length);
  });

  it.each<[fault: string, at: string, value: unknown, complaint: string]>([
    [
      'a queue that is worked off past the alias',
      'TransactionalDashsendDashqueueEventSourceMappingSQSTransactionalSendQueue.Properties.FunctionName',
      { 'Fn::GetAtt': ['TransactionalDashsendDashqueueLambdaFunction', 'Arn'] },
      'leads past the alias of TransactionalDashsendDashqueueLambdaFunction',
    ],
    [
      'an alias that changes at once',
      'TransactionalSendHttpAlias.UpdatePolicy',
      undefined,
      'no deployment group of its own, so it changes at once, or waits',
    ],
    [
      'an alias of what is not published',
      'TransactionalSendHttpAlias.Properties.FunctionVersion',
      '$LATEST',
      'leads to no version of its function',
    ],
    [
      'a group that no alarm stops',
      'TransactionalSendHttpCanary.Properties.AlarmConfiguration.Enabled',
      false,
      'no alarm of the stack stops it',
    ],
    [
      'a group that goes on when nobody knows of the alarms',
      'TransactionalSendHttpCanary.Properties.AlarmConfiguration.IgnorePollAlarmFailure',
      true,
      'no alarm of the stack stops it',
    ],
    [
      'a group that stays where an alarm stopped it',
      'TransactionalSendHttpCanary.Properties.AutoRollbackConfiguration.Events',
      ['DEPLOYMENT_FAILURE'],
      'does not go back when an alarm stops it',
    ],
    [
      'a role that Lambda may take besides',
      `${ROLE}.Properties.AssumeRolePolicyDocument.Statement.0.Principal.Service`,
      'lambda.amazonaws.com',
      'may be taken by others than CodeDeploy',
    ],
  ])('is checked: %s', (_, at, value, complaint) => {
    expect(complaintsAbout(broken(on().template, at, value))).toEqual([`${at.replace(/\..*/, '')}: ${complaint}`]);
  });

  it('lets API Gateway call an alias before a route leads to it', () => {
    const { template } = on();
    for (const [id, { FunctionName }] of ofType(template, 'AWS::Lambda::Permission')) {
      const integrations = ofType(template, 'AWS::ApiGatewayV2::Integration');
      const [integrationId = ''] =
        integrations.find(([, { IntegrationUri }]) => targetOf(IntegrationUri) === targetOf(FunctionName)) ?? [];
      expect([template.Resources[integrationId]?.DependsOn].flat(), integrationId).toContain(id);
    }
  });

  it('has room in a stack that has seven capabilities more', () => {
    const { Resources, Outputs } = grown().template;
    expect(Object.keys(Resources).length).toBeLessThanOrEqual(MAX_RESOURCES);
    expect(Object.keys(Outputs).length).toBeLessThanOrEqual(MAX_OUTPUTS);
    const { resolve } = accountOf(grown().template, STACK_NAME);
    const { Policies } = Resources[ROLE]?.Properties ?? {};
    expect(
      JSON.stringify(Policies.map(({ PolicyDocument }: Json) => resolve(PolicyDocument))).length,
    ).toBeLessThanOrEqual(MAX_CHARACTERS_OF_A_ROLE);
  });

  const grown = usePackage({
    stage: 's'.repeat(18),
    params: GIVEN,
    prepare(folder) {
      const writes = ['imagined-update', 'imagined-delete', 'users-imagine'].map(imaginaryWrite);
      const reads = ['imagined-get', 'imagined-list', 'imagined-stats', 'imaginary-stats'].map(imaginaryRead);
      addTo(folder, [...writes, ...reads]);
    },
  });
});

describe('the brakes', () => {
  it('are the alarms about how calls end, and none that rings until a person has seen to something', () => {
    const all = ofType(on().template, 'AWS::CloudWatch::Alarm').map(([id]) => id);
    const others = all.filter((id) => !brakes().some(([brake]) => brake === id));
    expect(brakes().map(([id]) => id.replace(/\d+$/, ''))).toEqual(
      expect.arrayContaining([
        'FunctionErrorsAlarm',
        'LoggedErrorsAlarm',
        'UnknownOutcomesAlarm',
        'KeysRefusedAlarm',
        'BatchFailingAlarm',
        'ApiFailuresAlarm',
      ]),
    );
    for (const [id, alarm] of brakes())
      for (const { Namespace, MetricName } of metricsOf(alarm))
        expect(`${Namespace} ${MetricName}`, id).not.toMatch(/^AWS\/SQS|Throttle/);
    for (const id of others)
      for (const { Namespace, MetricName } of metricsOf(on().template.Resources[id]?.Properties))
        expect(`${Namespace} ${MetricName}`, id).toMatch(/^AWS\/SQS|Throttle/);
  });

  it('see the new functions for twice their period at least, before all is led to those', () => {
    const longest = Math.max(
      ...brakes().flatMap(([, alarm]) => metricsOf(alarm).map(({ Period }) => Period * alarm.EvaluationPeriods)),
    );
    const words = PARAMETERS.canary.rule.words?.filter((word) => word !== 'off') ?? [];
    const steps = words.map((word) => Number(/(\d+)Minutes$/.exec(word)?.[1]) * 60);
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) expect(step).toBeGreaterThanOrEqual(2 * longest);
    for (const brief of ['Canary10Percent5Minutes', 'Linear10PercentEvery1Minute', 'AllAtOnce'])
      expect(obeys(brief, PARAMETERS.canary.rule), brief).toBe(false);
  });

  it('take less than the tenth that goes to the new functions, where they count in a hundred', () => {
    const shares = brakes().filter(([, { ComparisonOperator }]) => ComparisonOperator === 'GreaterThanThreshold');
    expect(shares.map(([id]) => id)).toEqual(['BatchFailingAlarm', 'ApiFailuresAlarm']);
    for (const [id, { Threshold }] of shares) expect(Threshold, id).toBeLessThan(10);
  });
});

describe('CodeDeploy', () => {
  const role = () => {
    const { resolve } = accountOf(on().template, STACK_NAME);
    return { of: ROLE, statements: statementsIn(on().template.Resources[ROLE]?.Properties.Policies).map(resolve) };
  };
  const alarms = `arn:aws:cloudwatch:eu-west-1:${ACCOUNT_ID}:alarm:`;

  /** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForLambdaLimited.html, without files and hooks. */
  function needed(): Right[] {
    const functions = propertiesOf('AWS::Lambda::Function').map(({ FunctionName }) => arnOfFunction(FunctionName));
    const qualified = functions.flatMap((fn) => [fn, `${fn}:live`, `${fn}:7`]);
    return [
      ...qualified.flatMap((resource) =>
        ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'].map((action) => ({
          action,
          resource,
        })),
      ),
      { action: 'cloudwatch:DescribeAlarms', resource: `${alarms}*` },
    ];
  }

  it('may lead each alias to another version and look at alarms, and has no right besides', async () => {
    const grants = grantsOf(role());
    for (const grant of grants)
      expect(
        needed().some((right) => isFor(grant, right)),
        JSON.stringify(grant),
      ).toBe(true);
    for (const right of needed()) {
      expect(
        grants.some((grant) => isFor(grant, right)),
        JSON.stringify(right),
      ).toBe(true);
      // IAM's simulation can't tell an alias from a version, and knows these calls of one of the kinds.
      const isKnown =
        right.resource.includes('alarm') || (/Alias$/.test(right.action) && !/:(live|7)$/.test(right.resource));
      if (isKnown) expect(await allows(role(), right), JSON.stringify(right)).toBe(true);
    }
  });

  it('may neither change nor call a function, nor touch another stage', async () => {
    const fn = arnOfFunction(`${STACK_NAME}-transactional-send`);
    const wanted = [
      ...[
        'UpdateFunctionCode',
        'UpdateFunctionConfiguration',
        'InvokeFunction',
        'CreateAlias',
        'DeleteAlias',
        'AddPermission',
      ].map((name) => ({ action: `lambda:${name}`, resource: fn })),
      { action: 'lambda:UpdateAlias', resource: arnOfFunction(`${STACK_NAME}-2-transactional-send`) },
      { action: 'cloudwatch:PutMetricAlarm', resource: `${alarms}one` },
      { action: 'iam:PassRole', resource: `arn:aws:iam::${ACCOUNT_ID}:role/any` },
    ];
    for (const right of wanted) expect(await allows(role(), right), JSON.stringify(right)).toBe(false);
  });
});

const arnOfFunction = (name: string) => `arn:aws:lambda:eu-west-1:${ACCOUNT_ID}:function:${name}`;

/** What there would be without it, but for the way to the code, which is new each time. */
function withoutCanary({ Resources, Outputs }: Template): Template {
  const kept = Object.entries<Json>(Resources).filter(([id, { Type }]) => id !== ROLE && !ADDED_TYPES.includes(Type));
  const aliases = new Set(Object.keys(Resources).filter((id) => !kept.some(([other]) => other === id)));
  const permissions = new Set(Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::Lambda::Permission'));
  const plain = kept.map(
    ([
      id,
      {
        Properties: { Code, ...Properties },
        DependsOn = [],
        ...rest
      },
    ]) => {
      const before = [DependsOn].flat().filter((other) => !aliases.has(other) && !permissions.has(other));
      return [id, { ...rest, DependsOn: before, Properties: withoutAlias(Properties) }];
    },
  );
  const outputs = Object.entries(Outputs).filter(([, { Value }]) => !aliases.has(targetOf(Value) ?? ''));
  return { Resources: Object.fromEntries(plain), Outputs: Object.fromEntries(outputs) };
}

function withoutAlias(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutAlias);
  const [, parts] = value['Fn::Join'] ?? [];
  if (parts?.[1] === 'live') return parts[0];
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutAlias(inner)]));
}
