import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { LOCAL_ACCOUNT } from '../../local/aws/account.ts';
import { DataDirectoryError } from '../../local/aws/data-directory.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import type { TableDescription } from '../../local/resources.ts';
import { PortInUseError, type RunningServer } from '../../local/server.ts';

const root = resolve(import.meta.dirname, '..', '..');
const scratch = mkdtempSync(join(tmpdir(), 'dynamodb-'));
const TABLES: TableDescription[] = [
  {
    name: 'ledger',
    properties: {
      KeySchema: [
        { AttributeName: 'request', KeyType: 'HASH' },
        { AttributeName: 'part', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'request', AttributeType: 'S' },
        { AttributeName: 'part', AttributeType: 'S' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    },
  },
];
const Key = { request: { S: 'a' }, part: { S: 'ios#0' } };

const running: RunningServer[] = [];
let directories = 0;

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});
afterAll(() => rmSync(scratch, { recursive: true }));

async function start(options: Partial<Parameters<typeof startDynamoDb>[0]> = {}): Promise<RunningServer> {
  const server = await startDynamoDb({ port: 0, tables: TABLES, ...options });
  running.push(server);
  return server;
}

async function stop(server: RunningServer): Promise<void> {
  running.splice(running.indexOf(server), 1);
  await server.stop();
}

/** Not there yet, nor is what it is in. */
const newDirectory = () => join(scratch, `${directories++}`, 'data');

/** One call, over a connection of its own. */
async function send<T>({ url }: RunningServer, call: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const client = new DynamoDBClient({ endpoint: url, ...LOCAL_ACCOUNT, maxAttempts: 1 });
  return call(client).finally(() => client.destroy());
}

const put = (server: RunningServer, state: string) => {
  const command = new PutItemCommand({ TableName: 'ledger', Item: { ...Key, state: { S: state } } });
  return send(server, (client) => client.send(command));
};

async function stateIn(server: RunningServer): Promise<string | undefined> {
  const command = new GetItemCommand({ TableName: 'ledger', Key, ConsistentRead: true });
  return (await send(server, (client) => client.send(command))).Item?.['state']?.S;
}

describe('the tables', () => {
  it('are there from the start, with nothing in them', async () => {
    expect(await stateIn(await start())).toBeUndefined();
  });

  it('are not there if nobody asked for them', async () => {
    const server = await start({ tables: [] });
    await expect(stateIn(server)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('are gone with the server', async () => {
    const first = await start();
    await put(first, 'written');
    await stop(first);
    expect(await stateIn(await start())).toBeUndefined();
  });

  it('outlast the server in a directory, which is made if it is missing', async () => {
    const directory = newDirectory();
    const first = await start({ directory });
    await put(first, 'written');
    await stop(first);
    expect(await stateIn(await start({ directory }))).toBe('written');
  });
});

describe('a directory that can’t be used', () => {
  it('is named, with the reason, if it is no directory', async () => {
    const directory = join(scratch, 'file');
    writeFileSync(directory, '');
    const starting = start({ directory });
    await expect(starting).rejects.toThrow(DataDirectoryError);
    await expect(starting).rejects.toThrow(/The directory .*file can't be used: .*EEXIST/);
  });

  it('is named if another server has it, which keeps it', async () => {
    const directory = newDirectory();
    const first = await start({ directory });
    await expect(start({ directory })).rejects.toThrow(/The directory .* can't be used: .*LOCK/);
    await put(first, 'written');
    expect(await stateIn(first)).toBe('written');
  });
});

describe('the server', () => {
  it('says so when its port is in use, and lets go of its directory', async () => {
    const directory = newDirectory();
    const port = Number(new URL((await start()).url).port);
    await expect(start({ port, directory })).rejects.toThrow(PortInUseError);
    expect(existsSync(directory)).toBe(true);
    await start({ directory });
  });

  it('listens on 127.0.0.1 and nowhere else', async () => {
    const { url } = await start();
    const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const addresses = others.filter(({ family, internal }) => family === 'IPv4' && !internal);
    for (const { address } of [...addresses, { address: '127.0.0.2' }]) {
      await expect(fetch(url.replace('127.0.0.1', address))).rejects.toThrow();
    }
  });

  it('prints nothing', async () => {
    const written = vi.spyOn(process.stdout, 'write');
    const server = await start();
    await put(server, 'written');
    await stop(server);
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
  });

  it('stops at once, though clients keep their connections', async () => {
    const server = await start();
    await fetch(server.url).then((response) => response.text());
    const halfway = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => {});
    await new Promise((resolve) => halfway.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n', resolve));
    // One that waited for them would wait for the rest of the request: five minutes.
    await stop(server);
    await expect(fetch(server.url)).rejects.toThrow();
  });
});

describe('a process', () => {
  it('lives on when clients go away in the middle of a request, and ends by itself', async () => {
    const script = `
      ${START}
      for (const bytes of [request.length - 5, request.length]) {
        const sockets = await Promise.all(Array.from({ length: 20 }, () => open(request.slice(0, bytes))));
        for (const socket of sockets) socket.resetAndDestroy();
        await setTimeout(50);
      }
      await write();
      await server.stop();`;
    expect(await runApart(script, newDirectory())).toBe('ended\n');
  });

  it.each([
    ['in memory', undefined],
    ['in a directory', newDirectory()],
  ])(
    'lives on when a server %s is stopped in the middle of requests, and ends by itself',
    async (_where, directory) => {
      const script = `
      for (let waitMs = 0; waitMs < 20; waitMs += 1) {
        ${START}
        const sockets = await Promise.all(Array.from({ length: 20 }, () => open(request)));
        for (const socket of sockets.slice(10)) socket.resetAndDestroy();
        await setTimeout(waitMs);
        await server.stop();
      }`;
      expect(await runApart(script, directory)).toBe('ended\n');
    },
  );
});

const START = 'const { server, write, open } = await start();';

/**
 * Runs a script in a process of its own, since what nobody catches and what stays open are the whole process's. Answers what
 * it printed, once it has ended by itself.
 */
async function runApart(script: string, directory?: string): Promise<string> {
  const code = `
    import { once } from 'node:events';
    import { connect } from 'node:net';
    import { setTimeout } from 'node:timers/promises';
    import { startDynamoDb } from './local/aws/dynamodb.ts';
    const body = ${JSON.stringify(JSON.stringify({ TableName: 'ledger', Item: Key }))};
    const request = [
      'POST / HTTP/1.1',
      'Host: localhost',
      'X-Amz-Target: DynamoDB_20120810.PutItem',
      'X-Amz-Date: 20260101T000000Z',
      'Authorization: AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c',
      'Content-Type: application/x-amz-json-1.0',
      'Content-Length: ' + body.length,
      '',
      body,
    ].join('\\r\\n');
    async function start() {
      const server = await startDynamoDb(${JSON.stringify({ port: 0, tables: TABLES, directory })});
      const open = async (text) => {
        const socket = connect(new URL(server.url).port, '127.0.0.1').on('error', () => {});
        await new Promise((resolve) => socket.write(text, resolve));
        return socket;
      };
      const write = async () => {
        const [answer] = await once(await open(request), 'data');
        if (!String(answer).startsWith('HTTP/1.1 200')) throw new Error(answer);
      };
      return { server, open, write };
    }
    ${script}
    process.on('exit', (code) => code === 0 && console.log('ended'));
  `;
  const args = ['--import', 'tsx', '--input-type=module', '-e', code];
  return (await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 150_000 })).stdout;
}
