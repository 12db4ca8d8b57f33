import { type Emitted, signatureOf } from './emitted.ts';
import { type Json, ofType, type Template } from './template.ts';
import type { Watched } from './watched.ts';

interface OfAws {
  /** The one that it is asked for. */
  readonly dimension: string;
  /** What it names. */
  readonly type: string;
  /** Of `!GetAtt`, unless `!Ref` is its name. */
  readonly attribute?: string;
  readonly metrics: readonly string[];
}

/**
 * Metrics of AWS.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export const OF_AWS = {
  'AWS/SQS': {
    dimension: 'QueueName',
    type: 'AWS::SQS::Queue',
    attribute: 'QueueName',
    metrics: [
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateAgeOfOldestMessage',
    ],
  },
  'AWS/Lambda': {
    dimension: 'FunctionName',
    type: 'AWS::Lambda::Function',
    metrics: ['Errors', 'Throttles', 'ConcurrentExecutions'],
  },
  'AWS/ApiGateway': { dimension: 'ApiId', type: 'AWS::ApiGatewayV2::Api', metrics: ['Count', '5xx'] },
  'AWS/DynamoDB': { dimension: 'TableName', type: 'AWS::DynamoDB::Table', metrics: ['WriteThrottleEvents'] },
} as const satisfies Record<string, OfAws>;

/** Levels are looked at by their highest, times by percentiles, what is counted by its sum, or by how often it was. */
const STATS: readonly (readonly [metric: RegExp, stat: RegExp])[] = [
  [/^Approximate|^ConcurrentExecutions$/, /^Maximum$/],
  [/Latency$/, /^p\d+$/],
  [/./, /^(Sum|SampleCount)$/],
];

/** Why what is watched does not exist, or not so, if that is the case: a sentence for each fault. */
export function faultsOf(watched: readonly Watched[], template: Template, emitted: Emitted): string[] {
  return watched.flatMap((each) => {
    const { by, namespace, metric, dimensions } = each;
    const ofAws: OfAws | undefined = (OF_AWS as Record<string, OfAws>)[namespace];
    const fault =
      (ofAws ? faultOfAws(each, ofAws, template) : faultOfOurs(each, emitted, countedIn(template))) ??
      faultOfStat(each);
    return fault === undefined ? [] : [`${by}: ${signatureOf(namespace, metric, Object.keys(dimensions))} is ${fault}`];
  });
}

function faultOfStat({ metric, stat }: Watched): string | undefined {
  const [, fitting] = STATS.find(([metrics]) => metrics.test(metric)) ?? [];
  return fitting?.test(stat) ? undefined : `not to be looked at by ${stat}`;
}

/** What is counted in logs. */
function countedIn(template: Template): string[] {
  return ofType(template, 'AWS::Logs::MetricFilter')
    .flatMap(([, { MetricTransformations }]) => MetricTransformations)
    .map(({ MetricNamespace, MetricName, Dimensions }) =>
      signatureOf(
        MetricNamespace,
        MetricName,
        Dimensions.map(({ Key }: Json) => Key),
      ),
    );
}

function faultOfOurs(
  { namespace, metric, dimensions }: Watched,
  { signatures, service }: Emitted,
  counted: readonly string[],
): string | undefined {
  const signature = signatureOf(namespace, metric, Object.keys(dimensions));
  if (!signatures.has(signature) && !counted.includes(signature)) return 'printed by no function';
  return dimensions['service'] === service ? undefined : `of service ${dimensions['service']}, not ${service}`;
}

function faultOfAws({ metric, dimensions }: Watched, known: OfAws, { Resources }: Template): string | undefined {
  if (!known.metrics.includes(metric)) return 'none of those that we know AWS to have';
  if (Object.keys(dimensions).join() !== known.dimension) return `not by ${known.dimension}`;
  const named = dimensions[known.dimension] ?? '';
  const [id = '', attribute] = named.split('.');
  const isThere = Resources[id]?.Type === known.type && attribute === known.attribute;
  return isThere ? undefined : `of ${named}, which names no ${known.type}`;
}
