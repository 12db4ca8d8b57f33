/** A right as it stands in a template. */
export interface Right {
  /** Of the resource that grants it. */
  readonly type: string;
  readonly action: string;
  /** As JSON. */
  readonly resource: string;
}

interface Exception {
  readonly type: string;
  readonly action: RegExp;
  readonly resource: RegExp;
  readonly reason: string;
  /** Whether only some parameters need it. */
  readonly isOptional?: true;
}

/** Where a wildcard may stand: AWS offers nothing narrower. */
export const WILDCARDS: readonly Exception[] = [
  {
    type: 'AWS::IAM::Role',
    action: /^secretsmanager:GetSecretValue$/,
    resource: /^\{"Fn::Sub":"[^*?"]+:secret:[^*?"]+-\?{6}"\}$/,
    reason: 'A secret’s ARN ends with a hyphen and six characters that AWS draws when it is made.',
  },
  {
    type: 'AWS::IAM::Role',
    action: /^s3:(GetObject|PutObject)$/,
    resource: /^\{"Fn::Sub":"[^*?"]+:s3:::[^*?"/]+\/\*"\}$/,
    reason: 'Which objects there will be in a bucket, nobody knows beforehand.',
  },
  {
    type: 'AWS::IAM::Role',
    action: /^xray:(PutTraceSegments|PutTelemetryRecords)$/,
    resource: /^"\*"$/,
    reason: 'X-Ray has no resource for what is written to it.',
  },
  {
    type: 'AWS::IAM::Role',
    action:
      /^ec2:(Create|Describe|Delete)NetworkInterfaces?$|^ec2:DescribeSubnets$|^ec2:(Una|A)ssignPrivateIpAddresses$/,
    resource: /^"\*"$/,
    reason: 'Which interfaces Lambda will have in a VPC nobody knows, and the code may not use the right.',
    isOptional: true,
  },
  {
    type: 'AWS::IAM::Role',
    action: /^lambda:(GetAlias|UpdateAlias|GetProvisionedConcurrencyConfig)$/,
    resource: /^\{"Fn::Join":\[":",\[\{"Fn::GetAtt":\["\w+","Arn"\]\},"\*"\]\]\}$/,
    reason: 'The versions of a function have numbers that AWS gives.',
    isOptional: true,
  },
  {
    type: 'AWS::IAM::Role',
    action: /^cloudwatch:DescribeAlarms$/,
    resource: /^\{"Fn::Sub":"[^*?"]+:alarm:\*"\}$/,
    reason: 'Whichever alarms are asked for, CloudWatch wants a right to all.',
    isOptional: true,
  },
  {
    type: 'AWS::KMS::Key',
    action: /^kms:(Decrypt|GenerateDataKey)$/,
    resource: /^"\*"$/,
    reason: 'In the policy of a key, `*` is that key.',
  },
  {
    type: 'AWS::KMS::Key',
    action: /^kms:\*$/,
    resource: /^"\*"$/,
    reason: 'Who may do all with a key is for IAM to say; a key without this can never be changed again.',
  },
];

export function isOn({ type, action, resource }: Exception, right: Right): boolean {
  return right.type === type && action.test(right.action) && resource.test(right.resource);
}
