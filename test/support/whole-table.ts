import { BatchWriteItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { TableClient } from '../../lib/ledger/ledger.ts';
import type { QueryClient } from '../../lib/ledger/lookup.ts';
import type { MarksClient } from '../../lib/ledger/marks.ts';
import { createBulkTable } from './bulk-table.ts';
import { createTable } from './table.ts';

type Client = TableClient & QueryClient & MarksClient;

/** A table in memory that everybody who writes to the ledger's table can use, and ask. */
export function createWholeTable() {
  const table = createTable();
  const asked = createBulkTable(table);
  let down: Error | undefined;
  const options = { abortSignal: new AbortController().signal };
  const client = {
    async send(command: object) {
      if (down) throw down;
      if (command instanceof QueryCommand) return asked.client.send(command, options);
      if (!(command instanceof BatchWriteItemCommand)) return table.send(command as PutItemCommand, options);
      const puts = Object.values(command.input.RequestItems ?? {}).flat();
      for (const { PutRequest } of puts) {
        await table.send(new PutItemCommand({ TableName: 't', Item: PutRequest?.Item }), options);
      }
      return {};
    },
  } as unknown as Client;
  return {
    client,
    goDown: (error: Error | undefined) => {
      down = error;
    },
  };
}
