import { accountOf } from './account.ts';
import { anyDeployed } from './capabilities.ts';
import { anyObjectIn, type Right, STACK_NAME, secretArn } from './rights.ts';
import type { Template } from './template.ts';

interface Temptation {
  readonly actions: readonly string[];
  /** What the actions are about, from the ARN of what the stack has. */
  of(arn: string): string;
}

const { route: SENDING } = anyDeployed(({ effect }) => effect === 'once').endpoint;

const itself = (arn: string) => arn;

/** What can be done with what the stack has, by type: the actions that change it, read it or give it away. */
const ON_TYPE: Readonly<Record<string, readonly Temptation[]>> = {
  'AWS::SQS::Queue': [
    {
      actions: [
        'sqs:SendMessage',
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:GetQueueAttributes',
        'sqs:SetQueueAttributes',
        'sqs:StartMessageMoveTask',
        'sqs:AddPermission',
        'sqs:PurgeQueue',
        'sqs:DeleteQueue',
      ],
      of: itself,
    },
  ],
  'AWS::DynamoDB::Table': [
    {
      actions: [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:PartiQLSelect',
        'dynamodb:PartiQLDelete',
        'dynamodb:DescribeTable',
        'dynamodb:UpdateTable',
        'dynamodb:UpdateTimeToLive',
        'dynamodb:ExportTableToPointInTime',
        'dynamodb:DeleteTable',
      ],
      of: itself,
    },
  ],
  'AWS::Logs::LogGroup': [
    {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:GetLogEvents'],
      of: (arn) => arn.replace(/\*$/, 'log-stream:one'),
    },
    {
      actions: ['logs:CreateLogGroup', 'logs:DeleteLogGroup', 'logs:FilterLogEvents', 'logs:PutRetentionPolicy'],
      of: (arn) => arn.replace(/:\*$/, ''),
    },
  ],
  'AWS::Lambda::Function': [
    {
      actions: ['lambda:InvokeFunction', 'lambda:GetFunction', 'lambda:UpdateFunctionCode', 'lambda:AddPermission'],
      of: itself,
    },
  ],
  'AWS::S3::Bucket': [
    {
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:PutObjectAcl'],
      of: anyObjectIn,
    },
    {
      actions: ['s3:ListBucket', 's3:PutBucketPolicy', 's3:PutLifecycleConfiguration', 's3:DeleteBucket'],
      of: itself,
    },
  ],
  'AWS::Events::EventBus': [{ actions: ['events:PutEvents', 'events:DeleteEventBus'], of: itself }],
  'AWS::SNS::Topic': [{ actions: ['sns:Publish', 'sns:Subscribe'], of: itself }],
  'AWS::KMS::Key': [{ actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ScheduleKeyDeletion'], of: itself }],
  'AWS::IAM::Role': [
    { actions: ['sts:AssumeRole', 'iam:PassRole', 'iam:PutRolePolicy', 'iam:AttachRolePolicy'], of: itself },
  ],
  'AWS::ApiGatewayV2::Api': [
    {
      actions: ['execute-api:Invoke'],
      of: (arn) => `${arn}/$default/${SENDING.method}${SENDING.path}`,
    },
  ],
};

/** With secrets of this stack, of another stage and of somebody else. */
const SECRETS = [
  'batch-push-functions/local',
  'batch-push-functions/prod',
  'batch-push-functions/local-eu',
  'database',
];
const ON_SECRETS = [
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecret',
  'secretsmanager:UpdateSecretVersionStage',
  'secretsmanager:DescribeSecret',
  'secretsmanager:PutResourcePolicy',
  'secretsmanager:DeleteSecret',
];

/** What is about no resource in particular. */
const ON_ANYTHING = [
  'cloudwatch:PutMetricData',
  'dynamodb:ListTables',
  'ec2:CreateNetworkInterface',
  'ec2:DescribeInstances',
  'secretsmanager:BatchGetSecretValue',
  'secretsmanager:ListSecrets',
  'sqs:ListQueues',
  'xray:GetTraceSummaries',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

/** What somebody who has taken over a function may want to do: with all that the stack has, and beyond. */
export function temptationsOf(template: Template): Right[] {
  const { arnOf } = accountOf(template, STACK_NAME);
  const onStack = Object.entries(template.Resources).flatMap(([id, { Type }]) =>
    (ON_TYPE[Type] ?? []).flatMap(({ actions, of }) => actions.map((action) => ({ action, resource: of(arnOf(id)) }))),
  );
  const onSecrets = SECRETS.flatMap((name) => ON_SECRETS.map((action) => ({ action, resource: secretArn(name) })));
  const filesOfOthers = ['s3:GetObject', 's3:PutObject'].map((action) => ({
    action,
    resource: anyObjectIn('arn:aws:s3:::other'),
  }));
  const ledgerOfAnotherStack = {
    action: 'dynamodb:GetItem',
    resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/other',
  };
  return [
    ...onStack,
    ...onSecrets,
    ...ON_ANYTHING.map((action) => ({ action, resource: '*' })),
    ...filesOfOthers,
    ledgerOfAnotherStack,
  ];
}
