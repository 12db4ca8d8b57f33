import { createServer, type IncomingHttpHeaders } from 'node:http';
import { bind } from '../../local/server.ts';

/** What a scripted gateway does with a request: answers so, or hangs up. */
export type Step =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'hang up';

/** A request as it came. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A gateway that follows a script, its last step for ever. */
export async function scriptedGateway(script: readonly Step[]) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body });
    const step = script[Math.min(seen.length, script.length) - 1];
    if (step === undefined || step === 'hang up') return request.socket.destroy();
    response.writeHead(step.status, { 'content-type': 'application/json', ...step.headers });
    return response.end(JSON.stringify(step.body ?? {}));
  });
  const url = await bind(server, 0);
  return {
    url,
    seen,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
