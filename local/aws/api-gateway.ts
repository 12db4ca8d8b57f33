import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { type Handler, handlerOf, readBytes } from '../server.ts';
import type { Authorizer } from './api-gateway/authorizer.ts';

/** API Gateway's limit on a body: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/**
 * Lambda's limit on an event: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. The body is a text in
 * it, where each quote and each backslash counts twice, and bytes in base64 a third more.
 */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** A route of the service and the function behind it. */
export interface Route {
  readonly method: string;
  /** Parameters stand in braces: `/campaigns/{app}/{token}`. */
  readonly path: string;
  invoke(event: unknown): Promise<unknown>;
}

/** The same route, whose answers somebody else gets too. */
export function heard(route: Route, onAnswer: (result: Result) => void): Route {
  return {
    ...route,
    async invoke(event) {
      const result = (await route.invoke(event)) as Result;
      onAnswer(result);
      return result;
    },
  };
}

/** What a function answers. */
export interface Result {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

type GatewayContext = Context<{ Bindings: HttpBindings }>;

/**
 * Serves routes as an HTTP API of API Gateway does, payload 2.0; where several fit, the one with the fewest parameters
 * is meant.
 *
 * @param isAllowed asked of every request that fits a route; unless given, all are taken
 */
export function apiGateway(routes: readonly Route[], isAllowed: Authorizer = () => true): Handler {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const notFound = (c: GatewayContext) => c.json({ message: 'Not Found' }, 404);
  app.notFound(notFound);
  // Hono answers HEAD by the route of GET. API Gateway has it only where a route says so.
  app.use((c, next) => (c.req.method === 'HEAD' ? Promise.resolve(notFound(c)) : next()));
  for (const route of routes.toSorted((one, other) => parameters(one) - parameters(other))) {
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (c) => answer(c, route, isAllowed));
  }
  return handlerOf(app);
}

const parameters = ({ path }: Route): number => path.split('{').length - 1;

async function answer(c: GatewayContext, route: Route, isAllowed: Authorizer): Promise<Response> {
  const body = await readBytes(c.env.incoming, MAX_BODY_BYTES);
  if (!body) return c.json({ message: 'Request Entity Too Large' }, 413);
  const { method, url } = c.req;
  const { headers } = c.env.incoming;
  // Whatever is wrong. AWS documents no words for it; these are reported: https://github.com/aws/aws-cdk/issues/21182
  if (!isAllowed({ method, url: new URL(url), headers, body })) return c.json({ message: 'Forbidden' }, 403);
  const event = toEvent(c, route, body);
  // AWS documents no answer. A REST API was seen to answer this: https://github.com/koki-develop/lgtm-generator/issues/10.
  // Of an HTTP API nobody tells, so there status and words may be others.
  if (Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES) return c.json({ message: 'Request Too Long' }, 413);
  try {
    return toResponse((await route.invoke(event)) as Result);
  } catch {
    return c.json({ message: 'Internal Server Error' }, 500);
  }
}

function toEvent(c: GatewayContext, { method, path }: Route, body: Buffer): unknown {
  const url = new URL(c.req.url);
  const headers = c.req.header();
  const isText = /^(text\/|application\/(json|javascript|xml))/.test(headers['content-type'] ?? '');
  const routeKey = `${method.toUpperCase()} ${path}`;
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    ...present('queryStringParameters', toQuery(url.searchParams)),
    ...present('pathParameters', c.req.param()),
    requestContext: toRequestContext(c.req.method, url.pathname, routeKey, headers['user-agent']),
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function toRequestContext(method: string, path: string, routeKey: string, userAgent = ''): unknown {
  const now = new Date();
  return {
    accountId: '000000000000',
    apiId: 'local',
    domainName: 'localhost',
    domainPrefix: 'localhost',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent },
    requestId: randomUUID(),
    routeKey,
    stage: '$default',
    time: now.toUTCString(),
    timeEpoch: now.getTime(),
  };
}

/** Decoded, several values of one name joined by commas. */
function toQuery(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name).join(',')]));
}

/** API Gateway leaves out what is empty. */
function present(name: string, members: Record<string, string>): object {
  return Object.keys(members).length > 0 ? { [name]: members } : {};
}

function toResponse({ statusCode, headers, body = '', isBase64Encoded }: Result): Response {
  const bytes = isBase64Encoded ? Buffer.from(body, 'base64') : body;
  return new Response(bytes.length > 0 ? bytes : null, { status: statusCode, ...(headers && { headers }) });
}
