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

/** A mapping has an id of AWS's choice, but it is of a function. */
const MAPPING: Kind = {
  source: `${AUTHORIZATION}/list_awslambda.html`,
  grants: (all, stack) => {
    const functions = all.map(({ properties }) => arnOf(properties.FunctionName, stack));
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

function grantsOfRole({ id, properties: { PermissionsBoundary } }: Found, stack: Stack) {
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
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
    {
      actions: ['iam:PassRole'],
      resource,
      condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    },
  ];
}

/** Functions, and what is there for them alone. */
export const FUNCTION_KINDS: Kinds = {
  'AWS::Lambda::Function': FUNCTION,
  'AWS::Lambda::EventSourceMapping': MAPPING,
  'AWS::Lambda::Permission': named({
    source: `${AUTHORIZATION}/list_awslambda.html`,
    on: ({ properties }, stack) => [arnOf(properties.FunctionName, stack)],
    actions: of('lambda', 'AddPermission RemovePermission GetPolicy'),
  }),
  'AWS::IAM::Role': ROLE,
};
