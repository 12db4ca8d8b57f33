import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { secretsManagerReader } from '../../../lib/aws/credentials.ts';
import { createQueues } from '../../../lib/aws/queues.ts';
import { createLedger } from '../../../lib/ledger/ledger.ts';
import { listen, type RunningServer, readBytes, sendJson } from '../../../local/server.ts';
import { pointSdkAt } from '../../support/sdk.ts';

/** Connections that are kept before they die. More than the SDK has tries. */
const KEPT = 4;
const inTime = { remainingMs: () => 10_000 };

let aws: RunningServer;
/** What becomes of each request, by how many its connection has had before. */
let fate: (earlier: number, response: ServerResponse, request: IncomingMessage) => void;
let received: number;
let answered: number;

beforeEach(async () => {
  received = 0;
  answered = 0;
  const requests = new WeakMap<Socket, number>();
  aws = await listen(0, async (request, response) => {
    await readBytes(request, 1e6);
    received += 1;
    const earlier = requests.get(request.socket) ?? 0;
    requests.set(request.socket, earlier + 1);
    fate(earlier, response, request);
  });
  pointSdkAt(aws.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
});

function answer(response: ServerResponse): void {
  answered += 1;
  sendJson(response, 200, { SecretString: '{}', MessageId: 'id', Successful: [], Failed: [] });
}

/** Answers so many requests together, so that each has a connection of its own. */
function together(count: number): typeof fate {
  const waiting: ServerResponse[] = [];
  return (_earlier, response) => {
    waiting.push(response);
    if (waiting.length === count) for (const each of waiting.splice(0)) answer(each);
  };
}

const hangUp: typeof fate = (earlier, response, request) =>
  earlier > 0 ? void request.socket.destroy() : answer(response);
const reset: typeof fate = (earlier, response, request) =>
  earlier > 0 ? void request.socket.resetAndDestroy() : answer(response);

/** Our clients, and one request of each. */
const CLIENTS: [string, () => () => Promise<unknown>][] = [
  [
    'DynamoDB',
    () => {
      const ledger = createLedger('table', { ttlMs: 1, now: () => 0 });
      const entry = { request: 'r', place: 'first', part: 'ios#0', bodyHash: 'b', items: 1 } as const;
      return () => ledger.claim(entry, { until: 0, mayRepeat: () => false }, inTime);
    },
  ],
  [
    'Secrets Manager',
    () => {
      const read = secretsManagerReader('secret');
      return () => read(5_000);
    },
  ],
  [
    'SQS',
    () => {
      const queues = createQueues({ sendsOnce: false });
      return () => queues.delay(`${aws.url}/0/queue`, [{ receiptHandle: 'r', delaySeconds: 1 }], inTime);
    },
  ],
];

async function keepConnections(ask: () => Promise<unknown>): Promise<void> {
  fate = together(KEPT);
  await Promise.all(Array.from({ length: KEPT }, ask));
  received = 0;
  answered = 0;
}

describe.each(CLIENTS)('a client of %s', (_service, create) => {
  it.each([
    ['hung up', hangUp],
    ['reset', reset],
  ])('loses no request to kept connections that are all dead, and at most one try: %s', async (_how, dead) => {
    const ask = create();
    await keepConnections(ask);
    fate = dead;
    await ask();
    expect({ received, answered }).toEqual({ received: 2, answered: 1 });
  });

  it('uses a living connection again', async () => {
    const ask = create();
    await keepConnections(ask);
    const reused: boolean[] = [];
    fate = (earlier, response) => {
      reused.push(earlier > 0);
      answer(response);
    };
    await ask();
    expect(reused).toEqual([true]);
  });

  it('leaves alone what is under way on other connections', async () => {
    const ask = create();
    await keepConnections(ask);
    let held: ServerResponse | undefined;
    fate = (_earlier, response) => {
      held = response;
    };
    const slow = ask();
    await vi.waitFor(() => expect(held).toBeDefined());
    fate = hangUp;
    await ask();
    if (held) answer(held);
    await slow;
    expect({ received, answered }).toEqual({ received: 3, answered: 2 });
  });
});

describe('a client of AWS', () => {
  it('leaves to the SDK what is reset on a new connection: three tries, with pauses between them', async () => {
    fate = (_earlier, _response, request) => void request.socket.resetAndDestroy();
    await expect(secretsManagerReader('secret')(5_000)).rejects.toThrow();
    expect(received).toBe(3);
  });

  it('makes a request once more at once, and no oftener', async () => {
    const read = secretsManagerReader('secret');
    await keepConnections(() => read(5_000));
    fate = (_earlier, _response, request) => void request.socket.resetAndDestroy();
    await expect(read(5_000)).rejects.toThrow();
    expect(received).toBe(4);
  });

  it('loses one try to kept connections that have died in silence, not all', async () => {
    const [, create] = CLIENTS[0] as (typeof CLIENTS)[0];
    const ask = create();
    await keepConnections(ask);
    fate = (earlier, response) => (earlier > 0 ? undefined : answer(response));
    await ask();
    expect({ received, answered }).toEqual({ received: 2, answered: 1 });
  });

  it('never sends a message again that may be sent once only', async () => {
    fate = (_earlier, _response, request) => void request.socket.resetAndDestroy();
    await expect(createQueues({ sendsOnce: true }).send(`${aws.url}/0/queue`, { body: 'b' }, inTime)).rejects.toThrow();
    expect(received).toBe(1);
  });
});
