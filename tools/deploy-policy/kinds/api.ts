import { BY_CLOUDFORMATION, type Grant, type Kind, type Kinds, of } from '../kind.ts';
import { apiArn, iamArn, type Stack } from '../names.ts';

/** To API Gateway an action is a method of HTTP. */
const METHODS = of('apigateway', 'GET POST PUT PATCH DELETE');

const SOURCE =
  'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html';

const onPaths = (stack: Stack, ...paths: readonly string[]): Grant[] =>
  paths.map((path) => ({ actions: METHODS, resource: apiArn(path, stack), condition: BY_CLOUDFORMATION }));

/** An API has an id of AWS's choice, and what is in it is below that. */
const IN_API: Kind = { source: SOURCE, grants: (_, stack) => onPaths(stack, '/apis', '/apis/*') };

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html */
function ownRoleOfGateway(stack: Stack): Grant {
  return {
    actions: of('iam', 'CreateServiceLinkedRole'),
    resource: iamArn('role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway', stack),
    condition: { StringEquals: { 'iam:AWSServiceName': 'ops.apigateway.amazonaws.com' } },
  };
}

/** The HTTP API. */
export const API_KINDS: Kinds = {
  'AWS::ApiGatewayV2::Api': {
    source: SOURCE,
    grants: (_, stack) => [...onPaths(stack, '/apis', '/apis/*', '/tags/*'), ownRoleOfGateway(stack)],
  },
  'AWS::ApiGatewayV2::Authorizer': IN_API,
  'AWS::ApiGatewayV2::Integration': IN_API,
  'AWS::ApiGatewayV2::Route': IN_API,
  'AWS::ApiGatewayV2::Stage': {
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html',
    grants: (_, stack) => [
      ...onPaths(stack, '/apis/*', '/tags/*'),
      // What the access log needs. AWS knows no resource for any of these.
      {
        actions: of(
          'logs',
          'CreateLogDelivery GetLogDelivery UpdateLogDelivery DeleteLogDelivery ListLogDeliveries DescribeResourcePolicies PutResourcePolicy',
        ),
        resource: '*',
        condition: BY_CLOUDFORMATION,
      },
    ],
  },
  'AWS::ApiGatewayV2::DomainName': {
    source: SOURCE,
    grants: (all, stack) =>
      onPaths(stack, '/domainnames', ...all.map(({ properties }) => pathOf(properties.DomainName)), '/tags/*'),
  },
  'AWS::ApiGatewayV2::ApiMapping': {
    source: SOURCE,
    grants: (all, stack) => {
      const { Resources } = stack.template;
      return all.flatMap(({ properties }) => {
        const { DomainName } = Resources[properties.DomainName.Ref].Properties;
        return onPaths(stack, `${pathOf(DomainName)}/apimappings`, `${pathOf(DomainName)}/apimappings/*`);
      });
    },
  },
};

const pathOf = (domain: string) => `/domainnames/${domain}`;
