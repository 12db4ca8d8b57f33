import { accountOf } from '../account.ts';
import { ofType, targetOf } from '../template.ts';
import type { Check } from './check.ts';

/** API Gateway's limit: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const ROUTE_TIMEOUT_SECONDS = 30;

/** Ours. Long enough to look into what happened last month, no longer. */
const LOG_RETENTION_DAYS = 30;

/** A function that still runs when API Gateway has given up sends without anybody to tell. */
export const endsBeforeItsRoute: Check = (template) =>
  ofType(template, 'AWS::ApiGatewayV2::Integration').flatMap(([, { IntegrationUri }]) => {
    const id = targetOf(IntegrationUri) ?? '';
    const seconds = template.Resources[id]?.Properties.Timeout;
    return seconds < ROUTE_TIMEOUT_SECONDS
      ? []
      : [`${id}: Timeout is ${seconds} s, API Gateway waits for ${ROUTE_TIMEOUT_SECONDS} s`];
  });

export const traces: Check = (template) =>
  ofType(template, 'AWS::Lambda::Function').flatMap(([id, { TracingConfig }]) =>
    TracingConfig?.Mode === 'Active' ? [] : [`${id}: not traced by X-Ray, TracingConfig is not Active`],
  );

export const logsIntoAGroupOfTheStack: Check = (template) => {
  const groups = ofType(template, 'AWS::Logs::LogGroup').map(([, { LogGroupName }]) => LogGroupName);
  return ofType(template, 'AWS::Lambda::Function').flatMap(([id, { FunctionName }]) =>
    groups.includes(`/aws/lambda/${FunctionName}`)
      ? []
      : [`${id}: no log group, so AWS makes one that is kept for ever`],
  );
};

export const forgetsLogs: Check = (template) =>
  ofType(template, 'AWS::Logs::LogGroup').flatMap(([id, { RetentionInDays }]) =>
    RetentionInDays === LOG_RETENTION_DAYS
      ? []
      : [`${id}: keeps its lines for ${RetentionInDays ?? 'all'} days, not ${LOG_RETENTION_DAYS}`],
  );

/** No other way in than its route or its queue: no function URL, no other service, no other API. */
export const isInvokedThroughItsOwnApiOnly: Check = (template) => {
  const { arnOf, resolve } = accountOf(template, 'stack');
  const urls = ofType(template, 'AWS::Lambda::Url').map(([id]) => `${id}: a URL that goes past the authoriser`);
  const permissions = ofType(template, 'AWS::Lambda::Permission').flatMap(([id, { Principal, SourceArn }]) =>
    Principal === 'apigateway.amazonaws.com' && SourceArn && resolve(SourceArn) === `${arnOf('HttpApi')}/*`
      ? []
      : [`${id}: lets ${Principal} invoke a function, other than for HttpApi`],
  );
  return [...urls, ...permissions];
};
