import { type Json, ofType, type Template, targetOf } from '../template.ts';
import type { Check } from './check.ts';

export const asksWhoCalls: Check = (template) =>
  ofType(template, 'AWS::ApiGatewayV2::Route')
    .filter(([, route]) => route.AuthorizationType !== 'AWS_IAM' && !isJwt(template, route))
    .map(
      ([id, { RouteKey, AuthorizationType = 'none' }]) =>
        `${id}: ${RouteKey} is open, its authoriser is ${AuthorizationType}`,
    );

/** An authoriser without an issuer or an audience takes anybody's tokens. */
function isJwt({ Resources }: Template, { AuthorizationType, AuthorizerId }: Json): boolean {
  const { AuthorizerType, JwtConfiguration } = Resources[targetOf(AuthorizerId) ?? '']?.Properties ?? {};
  const isWhole = /^https:/.test(JwtConfiguration?.Issuer) && JwtConfiguration.Audience?.every(Boolean);
  return AuthorizationType === 'JWT' && AuthorizerType === 'JWT' && isWhole;
}

export const throttles: Check = (template) =>
  ofType(template, 'AWS::ApiGatewayV2::Stage').flatMap(([id, { DefaultRouteSettings, RouteSettings }]) => {
    const { ThrottlingRateLimit, ThrottlingBurstLimit } = DefaultRouteSettings ?? {};
    const isThrottled = [ThrottlingRateLimit, ThrottlingBurstLimit].every((limit) => Number(limit) > 0);
    return [
      ...(isThrottled ? [] : [`${id}: not throttled, but by what the whole account may take`]),
      ...(RouteSettings ? [`${id}: RouteSettings put a route past its throttling`] : []),
    ];
  });

/** What an access log may tell: of the request and what became of it, not of who made it or what is in it. */
const LOGGED: readonly string[] = [
  '$context.requestId',
  '$context.routeKey',
  '$context.status',
  '$context.responseLatency',
  '$context.integrationErrorMessage',
  '$context.error.responseType',
];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html */
const VENDED = /^\/aws\/vendedlogs\//;

export const logsAccessWithoutPersonalData: Check = (template) =>
  ofType(template, 'AWS::ApiGatewayV2::Stage').flatMap(([id, { AccessLogSettings }]) => {
    const { DestinationArn, Format } = AccessLogSettings ?? {};
    const group = targetOf(DestinationArn) ?? '';
    const { Type, Properties } = template.Resources[group] ?? {};
    if (Type !== 'AWS::Logs::LogGroup') return [`${id}: no access log in a log group of the stack`];
    const fields: Record<string, string> = JSON.parse(Format);
    const personal = Object.values(fields).filter((value) => value.includes('$') && !LOGGED.includes(value));
    return [
      ...(VENDED.test(Properties.LogGroupName) ? [] : [`${group}: fills the account’s resource policy for logs`]),
      ...personal.map((value) => `${id}: the access log tells ${value}`),
      ...(fields['correlation_id'] === '$context.requestId'
        ? []
        : [`${id}: correlation_id of the access log is not the request id, which the functions log under that name`]),
    ];
  });
