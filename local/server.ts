import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Env, Hono } from 'hono';

/** A server of the embedded stack, on 127.0.0.1 and nowhere else. */
export interface RunningServer {
  readonly url: string;
  /** Closes it, open connections included. */
  stop(): Promise<void>;
}

/** What `listen` throws when somebody else has the port. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
}

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void>;

/**
 * Starts a server; port 0 takes any free one. A handler that throws becomes a 500, so that no mistake goes unseen.
 *
 * @param ofExpectations gets the requests whose client waits for `100 Continue` before it sends the body; without it they
 * are told so at once
 */
export async function listen(port: number, handler: Handler, ofExpectations?: Handler): Promise<RunningServer> {
  const server = http.createServer(guarded(handler));
  if (ofExpectations) server.on('checkContinue', guarded(ofExpectations));
  // Node would break off a body that takes longer than 5 minutes.
  server.requestTimeout = 0;
  // Node would end a connection after 5 s without a request: an answer of a function to Lambda's Runtime API that comes just then is lost.
  server.keepAliveTimeout = 0;
  return {
    url: await bind(server, port),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function guarded(handler: Handler): http.RequestListener {
  return (request, response) => {
    handler(request, response).catch((error: Error) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { message: `${error.name}: ${error.message}` });
    });
  };
}

/** Routes as a handler of `listen`; what they throw becomes a 500 too. The globals of the process stay as they are. */
export function handlerOf<E extends Env>(app: Hono<E>): Handler {
  app.onError(({ name, message }, c) => c.json({ message: `${name}: ${message}` }, 500));
  return getRequestListener(app.fetch, { overrideGlobalObjects: false });
}

/** Lets a server listen on 127.0.0.1 and answers its URL; port 0 takes any free one. Throws PortInUseError. */
export async function bind(server: http.Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(`Port ${port} of 127.0.0.1 is in use.`) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The whole body; undefined once it is longer than `maxBytes`. */
export async function readBytes(request: http.IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // What is too long is still read to its end: a client that is writing would not see the answer.
    if (length <= maxBytes) chunks.push(chunk);
  }
  return length <= maxBytes ? Buffer.concat(chunks) : undefined;
}

export function sendJson(
  response: http.ServerResponse,
  status: number,
  body: unknown,
  headers: http.OutgoingHttpHeaders = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
