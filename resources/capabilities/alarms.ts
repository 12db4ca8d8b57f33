import { allFunctionsOf, type Capability, type CapabilityFunction, queuedOf, queueIdsOf } from './capability.ts';
import { type Piece, ref } from './settings.ts';

/** CloudWatch's limit on the metrics that one alarm computes with. */
const MAX_METRICS = 10;

/** A message waits on its queue, and the queue's age is a second metric. */
const METRICS_OF_A_QUEUE = 2;

/** The longest that a message is put off: lib/triggers/queue/triage.ts. */
const LONGEST_DELAY_SECONDS = 900;

/**
 * Of the 14 days that SQS keeps a letter. One that SQS itself moved has kept its age, up to 7 days by then: it has two days
 * left, others nine.
 */
const LONG_WAIT_SECONDS = 5 * 24 * 3600;

/** Events that could not be delivered, in serverless.yml, where they wait for a person as letters do. */
const UNDELIVERABLE = { name: 'undeliverable-events', queueId: 'UndeliverableEvents' };

/** The same as of the alarms in resources/alarms.yml, which says why. */
const ALARM = {
  TreatMissingData: 'notBreaching',
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  Threshold: 1,
  EvaluationPeriods: 1,
};

/**
 * The alarms about queues and functions. Each is about as many of them as it can name, so that there are few alarms however
 * many capabilities there are. Which queue or function it is, the dashboard shows.
 *
 * @param topic that they tell
 */
export function alarmsOf(capabilities: readonly Capability[], topic: unknown): Record<string, Piece> {
  const queued = queuedOf(capabilities);
  const letters = [...queued.map(({ name }) => ({ name, queueId: queueIdsOf({ name }).deadLetters })), UNDELIVERABLE];
  const functions = allFunctionsOf(capabilities);
  const alarms = {
    ...shared('DeadLettersAlarm', queued, MAX_METRICS, deadLetters),
    ...shared('DeadLettersExpiringAlarm', letters, MAX_METRICS, expiring),
    ...shared('OldestMessageAlarm', queued, MAX_METRICS / METRICS_OF_A_QUEUE, oldestMessage),
    ...shared('FunctionErrorsAlarm', functions, MAX_METRICS, functionErrors),
    ...shared('FunctionThrottlesAlarm', functions, MAX_METRICS, functionThrottles),
  };
  const telling = { AlarmActions: [topic], OKActions: [topic] };
  return Object.fromEntries(
    Object.entries(alarms).map(([id, { Type, Properties }]) => [
      id,
      { Type, Properties: { ...telling, ...Properties } },
    ]),
  );
}

/** `Id` for the first of them, `Id2` for those that come after, and so on. */
function shared<Item>(
  id: string,
  items: readonly Item[],
  size: number,
  propertiesOf: (some: readonly Item[]) => Piece,
): Record<string, { readonly Type: string; readonly Properties: Piece }> {
  const alarms = Array.from({ length: Math.ceil(items.length / size) }, (_, index) => [
    index === 0 ? id : `${id}${index + 1}`,
    {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { ...ALARM, ...propertiesOf(items.slice(index * size, (index + 1) * size)) },
    },
  ]);
  return Object.fromEntries(alarms);
}

/** Each letter waits for a person, so one is enough. SQS may take 15 minutes to tell of the first in an idle queue. */
function deadLetters(some: readonly Capability[]): Piece {
  return {
    AlarmDescription: 'Messages wait in a dead-letter queue for a person to decide. docs/operations.md#dead-letters',
    Metrics: [
      { Id: 'all', Label: 'Dead letters of all queues', Expression: sumOf(some) },
      ...some.map((each) =>
        ofQueue(metricId(each.name), 'ApproximateNumberOfMessagesVisible', queueIdsOf(each).deadLetters),
      ),
    ],
  };
}

