import { hasAliases } from './alias.ts';
import { inText, type Piece, type Settings } from './settings.ts';

/**
 * What Lambda does in a function's name when the function is in a VPC. AWS knows no resource for most of it.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
const ATTACH = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

type Network = Pick<Settings, 'parameters'>;

const isInVpc = ({ parameters }: Network) => parameters.vpcSubnets !== '';

/** A function's rights to be in the VPC: Lambda's, and none for the code that runs there. */
export function networkRights(functionName: string, settings: Network): Piece[] {
  if (!isInVpc(settings)) return [];
  const [partition, region, account] = ['Partition', 'Region', 'AccountId'].map((name) => inText(`AWS::${name}`));
  // By its name: its role is made first.
  const arn = `arn:${partition}:lambda:${region}:${account}:function:${functionName}`;
  const fn = { 'Fn::Sub': arn };
  // AWS does not say whether the ARN of a version that runs has the version in it.
  const itself = hasAliases(settings) ? [fn, { 'Fn::Sub': `${arn}:*` }] : fn;
  return [
    { Effect: 'Allow', Action: ATTACH, Resource: '*' },
    {
      Effect: 'Deny',
      Action: ATTACH,
      Resource: '*',
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': itself } },
    },
  ];
}

/** Where functions are. CloudFormation cuts the lists, so that a parameter of its own may stand there. */
export function networkOf(settings: Network): Piece {
  if (!isInVpc(settings)) return {};
  const listOf = (ids: string) => ({ 'Fn::Split': [',', ids] });
  const { vpcSubnets, vpcSecurityGroups } = settings.parameters;
  return { VpcConfig: { SubnetIds: listOf(vpcSubnets), SecurityGroupIds: listOf(vpcSecurityGroups) } };
}
