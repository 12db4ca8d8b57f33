import { HANDLERS, itself, type Kinds, named, of } from '../kind.ts';
import { arnOf } from '../names.ts';

/** Queues, the bus with its rules, and the topic. */
export const MESSAGE_KINDS: Kinds = {
  'AWS::SQS::Queue': named({
    source: `${HANDLERS}-sqs`,
    on: itself,
    actions: of(
      'sqs',
      'CreateQueue SetQueueAttributes GetQueueAttributes GetQueueUrl ListQueueTags TagQueue UntagQueue',
    ),
    removal: of('sqs', 'DeleteQueue'),
  }),
  'AWS::SQS::QueuePolicy': named({
    source: `${HANDLERS}-sqs`,
    on: ({ properties }, stack) => properties.Queues.map((queue: object) => arnOf(queue, stack)),
    actions: of('sqs', 'SetQueueAttributes GetQueueAttributes'),
  }),
  'AWS::Events::EventBus': named({
    source: `${HANDLERS}-events/blob/master/aws-events-eventbus/aws-events-eventbus.json`,
    on: itself,
    actions: of(
      'events',
      'CreateEventBus UpdateEventBus DescribeEventBus ListTagsForResource TagResource UntagResource',
    ),
    removal: of('events', 'DeleteEventBus'),
  }),
  // Whatever they are called: the bus is the stack's own.
  'AWS::Events::Rule': named({
    source: `${HANDLERS}-events/blob/master/aws-events-rule/aws-events-rule.json`,
    on: ({ properties }, stack) => [`${arnOf(properties.EventBusName, stack).replace(':event-bus/', ':rule/')}/*`],
    actions: of(
      'events',
      'PutRule DescribeRule EnableRule DisableRule PutTargets RemoveTargets ListTargetsByRule ListTagsForResource TagResource UntagResource',
    ),
    removal: of('events', 'DeleteRule'),
  }),
  'AWS::SNS::Topic': named({
    source: `${HANDLERS}-sns/blob/master/aws-sns-topic/aws-sns-topic.json`,
    on: itself,
    actions: of(
      'sns',
      'CreateTopic SetTopicAttributes GetTopicAttributes GetDataProtectionPolicy ListSubscriptionsByTopic ListTagsForResource TagResource UntagResource',
    ),
    removal: of('sns', 'DeleteTopic'),
  }),
  'AWS::SNS::TopicPolicy': named({
    source: `${HANDLERS}-sns/blob/master/aws-sns-topicpolicy/aws-sns-topicpolicy.json`,
    on: ({ properties }, stack) => properties.Topics.map((topic: object) => arnOf(topic, stack)),
    actions: of('sns', 'SetTopicAttributes GetTopicAttributes'),
  }),
  'AWS::SNS::Subscription': named({
    source: `${HANDLERS}-sns/blob/master/aws-sns-subscription/aws-sns-subscription.json`,
    on: ({ properties }, stack) => [arnOf(properties.TopicArn, stack)],
    actions: of(
      'sns',
      'Subscribe Unsubscribe GetSubscriptionAttributes SetSubscriptionAttributes GetTopicAttributes ListSubscriptionsByTopic',
    ),
  }),
};
