import { afterAll, beforeAll } from 'vitest';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import type { RunningServer } from '../../local/server.ts';
import { theService } from './service.ts';
// The emulator shares its process with the tests.
import './slow-timers.mjs';

/** The stack's own table, in the emulator of DynamoDB. */
export function useLedgerTable() {
  let dynamodb: RunningServer;
  let name = '';
  beforeAll(async () => {
    const { tables } = await theService();
    name = tables[0]?.name ?? '';
    dynamodb = await startDynamoDb({ port: 0, tables });
  });
  afterAll(() => dynamodb.stop());
  return { name: () => name, url: () => dynamodb.url };
}
