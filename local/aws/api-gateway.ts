import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Handler, readBytes, sendJson } from '../server.ts';

/** API Gateway's limit on a body: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** A route of the service and the function behind it. */
export interface Route {
  readonly method: string;
  readonly path: string;
  invoke(event: unknown): Promise<unknown>;
}

interface Result {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** Serves routes as an HTTP API of API Gateway does, payload 2.0. Signatures are not looked at. */
export function apiGateway(routes: readonly Route[]): Handler {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const route = routes.find(({ method, path }) => method.toUpperCase() === request.method && path === url.pathname);
    if (!route) return sendJson(response, 404, { message: 'Not Found' });
    const body = await readBytes(request, MAX_BODY_BYTES);
    if (!body) return sendJson(response, 413, { message: 'Request Entity Too Large' });
    try {
      sendResult(response, (await route.invoke(toEvent(request, url, body))) as Result);
    } catch {
      sendJson(response, 500, { message: 'Internal Server Error' });
    }
  };
}

function toEvent(request: IncomingMessage, url: URL, body: Buffer): unknown {
  const { method = '', headers } = request;
  const routeKey = `${method} ${url.pathname}`;
  const isText = /^(text\/|application\/(json|javascript|xml))/.test(headers['content-type'] ?? '');
  const now = new Date();
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: {
        method,
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function sendResult(response: ServerResponse, { statusCode, headers, body = '', isBase64Encoded }: Result): void {
  response.writeHead(statusCode, headers);
  response.end(isBase64Encoded ? Buffer.from(body, 'base64') : body);
}