/** Nobody has looked for days, and then the letters are gone: SQS says nothing when it drops them. */
function expiring(some: readonly (typeof UNDELIVERABLE)[]): Piece {
  const late = some.map(({ name }) => `(${figureOf(metricId(name))} > ${LONG_WAIT_SECONDS})`);
  return {
    AlarmDescription:
      'A dead letter, or an event that could not be delivered, has waited for five days and is lost if nobody sees to it. docs/operations.md#dead-letters-expiring',
    Metrics: [
      { Id: 'late', Label: 'Queues whose letters are about to be lost', Expression: late.join(' + ') },
      ...some.map(({ name, queueId }) => ofQueue(metricId(name), 'ApproximateAgeOfOldestMessage', queueId)),
    ],
  };
}

/**
 * Nobody works the queue off, or not fast enough.
 *
 * Age alone can't tell that from Batch being down, when messages are put off for hours and all is as it should be. But then
 * they are out of sight, for 15 minutes at most, and received within seconds of coming back. So a queue counts only while a
 * message is there to be received and the oldest is past 15 minutes, and the alarm rings when for five minutes nobody has
 * got to the end of what waits. (AWS says that what was received three times no longer counts for the age, others measured
 * that it counts anew. Either will do.)
 *
 * A comparison is 1 or 0.
 */
function oldestMessage(some: readonly Capability[]): Piece {
  const ids = some.map(({ name }) => metricId(name));
  const neglected = ids.map(
    (id) => `(${figureOf(`waiting_${id}`)} > 0) * (${figureOf(`age_${id}`)} > ${LONGEST_DELAY_SECONDS})`,
  );
  return {
    AlarmDescription:
      'Messages wait on their queue though nothing puts them off, the oldest of them for over 15 minutes. Nobody works the queue off, or not fast enough. docs/operations.md#oldest-message',
    EvaluationPeriods: 5,
    Metrics: [
      { Id: 'neglected', Label: 'Queues that nobody gets to the end of', Expression: neglected.join(' + ') },
      ...some.flatMap((each) => [
        ofQueue(`waiting_${metricId(each.name)}`, 'ApproximateNumberOfMessagesVisible', queueIdsOf(each).queue),
        ofQueue(`age_${metricId(each.name)}`, 'ApproximateAgeOfOldestMessage', queueIdsOf(each).queue),
      ]),
    ],
  };
}

function functionErrors(some: readonly CapabilityFunction[]): Piece {
  return {
    AlarmDescription:
      'A function threw, died or ran out of time, though it answers every fault itself. docs/operations.md#function-errors',
    Metrics: [
      { Id: 'all', Label: 'Errors of all functions', Expression: sumOf(some) },
      ...some.map((each) => ofFunction('Errors', each)),
    ],
  };
}

function functionThrottles(some: readonly CapabilityFunction[]): Piece {
  return {
    AlarmDescription:
      'AWS did not run a function, because all the concurrency of the account, or what is reserved for it, was taken. docs/operations.md#function-throttles',
    Metrics: [
      { Id: 'all', Label: 'Throttles of all functions', Expression: sumOf(some) },
      ...some.map((each) => ofFunction('Throttles', each)),
    ],
  };
}

/**
 * SQS tells nothing of a queue that was left alone, Lambda nothing of a function that did not run. Of a sum there is no figure
 * where one of its terms has none, so what is missing is filled in:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
 */
const figureOf = (id: string) => `FILL(${id}, 0)`;

const sumOf = (some: readonly { readonly name: string }[]) =>
  some.map(({ name }) => figureOf(metricId(name))).join(' + ');

function ofQueue(Id: string, MetricName: string, queueId: string): Piece {
  const Dimensions = [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queueId, 'QueueName'] } }];
  const Metric = { Namespace: 'AWS/SQS', MetricName, Dimensions };
  return { Id, ReturnData: false, MetricStat: { Stat: 'Maximum', Period: 60, Metric } };
}

function ofFunction(MetricName: string, { name, functionId }: CapabilityFunction): Piece {
  const Dimensions = [{ Name: 'FunctionName', Value: ref(functionId) }];
  const Metric = { Namespace: 'AWS/Lambda', MetricName, Dimensions };
  return { Id: metricId(name), ReturnData: false, MetricStat: { Stat: 'Sum', Period: 300, Metric } };
}

/** CloudWatch takes letters, digits and underscores, a small letter first. */
const metricId = (name: string) => name.replaceAll('-', '_');
