import { detailTypeOf } from '../../lib/endpoints/capability.ts';
import { type Capability, openQueuedOf, queuedOf, queueIdsOf } from './capability.ts';
import { arnOf, type Piece, ref, type Settings } from './settings.ts';

/** AWS's advice: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig */
const TIMEOUTS_OF_VISIBILITY = 6;

/**
 * For each capability with a queue: the queue, its dead letters, their policies, and the rule that brings it events.
 *
 * @param prefix what names begin with
 */
export function queuesOf(
  capabilities: readonly Capability[],
  settings: Settings,
  prefix: string,
): Record<string, Piece> {
  const all = queuedOf(capabilities).flatMap((capability) => {
    const { queue, queuePolicy, deadLetters, deadLettersPolicy, rule } = queueIdsOf(capability);
    return [
      [queue, queueOf(capability, settings, prefix)],
      [deadLetters, deadLettersOf(capability, settings, prefix)],
      ...(openQueuedOf([capability]).length > 0 ? [[rule, ruleOf(capability)]] : []),
      [queuePolicy, policyOf(queue, sendersTo(capability, settings))],
      [deadLettersPolicy, policyOf(deadLetters, [withTls(deadLetters, settings)])],
    ];
  });
  return Object.fromEntries(all);
}

/** The rules that may put events aside: which they can't hand over, or which no other takes. */
export function ruleArnsOf(capabilities: readonly Capability[]): Piece[] {
  return [...openQueuedOf(capabilities).map((capability) => queueIdsOf(capability).rule), OTHERS_RULE].map(arnOf);
}

const OTHERS_RULE = 'OtherEventsRule';

/** What the functions themselves tell on the bus: `lib/triggers/queue/outcome-events.ts`. */
const OWN_DETAIL_TYPE = 'Batch Request Ended';

/** An event that none of the rules takes was meant for somebody: a misspelt `detail-type` is not lost without a word. */
export function otherEventsOf(capabilities: readonly Capability[]): Record<string, Piece> {
  const taken = [...openQueuedOf(capabilities).map(detailTypeOf), OWN_DETAIL_TYPE];
  const Properties = {
    EventBusName: ref('EventBus'),
    EventPattern: { 'detail-type': [{ 'anything-but': taken }] },
    Targets: [{ Id: 'aside', Arn: arnOf('UndeliverableEvents') }],
  };
  return { [OTHERS_RULE]: { Type: 'AWS::Events::Rule', Properties } };
}

/** Where the queues are, for those who send to them. */
export function outputsOf(capabilities: readonly Capability[]): Record<string, Piece> {
  const all = queuedOf(capabilities).flatMap((capability) => {
    const { queue, deadLetters } = queueIdsOf(capability);
    return [
      [`${queue}Url`, { Value: ref(queue) }],
      [`${queue}Arn`, { Value: arnOf(queue) }],
      [`${deadLetters}Url`, { Value: ref(deadLetters) }],
    ];
  });
  return Object.fromEntries(all);
}

function queueOf(capability: Capability, { queue, maxReceiveCount }: Settings, prefix: string): Piece {
  const { timeout, maximumBatchingWindow } = capability.consumer;
  return {
    Type: 'AWS::SQS::Queue',
    Properties: {
      ...queue,
      QueueName: nameOf(capability, prefix),
      VisibilityTimeout: TIMEOUTS_OF_VISIBILITY * timeout + maximumBatchingWindow,
      RedrivePolicy: { deadLetterTargetArn: arnOf(queueIdsOf(capability).deadLetters), maxReceiveCount },
    },
  };
}

/** They outlive their stack, unless it failed to be made. The queue they are for is made after them, so its ARN is put together from its name. */
function deadLettersOf(capability: Capability, { deadLetters }: Settings, prefix: string): Piece {
  const arn = `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${nameOf(capability, prefix)}`;
  return {
    Type: 'AWS::SQS::Queue',
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      ...deadLetters,
      RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [{ 'Fn::Sub': arn }] },
    },
  };
}

const nameOf = ({ name }: Capability, prefix: string) => `${prefix}-${name}`;

function ruleOf(capability: Capability): Piece {
  const queue = arnOf(queueIdsOf(capability).queue);
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: ref('EventBus'),
      EventPattern: { 'detail-type': [detailTypeOf(capability)] },
      Targets: [{ Id: 'queue', Arn: queue, DeadLetterConfig: { Arn: arnOf('UndeliverableEvents') } }],
    },
  };
}

function policyOf(queueId: string, statements: readonly Piece[]): Piece {
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [ref(queueId)], PolicyDocument: { Version: '2012-10-17', Statement: statements } },
  };
}

function sendersTo(capability: Capability, settings: Settings): Piece[] {
  const tls = withTls(queueIdsOf(capability).queue, settings);
  return openQueuedOf([capability]).length > 0 ? [fromItsRule(capability, settings), tls] : [tls];
}

function fromItsRule(capability: Capability, { eventsMaySend }: Settings): Piece {
  const { queue, rule } = queueIdsOf(capability);
  return {
    ...eventsMaySend,
    Resource: arnOf(queue),
    Condition: { ArnEquals: { 'aws:SourceArn': arnOf(rule) } },
  };
}

const withTls = (queueId: string, { nobodyWithoutTls }: Settings): Piece => ({
  ...nobodyWithoutTls,
  Resource: arnOf(queueId),
});
