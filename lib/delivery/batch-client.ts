import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { Secret } from '../aws/secret.ts';
import { timerMs } from '../deadline.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { APIS } from './apis.ts';
import { type Answer, type Outcome, readAnswer } from './outcome.ts';
import { tellable } from './tellable.ts';

/** Longest answer that is read; a longer one counts as unreadable. Ours: no answer of Lambda's could hold more. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;

/**
 * Longest a connection may have been idle and be used again. Our limit, and short: between two invocations a function
 * is frozen and can't see its connections being closed, and a push written to a closed one is an `unknown` outcome.
 */
const MAX_IDLE_MS = 1_000;

/** One exchange with Batch, ready to leave. */
export interface Exchange {
  readonly endpoint: Pick<
    Endpoint,
    'account' | 'method' | 'version' | 'path' | 'tokenField' | 'effect' | 'answersPerItem'
  >;
  /** Of the app, or the project. */
  readonly key: string;
  readonly secret: Secret;
  /** What stands in place of the endpoint's own path. */
  readonly path?: string | undefined;
  /** JSON text; empty where no body leaves. */
  readonly body: string;
  /** Time for the whole exchange, from the connection to the last byte of the answer. */
  readonly timeoutMs: number;
}

export interface BatchClient {
  /** Makes one exchange and tells how it ended. Never throws, never repeats. */
  call(exchange: Exchange): Promise<Outcome>;
}

/** The one place that speaks HTTP to Batch. `baseUrl` is `https://api.batch.com` or stands in for it. */
export function createBatchClient(baseUrl: string, now: () => number): BatchClient {
  const base = new URL(baseUrl);
  const protocol = base.protocol === 'https:' ? https : http;
  const keeping = new protocol.Agent({ keepAlive: true });
  const fresh = new protocol.Agent({ keepAlive: false });
  const idleSince = new WeakMap<Duplex, number>();
  keeping.on('free', (socket: Duplex) => idleSince.set(socket, now()));
  let hasKeptOneBroken = false;

  /**
   * Where one kept connection broke, the next may. What can be repeated still goes out on them; what can't takes a new
   * connection each time, or a server that hangs up unannounced would leave every second push `unknown`.
   */
  async function agentFor({ endpoint }: Exchange): Promise<http.Agent> {
    if (hasKeptOneBroken && endpoint.effect === 'once') return fresh;
    if (idle(keeping).length > 0) await untilPolled();
    for (const socket of idle(keeping)) {
      if (now() - (idleSince.get(socket) ?? 0) > MAX_IDLE_MS) socket.destroy();
    }
    return keeping;
  }

  return {
    async call(exchange) {
      const agent = await agentFor(exchange);
      const request = protocol.request(base, { agent, ...head(exchange, base.pathname) });
      const result = await answerTo(request, exchange);
      if ('failure' in result && result.failure === 'connection' && request.reusedSocket) hasKeptOneBroken = true;
      const outcome = 'failure' in result ? readFailure(result) : readAnswer(result, exchange.endpoint, now());
      return tellable(outcome, exchange.secret);
    },
  };
}

/** Connections that wait for their next request. */
function idle({ freeSockets }: http.Agent): Duplex[] {
  return Object.values(freeSockets).flatMap((sockets) => sockets ?? []);
}

/**
 * Lets the event loop poll the network once, so that a connection whose end has arrived is closed. Two turns, because the
 * first may come right after a poll that is not over yet: https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick
 * Costs some 10 to 40 µs.
 */
async function untilPolled(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

function head({ endpoint, key, secret, body, path = endpoint.path }: Exchange, basePath: string) {
  const api = APIS[endpoint.account];
  return {
    method: endpoint.method,
    path: `${basePath.replace(/\/$/, '')}${api.pathOf(endpoint.version, key)}${path}`,
    headers: {
      // Of a POST without a body Node itself says that its length is 0.
      ...(body !== '' && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
      'Accept-Encoding': 'identity',
      ...api.headersOf(secret.restApiKey, key),
    },
  };
}

/** An exchange that brought no answer. */
interface Failure {
  readonly failure: 'timeout' | 'connection';
  /** Whether the connection stood, TLS included: from then on the request was being written. */
  readonly connected: boolean;
}

async function answerTo(request: http.ClientRequest, exchange: Exchange): Promise<Answer | Failure> {
  let connected = false;
  request.once('socket', (socket) =>
    whenConnected(socket, () => {
      connected = true;
    }),
  );
  // Once there is an answer, a failing connection shows as a body that can't be read.
  request.on('error', () => {});
  let failure: Failure['failure'] = 'connection';
  const timer = setTimeout(() => {
    failure = 'timeout';
    request.destroy();
  }, timerMs(exchange.timeoutMs));
  try {
    send(request, exchange.body);
    const response = await responseTo(request);
    const { statusCode = 0, headers } = response;
    return { status: statusCode, retryAfter: headers['retry-after'], body: await readText(response) };
  } catch {
    return { failure, connected };
  } finally {
    clearTimeout(timer);
  }
}

/** Head and body apart, though in one packet: Node would join the two texts first, which copies a large body twice. */
function send(request: http.ClientRequest, body: string): void {
  if (body !== '') {
    request.cork();
    request.flushHeaders();
    request.write(body);
    request.uncork();
  }
  request.end();
}

/** Rejects if the connection ends without a response, be it with an error or, as after a 101, without. */
function responseTo(request: http.ClientRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.once('close', () => reject(new Error('The connection was closed.')));
  });
}

function whenConnected(socket: Socket & { secureConnecting?: boolean }, connected: () => void): void {
  if (!socket.connecting && !socket.secureConnecting) connected();
  else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
}

/** The body, or undefined if it breaks off, takes too long or is too long. */
async function readText(response: http.IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString();
}

function readFailure({ failure, connected }: Failure): Outcome {
  if (!connected) {
    const detail = 'No connection to Batch could be made. Nothing was sent.';
    return { status: 'deferred', by: 'outage', error: { name: 'CONNECTION_FAILED', detail } };
  }
  const error =
    failure === 'timeout'
      ? { name: 'TIMEOUT', detail: 'Batch did not answer in time. The call may have been carried out.' }
      : {
          name: 'CONNECTION_LOST',
          detail: 'The connection broke before Batch answered. The call may have been carried out.',
        };
  return { status: 'unknown', error };
}
