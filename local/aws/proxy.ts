import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { listen, type RunningServer, readBytes } from '../server.ts';

/** A request that came by, and how it was answered. */
export interface Passed {
  /** By names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** When it came, in milliseconds since 1970. */
  readonly atMs: number;
  /** Undefined where the connection was cut. */
  readonly answer?: { readonly status: number; readonly body: Buffer };
}

/** Ours: more than any of the services takes. */
const MAX_BYTES = 16 * 1024 * 1024;

const PASSED_ON = /^(authorization|content-type|x-amz-.*)$/;

/**
 * Stands between functions and an emulator of AWS that speaks JSON.
 *
 * @param target the emulator's URL; undefined while it is to seem down, when connections are cut
 */
export function startProxy(
  target: () => string | undefined,
  onPassed: (passed: Passed) => void,
): Promise<RunningServer> {
  return listen(0, async (request, response) => {
    const { headers } = request;
    const atMs = Date.now();
    const body = (await readBytes(request, MAX_BYTES)) ?? Buffer.alloc(0);
    const url = target();
    if (url === undefined) {
      onPassed({ headers, body, atMs });
      request.socket.resetAndDestroy();
      return;
    }
    const answer = await forward(url, request, body);
    onPassed({ headers, body, atMs, answer });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
}

async function forward(target: string, { headers, url }: IncomingMessage, body: Buffer) {
  const passed = Object.entries(headers).filter(([name]) => PASSED_ON.test(name));
  const answer = await fetch(new URL(url ?? '/', target), {
    method: 'POST',
    headers: Object.fromEntries(passed) as Record<string, string>,
    body: new Uint8Array(body),
  });
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

/** What an operation is called in a policy: `ChangeMessageVisibilityBatch` needs the right to do it once. */
export function actionOf(prefix: string, headers: IncomingHttpHeaders): string {
  const operation = String(headers['x-amz-target']).replace(/^.*\./, '');
  return `${prefix}:${operation.replace(/Batch$/, '')}`;
}
