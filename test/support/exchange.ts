import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createBatchClient, type Exchange } from '../../lib/delivery/batch-client.ts';
import { fakeBatch, IMPATIENT, type Step } from './fake-batch.ts';

/** A push to one app of a secret with two. */
export const exchange: Exchange = {
  endpoint: {
    method: 'POST',
    version: '1.1',
    path: '/transactional/send',
    tokenField: 'token',
    effect: 'once',
    account: 'app',
  },
  key: 'app-key',
  secret: {
    restApiKey: 'rest-key',
    apps: new Map([
      ['ios', 'app-key'],
      ['web', 'web/key'],
    ]),
    projects: new Map(),
  },
  body: '{"a":"é"}',
  timeoutMs: 60_000,
};

export const impatient: Exchange = { ...exchange, ...IMPATIENT };

/** A Batch that follows a script, until the test ends. */
export async function batch(...script: Step[]) {
  const server = await fakeBatch(...script);
  onTestFinished(server.stop);
  return { ...server, client: createBatchClient(server.url, Date.now) };
}

/** The port of a server below HTTP, until the test ends. */
export async function tcp(onConnection: Parameters<typeof createServer>[1] & object): Promise<number> {
  const server = createServer(onConnection);
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

export async function inSequence<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < count; index += 1) results.push(await act());
  return results;
}
