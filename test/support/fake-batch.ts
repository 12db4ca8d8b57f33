import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, type RunningServer, readBytes, sendJson } from '../../local/server.ts';

/** What the fake does with one request, after it was read. */
export type Step = (response: ServerResponse, request: IncomingMessage) => void;

export interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly at: number;
}

/** A server that follows a script, one step per request, the last one for ever, and keeps what it was sent. */
export async function fakeBatch(...script: Step[]): Promise<RunningServer & { readonly received: Received[] }> {
  const received: Received[] = [];
  const server = await listen(0, async (request, response) => {
    const step = script[Math.min(received.length, script.length - 1)];
    if (step === resetBeforeReading) request.socket.resetAndDestroy();
    const body = step === resetBeforeReading ? '' : await readText(request);
    received.push({ method: request.method, path: request.url, headers: request.headers, body, at: Date.now() });
    step?.(response, request);
  });
  return { ...server, received };
}

async function readText(request: IncomingMessage): Promise<string> {
  return (await readBytes(request, Number.POSITIVE_INFINITY))?.toString() ?? '';
}

export const accept: Step = (response) => sendJson(response, 201, { token: 'answer-token' });

export const answer =
  (status: number, body: unknown, headers?: Record<string, string>): Step =>
  (response) =>
    sendJson(response, status, body, headers);

/** An answer in Batch's own error format. */
export const refuse = (status: number, code: number, message = 'from Batch'): Step => answer(status, { code, message });

/** An answer of something that is not Batch. */
export const answerHtml =
  (status: number): Step =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>');
  };

export const garbage: Step = (response) => void response.writeHead(201).end('{"token":');

export const reset: Step = (_response, request) => void request.socket.resetAndDestroy();

/** Resets the connection as soon as the head of the request is there. */
export const resetBeforeReading: Step = () => {};

export const staySilent: Step = () => {};

/** For where Batch says nothing; whoever answers has time, however busy the machine is. */
export const IMPATIENT = { timeoutMs: 1_000 };

/** Says yes, begins the body, and then nothing. */
export const hangInBody: Step = (response) => void response.writeHead(201).write('{"tok');
