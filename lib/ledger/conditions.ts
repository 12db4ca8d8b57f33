import type { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { LedgerRecord } from './record.ts';

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

/** Written by this attempt and by nobody since, however it stands. */
export function isOfAttempt({ attempt }: LedgerRecord): Condition {
  return {
    ConditionExpression: '#attempt = :own',
    ExpressionAttributeNames: { '#attempt': 'attempt' },
    ExpressionAttributeValues: { ':own': { S: attempt } },
  };
}

/** Still as it was found: neither its attempt nor its state is another. */
export function isStill({ attempt, state }: LedgerRecord): Condition {
  return {
    ConditionExpression: '#attempt = :found AND #state = :state',
    ExpressionAttributeNames: { '#attempt': 'attempt', '#state': 'state' },
    ExpressionAttributeValues: { ':found': { S: attempt }, ':state': { S: state } },
  };
}

/** One of two holds, which call no two values the same. */
export function either(one: Condition, other: Condition): Condition {
  return {
    ConditionExpression: `(${one.ConditionExpression}) OR (${other.ConditionExpression})`,
    ExpressionAttributeNames: { ...one.ExpressionAttributeNames, ...other.ExpressionAttributeNames },
    ExpressionAttributeValues: { ...one.ExpressionAttributeValues, ...other.ExpressionAttributeValues },
  };
}
