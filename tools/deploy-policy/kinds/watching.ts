import { AUTHORIZATION, BY_CLOUDFORMATION, HANDLERS, itself, type Kinds, named, of } from '../kind.ts';
import { arnAt, arnOf } from '../names.ts';

/** Logs, alarms and the dashboard. */
export const WATCHING_KINDS: Kinds = {
  'AWS::Logs::LogGroup': named({
    source: `${HANDLERS}-logs/blob/master/aws-logs-loggroup/aws-logs-loggroup.json`,
    // Tags are asked for without the end, all else with it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    on: ({ id }, stack) => ['', ':*'].map((end) => `${arnOf(id, stack)}${end}`),
    actions: of(
      'logs',
      'CreateLogGroup PutRetentionPolicy DeleteRetentionPolicy AssociateKmsKey DisassociateKmsKey GetDataProtectionPolicy ListTagsForResource ListTagsLogGroup TagLogGroup TagResource UntagLogGroup UntagResource',
    ),
    removal: of('logs', 'DeleteLogGroup'),
    also: () => [{ actions: of('logs', 'DescribeLogGroups DescribeIndexPolicies'), resource: '*' }],
  }),
  'AWS::Logs::MetricFilter': named({
    source: `${HANDLERS}-logs/blob/master/aws-logs-metricfilter/aws-logs-metricfilter.json`,
    on: ({ properties }, stack) => [`${arnOf(properties.LogGroupName, stack)}:*`],
    actions: of('logs', 'PutMetricFilter DescribeMetricFilters DeleteMetricFilter'),
  }),
  'AWS::CloudWatch::Alarm': named({
    source: `${AUTHORIZATION}/list_amazoncloudwatch.html`,
    on: itself,
    actions: of('cloudwatch', 'PutMetricAlarm ListTagsForResource TagResource UntagResource'),
    removal: of('cloudwatch', 'DeleteAlarms'),
    // Whichever are asked for, the right has to be about all.
    also: (_, stack) => [
      { actions: of('cloudwatch', 'DescribeAlarms'), resource: arnAt('cloudwatch', 'alarm:*', stack) },
    ],
  }),
  // What CloudFormation calls a dashboard begins with its logical id, and the ARN of one has no region.
  'AWS::CloudWatch::Dashboard': {
    source: `${AUTHORIZATION}/list_amazoncloudwatch.html`,
    grants: (all, stack) =>
      all.map(({ id }) => ({
        actions: of(
          'cloudwatch',
          'PutDashboard GetDashboard DeleteDashboards ListTagsForResource TagResource UntagResource',
        ),
        resource: arnAt('cloudwatch', `dashboard/${id}-*`, { ...stack, region: '' }),
        condition: BY_CLOUDFORMATION,
      })),
  },
};
