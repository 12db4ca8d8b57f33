import type { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { LedgerRecord } from './ledger-record.ts';

/** What a write is bound to. */
export type Condition = Pick<
  PutItemCommand['input'],
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** Nobody has the place, or nobody has it any more. */
export function isFree(nowMs: number): Condition {
  return {
    ConditionExpression: 'attribute_not_exists(#request) OR #expiresAt < :nowSeconds',
    ExpressionAttributeNames: { '#request': 'request', '#expiresAt': 'expiresAt' },
    ExpressionAttributeValues: { ':nowSeconds': { N: `${Math.floor(nowMs / 1000)}` } },
  };
}

/**
 * Free, or the same part of the same request, certainly not carried out so far, and kept no shorter by being claimed. All else
 * is looked at before it is claimed.
 */
export function claimable({ part, bodyHash, expiresAt, whole }: LedgerRecord, nowMs: number): Condition {
  const free = isFree(nowMs);
  const isOpen = [
    '#bodyHash = :bodyHash AND #of = :of AND #state = :deferred AND attribute_not_exists(#unknowns)',
    '#expiresAt <= :expiresAt',
    ...(whole ? ['#apps = :apps'] : []),
  ].join(' AND ');
  return {
    ConditionExpression: `${free.ConditionExpression} OR (${isOpen})`,
    ExpressionAttributeNames: {
      ...free.ExpressionAttributeNames,
      '#of': 'of',
      '#bodyHash': 'bodyHash',
      '#state': 'state',
      '#unknowns': 'unknowns',
      ...(whole && { '#apps': 'apps' }),
    },
    ExpressionAttributeValues: {
      ...free.ExpressionAttributeValues,
      ':of': { S: part },
      ':bodyHash': { S: bodyHash },
      ':deferred': { S: 'deferred' },
      ':expiresAt': { N: `${expiresAt}` },
      ...(whole && { ':apps': { S: JSON.stringify(whole.apps) } }),
    },
  };
}

/** Written by this attempt and by nobody since, however it stands. */
export function isOfAttempt({ attempt }: LedgerRecord): Condition {
  return {
    ConditionExpression: '#attempt = :attempt',
    ExpressionAttributeNames: { '#attempt': 'attempt' },
    ExpressionAttributeValues: { ':attempt': { S: attempt } },
  };
}

/** Still as it was found: neither its attempt nor its state is another. */
export function isStill({ attempt, state }: LedgerRecord): Condition {
  return {
    ConditionExpression: '#attempt = :attempt AND #state = :state',
    ExpressionAttributeNames: { '#attempt': 'attempt', '#state': 'state' },
    ExpressionAttributeValues: { ':attempt': { S: attempt }, ':state': { S: state } },
  };
}
