import { isDeepStrictEqual } from 'node:util';
import { accountOf } from '../account.ts';
import { deadLetterQueues, ofType, statementsFor, workedOff } from '../template.ts';
import type { Check } from './check.ts';

/** SQS's longest: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const LONGEST_RETENTION_SECONDS = 14 * 24 * 3600;

/** AWS's advice: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig */
const TIMEOUTS_OF_VISIBILITY = 6;

export const refusesCallsWithoutTls: Check = (template) => {
  const { arnOf, resolve } = accountOf(template, 'stack');
  return ofType(template, 'AWS::SQS::Queue').flatMap(([id]) => {
    const refusal = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:*',
      Resource: arnOf(id),
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    const isRefused = statementsFor(template, id).some((one) => isDeepStrictEqual(resolve(one), refusal));
    return isRefused ? [] : [`${id}: no policy refuses calls without TLS`];
  });
};

export const redrivesToItsOwnDeadLetters: Check = (template) => {
  const { arnOf, resolve } = accountOf(template, 'stack');
  const queues = ofType(template, 'AWS::SQS::Queue');
  return workedOff(template).flatMap(({ queueId, queue }) => {
    if (!queue?.RedrivePolicy)
      return [`${queueId}: no redrive, so what can’t be worked off comes back until it is lost`];
    const target = resolve(queue.RedrivePolicy.deadLetterTargetArn);
    const [id, deadLetters] = queues.find(([id]) => id !== queueId && arnOf(id) === target) ?? [];
    if (id === undefined) return [`${queueId}: redrives to ${target}, which is no other queue of the stack`];
    const allowed = { redrivePermission: 'byQueue', sourceQueueArns: [arnOf(queueId)] };
    return isDeepStrictEqual(resolve(deadLetters.RedriveAllowPolicy), allowed)
      ? []
      : [`${id}: takes from others than ${queueId}`];
  });
};

/** A message that comes back while its function is still at it is worked off twice. */
export const hidesMessagesLongEnough: Check = (template) =>
  workedOff(template).flatMap(({ queueId, queue, functionId, fn, mapping }) => {
    const windowSeconds = mapping.MaximumBatchingWindowInSeconds ?? 0;
    const needed = TIMEOUTS_OF_VISIBILITY * fn.Timeout + windowSeconds;
    if (queue.VisibilityTimeout >= needed) return [];
    const sum = `${TIMEOUTS_OF_VISIBILITY} x ${fn.Timeout} s of ${functionId} and ${windowSeconds} s of its window`;
    return [`${queueId}: hides a message for ${queue.VisibilityTimeout} s; ${sum} are ${needed} s`];
  });

export const keepsDeadLettersAsLongAsSqsCan: Check = (template) =>
  deadLetterQueues(template).flatMap((id) => {
    const seconds = template.Resources[id]?.Properties.MessageRetentionPeriod;
    return seconds === LONGEST_RETENTION_SECONDS
      ? []
      : [`${id}: keeps dead letters for ${seconds} s, not ${LONGEST_RETENTION_SECONDS} s`];
  });

/** Otherwise one bad message repeats its whole batch. */
export const letsMessagesFailAlone: Check = (template) =>
  workedOff(template).flatMap(({ mappingId, mapping }) =>
    isDeepStrictEqual(mapping.FunctionResponseTypes, ['ReportBatchItemFailures'])
      ? []
      : [`${mappingId}: FunctionResponseTypes is not ReportBatchItemFailures`],
  );
