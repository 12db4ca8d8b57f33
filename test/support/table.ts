import { type AttributeValue, GetItemCommand, type PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { TableClient } from '../../lib/ledger/ledger.ts';

export type Item = Record<string, AttributeValue>;

/** A table of the ledger's in memory, which knows as much of DynamoDB's language as the ledger speaks. */
export interface Table extends TableClient {
  readonly items: ReadonlyMap<string, Item>;
}

export function createTable(): Table {
  const items = new Map<string, Item>();
  return {
    items,
    async send(command) {
      if (command instanceof GetItemCommand) {
        const found = items.get(keyOf(command.input.Key as Item));
        return { $metadata: {}, ...(found && { Item: found }) };
      }
      const item = command.input.Item as Item;
      if (!isMet(command.input, items.get(keyOf(item)))) throw conditionFailed();
      items.set(keyOf(item), item);
      return { $metadata: {} };
    },
  };
}

function keyOf({ request, part }: Item): string {
  return `${request?.S} ${part?.S}`;
}

function conditionFailed(): Error {
  return Object.assign(new Error('The condition was not met.'), { name: 'ConditionalCheckFailedException' });
}

type Condition = PutItemCommand['input'];

/** `a AND b OR (c AND d)`: alternatives of terms, at most those of one alternative in parentheses. */
function isMet(condition: Condition, found: Item | undefined): boolean {
  const { ConditionExpression } = condition;
  if (ConditionExpression === undefined) return true;
  return ConditionExpression.split(' OR ').some((alternative) =>
    alternative
      .replace(/^\((.*)\)$/, '$1')
      .split(' AND ')
      .every((term) => isTrue(term, condition, found)),
  );
}

function isTrue(term: string, { ExpressionAttributeNames, ExpressionAttributeValues }: Condition, found: Item = {}) {
  const nameOf = (placeholder = '') => ExpressionAttributeNames?.[placeholder] ?? '';
  const absent = /^attribute_not_exists\((#\w+)\)$/.exec(term);
  if (absent) return found[nameOf(absent[1])] === undefined;
  const [, name, operator, value] = /^(#\w+) (=|<|<=) (:\w+)$/.exec(term) ?? [];
  if (operator === undefined) throw new Error(`The table does not know what "${term}" means.`);
  const [left, right] = [scalarOf(found[nameOf(name)]), scalarOf(ExpressionAttributeValues?.[value ?? ''])];
  if (left === undefined || right === undefined) return false;
  return operator === '=' ? left === right : left < right || (operator === '<=' && left === right);
}

function scalarOf({ S, N }: Partial<{ S: string; N: string }> = {}): string | number | undefined {
  return N === undefined ? S : Number(N);
}
