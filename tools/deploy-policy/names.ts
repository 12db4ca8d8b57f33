import type { Json, Template } from '../release/template.ts';

/** A stack that is to be deployed, before there is any of it. */
export interface Stack {
  readonly stage: string;
  /** Of CloudFormation. */
  readonly name: string;
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  readonly template: Pick<Template, 'Resources'>;
}

/** What CloudFormation leaves at least of a stack's name and of a logical id where both don't fit. Seen in names of buckets; AWS does not say. */
const LEAST_CHARACTERS = 24;

/** What CloudFormation draws for the end of a name, with the hyphen before it, at most. */
const DRAWN_CHARACTERS = 14;

/**
 * What is certain beforehand of a name that CloudFormation makes up: the stack's name, the logical id, and characters that it draws.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 *
 * @param limit of characters in such a name
 * @returns with `*` for what is not certain
 */
export function madeUpName(stackName: string, id: string, limit: number): string {
  if (stackName.length + 1 + id.length + DRAWN_CHARACTERS <= limit) return `${stackName}-${id}-*`;
  const stackPart = stackName.length > LEAST_CHARACTERS ? `${cut(stackName)}*` : stackName;
  return `${stackPart}-${id.length > LEAST_CHARACTERS ? `${cut(id)}*` : `${id}-*`}`;
}

const cut = (name: string) => name.slice(0, LEAST_CHARACTERS).replace(/-$/, '');

/** AWS's other partitions, by what their regions begin with: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const PARTITIONS = [
  { regions: 'cn-', partition: 'aws-cn', suffix: 'amazonaws.com.cn' },
  { regions: 'us-gov-', partition: 'aws-us-gov', suffix: 'amazonaws.com' },
  { regions: '', partition: 'aws', suffix: 'amazonaws.com' },
] as const;

/** What CloudFormation calls `AWS::Partition` and `AWS::URLSuffix`. */
export function partitionOf(region: string): { readonly partition: string; readonly suffix: string } {
  return PARTITIONS.find(({ regions }) => region.startsWith(regions)) ?? PARTITIONS[2];
}

/** An ARN in the stack's account and region. */
export function arnAt(service: string, resource: string, { region, account }: Stack): string {
  return `arn:${partitionOf(region).partition}:${service}:${region}:${account}:${resource}`;
}

/** An ARN of IAM, which has no regions. */
export function iamArn(resource: string, { region, account }: Stack): string {
  return `arn:${partitionOf(region).partition}:iam::${account}:${resource}`;
}

/** An ARN of API Gateway's, whose account AWS leaves out. */
export function apiArn(path: string, { region }: Stack): string {
  return `arn:${partitionOf(region).partition}:apigateway:${region}::${path}`;
}

type ArnOf = (id: string, properties: Json, stack: Stack) => string;

const called =
  (service: string, before: string, limit: number, property = ''): ArnOf =>
  (id, properties, stack) =>
    arnAt(service, `${before}${properties?.[property] ?? madeUpName(stack.name, id, limit)}`, stack);

/**
 * How AWS writes the ARN of what a template makes, with the limit of its name.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const ARNS: Readonly<Record<string, ArnOf>> = {
  'AWS::CodeDeploy::Application': called('codedeploy', 'application:', 100),
  'AWS::CloudWatch::Alarm': called('cloudwatch', 'alarm:', 255, 'AlarmName'),
  'AWS::DynamoDB::Table': called('dynamodb', 'table/', 255),
  'AWS::Events::EventBus': called('events', 'event-bus/', 256, 'Name'),
  'AWS::IAM::Role': (id, properties, stack) =>
    iamArn(`role${properties.Path ?? '/'}${madeUpName(stack.name, id, 64)}`, stack),
  'AWS::Lambda::Function': called('lambda', 'function:', 64, 'FunctionName'),
  'AWS::Logs::LogGroup': called('logs', 'log-group:', 512, 'LogGroupName'),
  'AWS::S3::Bucket': (id, _, { name, region }) =>
    `arn:${partitionOf(region).partition}:s3:::${madeUpName(name, id, 63).toLowerCase()}`,
  'AWS::SNS::Topic': called('sns', '', 256),
  'AWS::SQS::Queue': called('sqs', '', 80, 'QueueName'),
};

/**
 * The ARN of something, `*` standing for what is not known yet of its name. Throws for what has no name of its own in an ARN.
 *
 * @param reference a logical id, `!Ref` or `!GetAtt`, what is joined to it by colons, or the ARN itself
 */
export function arnOf(reference: Json, stack: Stack): string {
  if (typeof reference === 'string' && reference.startsWith('arn:')) return reference;
  if (reference['Fn::Join']) {
    const [separator, [before, ...parts]] = reference['Fn::Join'];
    return [arnOf(before, stack), ...parts].join(separator);
  }
  const id = reference.Ref ?? reference['Fn::GetAtt']?.[0] ?? reference;
  const { Type, Properties } = stack.template.Resources[id] ?? {};
  const arn = ARNS[Type];
  if (!arn) throw new Error(`${JSON.stringify(reference)} (${Type}) has no ARN that is known beforehand.`);
  return arn(id, Properties, stack);
}
