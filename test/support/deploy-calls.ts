import type { Stack } from '../../tools/deploy-policy/names.ts';
import { ACCOUNT_ID } from './account.ts';
import type { Right } from './rights.ts';
import { type Json, ofType, targetOf } from './template.ts';

/** What is called to deploy a stack. */
export interface DeployCall extends Right {
  readonly context: Readonly<Record<string, string>>;
  /** Whether its resource has the stack's name in its own. */
  readonly isNamed: boolean;
  /** Whether CloudFormation had to cut that. */
  readonly isCut: boolean;
}

const DRAWN = 'ABCDEFGHIJKL';
const KEPT_CHARACTERS = 24;
const REGION = 'eu-west-1';
const at = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
const api = (path: string) => `arn:aws:apigateway:${REGION}::${path}`;

const CALLED_VIA = { 'aws:CalledVia': 'cloudformation.amazonaws.com' };

interface Made {
  readonly arns: readonly string[];
  readonly isCut?: boolean;
  readonly isNamed?: boolean;
  readonly context?: Readonly<Record<string, string>>;
}

/** What CloudFormation calls a thing that has no name in the template. */
function name(stack: Stack, id: string, limit: number): { readonly text: string; readonly isCut: boolean } {
  const text = `${stack.name}-${id}-${DRAWN}`;
  if (text.length <= limit) return { text, isCut: false };
  return { text: `${stack.name.slice(0, KEPT_CHARACTERS)}-${id.slice(0, KEPT_CHARACTERS)}-${DRAWN}`, isCut: true };
}

const plain =
  (service: string, before: string, limit: number, property = '') =>
  (id: string, properties: Json, stack: Stack): Made => {
    const { text, isCut } = name(stack, id, limit);
    const given = properties[property];
    return { arns: [at(service, `${before}${given ?? text}`)], isCut: given === undefined && isCut };
  };

type Make = (id: string, properties: Json, stack: Stack) => Made;

const about =
  (property: string): Make =>
  (_, properties, stack) => {
    const references: Json[] = [properties[property]].flat();
    const all = references.map((reference) => {
      if (typeof reference === 'string')
        return { arns: [reference], isCut: false, isNamed: reference.includes(stack.name) };
      const id = targetOf(reference) ?? '';
      const alias = reference['Fn::Join']?.[1][1];
      const { Type, Properties } = stack.template.Resources[id];
      const made = CALLS[Type]?.[0](id, Properties, stack) ?? { arns: [] };
      return alias === undefined ? made : { ...made, arns: made.arns.map((arn) => `${arn}:${alias}`) };
    });
    return {
      arns: all.flatMap(({ arns }) => arns),
      isCut: all.some(({ isCut }) => isCut),
      isNamed: all.every(({ isNamed = true }) => isNamed),
    };
  };

const through =
  (...arns: string[]): Make =>
  () => ({ arns, isNamed: false, context: CALLED_VIA });

/** Of a function, and of what it is called by then. */
const ofFunction =
  (qualifier: string): Make =>
  (_, { FunctionName }, stack) => {
    const [fn = ''] = about('FunctionName')('', { FunctionName }, stack).arns;
    return { arns: [fn, `${fn}:${qualifier}`] };
  };

const ON_ITEM = 'apigateway:PATCH apigateway:GET apigateway:DELETE';

