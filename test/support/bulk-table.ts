import { PutItemCommand, type QueryCommand } from '@aws-sdk/client-dynamodb';
import type { ItemsClient } from '../../lib/ledger/items.ts';
import type { QueryClient } from '../../lib/ledger/lookup.ts';
import { createTable, type Item } from './table.ts';

/** Items that a page of an answer holds where no number is asked for: few, so that there are pages. */
const PAGE = 3;

/** A table in memory that is written item by item and asked by partition, as bulks do it. */
export function createBulkTable(table = createTable()) {
  const client = {
    async send(command: PutItemCommand | QueryCommand) {
      if (command instanceof PutItemCommand) return table.send(command, { abortSignal: new AbortController().signal });
      return { $metadata: {}, ...answerOf([...table.items.values()], command.input) };
    },
  };
  return { items: table.items, client: client as ItemsClient & QueryClient };
}

function answerOf(all: readonly Item[], { ExpressionAttributeValues, ...input }: QueryCommand['input']) {
  const { ':it': of, ':prefix': prefix } = ExpressionAttributeValues ?? {};
  const found = all
    .filter(({ request, part }) => request?.S === of?.S && part?.S?.startsWith(prefix?.S ?? ''))
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  if (input.ScanIndexForward === false) found.reverse();
  const from = input.ExclusiveStartKey;
  const start = from ? found.findIndex((item) => keyOf(item) === keyOf(from)) + 1 : 0;
  const page = found.slice(start, start + (input.Limit ?? PAGE));
  const last = page.at(-1);
  return { Items: page, ...(last && last !== found.at(-1) && { LastEvaluatedKey: last }) };
}

function keyOf({ part }: Item): string {
  return part?.S ?? '';
}
