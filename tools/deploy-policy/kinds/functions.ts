import { AUTHORIZATION, BY_CLOUDFORMATION, type Found, itself, type Kind, type Kinds, named, of } from '../kind.ts';
import { arnAt, arnOf, type Stack } from '../names.ts';

const isInVpc = ({ properties }: Found) => properties.VpcConfig !== undefined;

const FUNCTION: Kind = named({
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html',
  on: itself,
  actions: of(
    'lambda',
    'CreateFunction UpdateFunctionCode UpdateFunctionConfiguration PutFunctionConcurrency DeleteFunctionConcurrency Get* ListTags TagResource UntagResource',
  ),
  removal: of('lambda', 'DeleteFunction'),
  // AWS knows no resource for any of these. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
  also: (all) =>
    all.some(isInVpc)
      ? [
          {
            actions: of('ec2', 'DescribeSecurityGroups DescribeSubnets DescribeVpcs DescribeNetworkInterfaces'),
            resource: '*',
          },
        ]
      : [],
});

/** What a function has is asked for by its ARN, by one that names a version or an alias, or by either: AWS says which for few calls. */
const functionAndParts = ({ properties }: Found, stack: Stack): string[] => {
  const fn = unqualified(arnOf(properties.FunctionName, stack));
  return [fn, `${fn}:*`];
};

/** The function's, of an ARN that may name its alias. */
const unqualified = (arn: string) => arn.split(':').slice(0, 7).join(':');

/** With an alias of it, its permissions and mappings were the function's own before, and may be again. */
const withFunction = (arn: string) => [...new Set([unqualified(arn), arn])];

/** A mapping has an id of AWS's choice, but it is of a function. */
const MAPPING: Kind = {
  source: `${AUTHORIZATION}/list_awslambda.html`,
  grants: (all, stack) => {
    const functions = all.flatMap(({ properties }) => withFunction(arnOf(properties.FunctionName, stack)));
    const condition = { ArnEquals: { 'lambda:FunctionArn': functions } };
    const anyMapping = arnAt('lambda', 'event-source-mapping:*', stack);
    return [
      { actions: of('lambda', 'CreateEventSourceMapping'), resource: '*', condition },
      {
        actions: of('lambda', 'GetEventSourceMapping UpdateEventSourceMapping DeleteEventSourceMapping'),
        resource: anyMapping,
        condition,
      },
      {
        actions: of('lambda', 'ListTags TagResource UntagResource'),
        resource: anyMapping,
        condition: BY_CLOUDFORMATION,
      },
    ];
  },
};

/** With a boundary no role may be made, or get rights, without it. */
const ROLE: Kind = {
  source: `${AUTHORIZATION}/list_awsidentityandaccessmanagementiam.html`,
  grants: (all, stack) => all.flatMap((found) => grantsOfRole(found, stack)),
};

function grantsOfRole({ id, properties: { PermissionsBoundary, AssumeRolePolicyDocument } }: Found, stack: Stack) {
  const resource = arnOf(id, stack);
  const bounded = PermissionsBoundary && {
    condition: { StringEquals: { 'iam:PermissionsBoundary': PermissionsBoundary } },
  };
  return [
    {
      actions: of(
        'iam',
        'DeleteRole GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies ListRoleTags TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription',
      ),
      resource,
    },
    {
      actions: of(
        'iam',
        `CreateRole DeleteRolePolicy PutRolePolicy ${PermissionsBoundary ? 'Put' : 'Delete'}RolePermissionsBoundary`,
      ),
      resource,
      ...bounded,
    },
    // To whom it is for. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
    {
      actions: ['iam:PassRole'],
      resource,
      condition: { StringEquals: { 'iam:PassedToService': AssumeRolePolicyDocument.Statement[0].Principal.Service } },
    },
  ];
}

/** Functions, and what is there for them alone. */
export const FUNCTION_KINDS: Kinds = {
  'AWS::Lambda::Function': FUNCTION,
  'AWS::Lambda::EventSourceMapping': MAPPING,
  'AWS::Lambda::Permission': named({
    source: `${AUTHORIZATION}/list_awslambda.html`,
    on: ({ properties }, stack) => withFunction(arnOf(properties.FunctionName, stack)),
    actions: of('lambda', 'AddPermission RemovePermission GetPolicy'),
  }),
  'AWS::Lambda::Version': named({
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html',
    on: functionAndParts,
    actions: of('lambda', 'PublishVersion ListVersionsByFunction Get*'),
    removal: of('lambda', 'DeleteFunction'),
  }),
  'AWS::Lambda::Alias': named({
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html',
    on: functionAndParts,
    actions: of('lambda', 'CreateAlias UpdateAlias ListAliases Get*'),
    removal: of('lambda', 'DeleteAlias'),
  }),
  'AWS::IAM::Role': ROLE,
};