/** The calls that make, change and remove one, by AWS's API, and what each type is called. */
const CALLS: Readonly<Record<string, readonly [Make, calls: string]>> = {
  'AWS::Lambda::Function': [
    plain('lambda', 'function:', 64, 'FunctionName'),
    'lambda:CreateFunction lambda:GetFunction lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration lambda:PutFunctionConcurrency lambda:DeleteFunctionConcurrency lambda:TagResource lambda:GetRuntimeManagementConfig lambda:DeleteFunction',
  ],
  'AWS::Lambda::Permission': [about('FunctionName'), 'lambda:AddPermission lambda:GetPolicy lambda:RemovePermission'],
  'AWS::Lambda::EventSourceMapping': [
    (_, { FunctionName }, stack) => {
      const [fn = ''] = about('FunctionName')('', { FunctionName }, stack).arns;
      return {
        arns: [at('lambda', 'event-source-mapping:00000000-0000-0000-0000-000000000000')],
        context: { 'lambda:FunctionArn': fn },
      };
    },
    'lambda:GetEventSourceMapping lambda:UpdateEventSourceMapping lambda:DeleteEventSourceMapping',
  ],
  'AWS::Lambda::Version': [
    ofFunction('1'),
    'lambda:PublishVersion lambda:ListVersionsByFunction lambda:GetFunction lambda:GetFunctionConfiguration lambda:GetRuntimeManagementConfig',
  ],
  'AWS::Lambda::Alias': [
    ofFunction('live'),
    'lambda:CreateAlias lambda:GetAlias lambda:UpdateAlias lambda:DeleteAlias',
  ],
  'AWS::CodeDeploy::Application': [
    plain('codedeploy', 'application:', 100),
    'codedeploy:CreateApplication codedeploy:GetApplication codedeploy:RegisterApplicationRevision codedeploy:GetApplicationRevision codedeploy:TagResource codedeploy:DeleteApplication',
  ],
  'AWS::CodeDeploy::DeploymentGroup': [
    (id, { ApplicationName }, stack) => {
      const application = name(stack, ApplicationName.Ref, 100).text;
      return { arns: [at('codedeploy', `deploymentgroup:${application}/${name(stack, id, 100).text}`)] };
    },
    'codedeploy:CreateDeploymentGroup codedeploy:GetDeploymentGroup codedeploy:UpdateDeploymentGroup codedeploy:CreateDeployment codedeploy:GetDeployment codedeploy:TagResource codedeploy:DeleteDeploymentGroup',
  ],
  'AWS::Logs::LogGroup': [
    (id, properties, stack) => ({
      arns: plain('logs', 'log-group:', 512, 'LogGroupName')(id, properties, stack).arns.map((arn) => `${arn}:*`),
    }),
    'logs:CreateLogGroup logs:PutRetentionPolicy logs:AssociateKmsKey logs:DeleteLogGroup',
  ],
  'AWS::Logs::MetricFilter': [
    about('LogGroupName'),
    'logs:PutMetricFilter logs:DescribeMetricFilters logs:DeleteMetricFilter',
  ],
  'AWS::IAM::Role': [
    (id, { Path = '/', PermissionsBoundary: boundary, AssumeRolePolicyDocument }, stack) => {
      const { text, isCut } = name(stack, id, 64);
      return {
        arns: [`arn:aws:iam::${ACCOUNT_ID}:role${Path}${text}`],
        isCut,
        context: {
          ...(boundary && { 'iam:PermissionsBoundary': boundary }),
          'iam:PassedToService': AssumeRolePolicyDocument.Statement[0].Principal.Service,
        },
      };
    },
    'iam:CreateRole iam:PutRolePolicy iam:GetRole iam:GetRolePolicy iam:TagRole iam:PassRole iam:UpdateAssumeRolePolicy iam:DeleteRolePolicy iam:DeleteRole',
  ],
  'AWS::SQS::Queue': [
    plain('sqs', '', 80, 'QueueName'),
    'sqs:CreateQueue sqs:GetQueueAttributes sqs:SetQueueAttributes sqs:TagQueue sqs:DeleteQueue',
  ],
  'AWS::SQS::QueuePolicy': [about('Queues'), 'sqs:SetQueueAttributes'],
  'AWS::DynamoDB::Table': [
    plain('dynamodb', 'table/', 255),
    'dynamodb:CreateTable dynamodb:DescribeTable dynamodb:UpdateTable dynamodb:UpdateTimeToLive dynamodb:UpdateContinuousBackups dynamodb:TagResource',
  ],
  'AWS::Events::EventBus': [
    plain('events', 'event-bus/', 256, 'Name'),
    'events:CreateEventBus events:DescribeEventBus events:TagResource events:DeleteEventBus',
  ],
  'AWS::Events::Rule': [
    (id, _, stack) => ({ arns: [at('events', `rule/${stack.name}/${name(stack, id, 64).text}`)] }),
    'events:PutRule events:DescribeRule events:PutTargets events:RemoveTargets events:DeleteRule',
  ],
  'AWS::CloudWatch::Alarm': [
    plain('cloudwatch', 'alarm:', 255),
    'cloudwatch:PutMetricAlarm cloudwatch:TagResource cloudwatch:DeleteAlarms',
  ],
  'AWS::CloudWatch::Dashboard': [
    (id) => through(`arn:aws:cloudwatch::${ACCOUNT_ID}:dashboard/${id}-${DRAWN}`)('', {}, {} as Stack),
    'cloudwatch:PutDashboard cloudwatch:GetDashboard cloudwatch:DeleteDashboards',
  ],
  'AWS::SNS::Topic': [
    plain('sns', '', 256),
    'sns:CreateTopic sns:GetTopicAttributes sns:SetTopicAttributes sns:TagResource sns:DeleteTopic',
  ],
  'AWS::SNS::TopicPolicy': [about('Topics'), 'sns:SetTopicAttributes'],
  'AWS::SNS::Subscription': [about('TopicArn'), 'sns:Subscribe sns:GetSubscriptionAttributes sns:Unsubscribe'],
  'AWS::KMS::Key': [
    (_, __, { stage }) => ({
      arns: [at('kms', 'key/00000000-0000-0000-0000-000000000003')],
      isNamed: false,
      context: { ...CALLED_VIA, 'aws:ResourceTag/service': 'batch-push-functions', 'aws:ResourceTag/stage': stage },
    }),
    'kms:EnableKeyRotation kms:TagResource kms:DescribeKey kms:PutKeyPolicy kms:ScheduleKeyDeletion',
  ],
  'AWS::S3::Bucket': [
    (id, _, stack) => {
      const { text, isCut } = name(stack, id, 63);
      return { arns: [`arn:aws:s3:::${text.toLowerCase()}`], isCut };
    },
    's3:CreateBucket s3:PutEncryptionConfiguration s3:PutLifecycleConfiguration s3:PutBucketPublicAccessBlock s3:PutBucketOwnershipControls s3:PutBucketTagging s3:GetBucketTagging s3:GetLifecycleConfiguration s3:DeleteBucket',
  ],
  'AWS::S3::BucketPolicy': [about('Bucket'), 's3:PutBucketPolicy s3:DeleteBucketPolicy'],
  'AWS::ApiGatewayV2::Api': [through(api('/apis/a1')), ON_ITEM],
  'AWS::ApiGatewayV2::Authorizer': [through(api('/apis/a1/authorizers/b2')), ON_ITEM],
  'AWS::ApiGatewayV2::Integration': [through(api('/apis/a1/integrations/b2')), ON_ITEM],
  'AWS::ApiGatewayV2::Route': [through(api('/apis/a1/routes/b2')), ON_ITEM],
  'AWS::ApiGatewayV2::Stage': [through(api('/apis/a1/stages/$default')), ON_ITEM],
  'AWS::ApiGatewayV2::DomainName': [
    (_, { DomainName }) => through(api(`/domainnames/${DomainName}`))('', {}, {} as Stack),
    ON_ITEM,
  ],
  'AWS::ApiGatewayV2::ApiMapping': [
    (_, __, { template }) => {
      const [[, { DomainName }] = expectOne()] = ofType(template as never, 'AWS::ApiGatewayV2::DomainName');
      return through(api(`/domainnames/${DomainName}/apimappings/b2`))('', {}, {} as Stack);
    },
    ON_ITEM,
  ],
};

function expectOne(): never {
  throw new Error('There is a mapping without a domain.');
}

/** The calls for every resource. Throws for a type whose calls are not known. */
export function callsToDeploy(stack: Stack): DeployCall[] {
  return Object.entries<Json>(stack.template.Resources).flatMap(([id, { Type, Properties }]) => {
    const known = CALLS[Type];
    if (!known) throw new Error(`What is called for ${Type} is not known.`);
    const [make, actions] = known;
    const { arns, isCut = false, isNamed = true, context = {} } = make(id, Properties, stack);
    return arns.flatMap((resource) =>
      actions.split(' ').map((action) => ({ action, resource, context, isNamed, isCut })),
    );
  });
}
