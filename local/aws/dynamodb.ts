import { mkdirSync } from 'node:fs';
import type { Server, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
// Not meant for others, but the version is pinned: a store that can't be opened says so nowhere else.
import { create as createStore } from 'dynalite/db/index.js';
import type { TableDescription } from '../resources.ts';
import { bind, type RunningServer } from '../server.ts';
import { LOCAL_ACCOUNT } from './account.ts';
import { DataDirectoryError } from './data-directory.ts';
import { quietSdk } from './quiet-sdk.ts';

export interface DynamoDbOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly tables: readonly TableDescription[];
  /** Where the tables are kept, made if it is missing; without it they are gone after `stop`. */
  readonly directory?: string | undefined;
}

/** Ours: a table is there in milliseconds, or on a busy machine in seconds. */
const TABLE_WAIT_SECONDS = { maxWaitTime: 60, minDelay: 0.01, maxDelay: 0.1 };

/**
 * Starts DynamoDB with its real protocol, by dynalite. It never expires anything: unlike on AWS, an item is there until it
 * is written over. Tables that a directory holds already stay as they are.
 *
 * @throws PortInUseError
 * @throws DataDirectoryError
 */
export async function startDynamoDb({ port, tables, directory }: DynamoDbOptions): Promise<RunningServer> {
  if (directory !== undefined) await requireUsable(directory);
  const server = dynalite({ path: directory, createTableMs: 0 });
  const stop = guard(server);
  try {
    const url = await bind(server, port);
    await createTables(url, tables);
    return { url, stop };
  } catch (error) {
    // dynalite only closes its store with a server that listens.
    if (!server.listening) await bind(server, 0);
    await stop();
    throw error;
  }
}

/** Opened once beforehand: dynalite would end the process at the first request. */
async function requireUsable(directory: string): Promise<void> {
  try {
    mkdirSync(directory, { recursive: true });
    const { db } = createStore({ path: directory });
    await db.open();
    await db.close();
  } catch (error) {
    throw new DataDirectoryError(directory, error as Error);
  }
}

/**
 * Keeps dynalite from throwing where nobody can catch it: when a client goes away, as a function that is killed does
 * (https://github.com/architect/dynalite/issues/183), and when its store is closed in the middle of a request.
 * Answers how to stop it.
 */
function guard(server: Server): () => Promise<void> {
  const responses = new Set<ServerResponse>();
  server.on('request', (request, response) => {
    request.removeAllListeners('error').on('error', () => {});
    responses.add(response);
    response.on('close', () => {
      if (!isBusy(response)) responses.delete(response);
    });
  });
  return async () => {
    while ([...responses].some(isBusy)) await setImmediate();
    const closed = new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
    });
    server.closeAllConnections();
    await closed;
  };
}

/** Whether dynalite has the request and has not come to its answer, even if nobody waits for it any more. */
function isBusy({ req, writableEnded }: ServerResponse): boolean {
  return req.readableEnded && !writableEnded;
}

async function createTables(endpoint: string, tables: readonly TableDescription[]): Promise<void> {
  quietSdk();
  const client = new DynamoDBClient({ endpoint, ...LOCAL_ACCOUNT });
  try {
    for (const table of tables) await createTable(client, table);
  } finally {
    client.destroy();
  }
}

async function createTable(client: DynamoDBClient, { name, properties }: TableDescription): Promise<void> {
  await client.send(new CreateTableCommand({ TableName: name, ...properties })).catch((error: Error) => {
    if (error.name !== 'ResourceInUseException') throw error;
  });
  await waitUntilTableExists({ client, ...TABLE_WAIT_SECONDS }, { TableName: name });
}
