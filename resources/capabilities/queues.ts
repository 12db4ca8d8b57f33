import { type Capability, detailTypeOf, queuedOf, queueIdsOf } from './capability.ts';
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
      [rule, ruleOf(capability)],
      [queuePolicy, policyOf(queue, [fromItsRule(capability, settings), withTls(queue, settings)])],
      [deadLettersPolicy, policyOf(deadLetters, [withTls(deadLetters, settings)])],
    ];
  });
  return Object.fromEntries(all);
}

/** The rules that may put events aside which they can't hand over. */
export function ruleArnsOf(capabilities: readonly Capability[]): Piece[] {
  return queuedOf(capabilities).map((capability) => arnOf(queueIdsOf(capability).rule));
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

/** They outlive their stack. The queue they are for is made after them, so its ARN is put together from its name. */
function deadLettersOf(capability: Capability, { deadLetters }: Settings, prefix: string): Piece {
  const arn = `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${nameOf(capability, prefix)}`;
  return {
    Type: 'AWS::SQS::Queue',
    DeletionPolicy: 'Retain',
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
