import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createBatchClient } from '../../../lib/delivery/batch-client.ts';
import { batch, exchange, impatient, inSequence } from '../../support/exchange.ts';
import { accept, reset, type Step, staySilent } from '../../support/fake-batch.ts';

/** However busy the machine is, no connection has been idle for long. */
async function untimed(...script: Step[]) {
  return { client: createBatchClient((await batch(...script)).url, () => 0) };
}

/** Breaks each connection at its second request. */
const breakAtReuse =
  (connections = new WeakSet<object>()): Step =>
  (response, request) => {
    if (connections.has(request.socket)) request.socket.destroy();
    else accept(response, request);
    connections.add(request.socket);
  };

describe('the Batch client', () => {
  it('uses a connection again, but none that was idle for over a second', async () => {
    let now = 100_000;
    const ports: (number | undefined)[] = [];
    const { url } = await batch((response, request) => {
      ports.push(request.socket.remotePort);
      response.writeHead(201).end('{}');
    });
    const client = createBatchClient(url, () => now);
    await Promise.all([client.call(exchange), client.call(exchange)]);
    await client.call(exchange);
    now += 1_000;
    await client.call(exchange);
    const kept = ports.slice(0, 2);
    expect(kept).toEqual(expect.arrayContaining(ports.slice(2)));
    now += 1_001;
    await Promise.all([client.call(exchange), client.call(exchange)]);
    expect(ports.slice(4)).toHaveLength(2);
    for (const port of ports.slice(4)) expect(kept).not.toContain(port);
  });

  it.each<[string, Step]>([
    ['at the next request', breakAtReuse()],
    [
      'right after its answer',
      (response, request) => {
        response.once('finish', () => request.socket.destroy());
        accept(response, request);
      },
    ],
  ])('leaves unknown no more pushes than are in flight when Batch hangs up unannounced, %s', async (_when, step) => {
    const { client } = await untimed(step);
    const outcomes = await inSequence(100, () => client.call(exchange));
    expect(outcomes.filter(({ status }) => status !== 'accepted').length).toBeLessThanOrEqual(1);
  });

  it('leaves unknown no more pushes than are in flight, six at a time', async () => {
    const { client } = await untimed(breakAtReuse());
    const six = () => Promise.all(Array.from({ length: 6 }, () => client.call(exchange)));
    const outcomes = (await inSequence(17, six)).flat();
    expect(outcomes.filter(({ status }) => status !== 'accepted').length).toBeLessThanOrEqual(6);
  });

  it('goes on using connections again for what can be repeated, after one has broken', async () => {
    const sockets: object[] = [];
    const { client } = await untimed(
      accept,
      reset,
      ...Array<Step>(5).fill((response, request) => {
        sockets.push(request.socket);
        accept(response, request);
      }),
    );
    const repeatable = { ...exchange, endpoint: { ...exchange.endpoint, effect: 'repeatable' as const } };
    await client.call(exchange);
    expect((await client.call(repeatable)).status).toBe('unknown');
    for (const each of [repeatable, repeatable, exchange, exchange, repeatable]) await client.call(each);
    const [first, second, third, fourth, last] = sockets;
    expect(second).toBe(first);
    expect(last).toBe(first);
    expect(new Set([first, third, fourth]).size).toBe(3);
  });

  it('goes on using connections again after a new one has broken, or one that had begun to answer, or was only slow', async () => {
    const sockets: object[] = [];
    const keep: Step = (response, request) => {
      sockets.push(request.socket);
      accept(response, request);
    };
    const breakInBody: Step = (response) => void response.writeHead(201).write('{', () => response.destroy());
    const { client } = await untimed(reset, keep, breakInBody, keep, staySilent, keep, keep);
    for (const step of ['reset', 'keep', 'break', 'keep', 'silence', 'keep', 'keep']) {
      await client.call(step === 'silence' ? impatient : exchange);
    }
    expect(sockets.at(-1)).toBe(sockets.at(-2));
  });

  it('uses no connection whose end arrived while the event loop was busy', async () => {
    const sockets: Socket[] = [];
    const { client } = await untimed((response, request) => {
      sockets.push(request.socket);
      accept(response, request);
    });
    await client.call(exchange);
    // Closed within this very turn of the event loop: it has arrived, and nobody has looked.
    sockets[0]?.destroy();
    expect(await client.call(exchange)).toMatchObject({ status: 'accepted' });
    expect(sockets).toHaveLength(2);
  });
});
