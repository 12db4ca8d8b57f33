import { afterEach, describe, expect, it } from 'vitest';
import { apiGateway, type Route } from '../../local/aws/api-gateway.ts';
import { listen, type RunningServer } from '../../local/server.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of it says what it is
type Event = any;

let server: RunningServer | undefined;
afterEach(() => server?.stop());

const ok = async () => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' });

/** A gateway in front of functions that keep what they get, and answer alike. */
async function serve(routes: readonly string[], invoke: Route['invoke'] = ok) {
  const events: Event[] = [];
  const keep = (event: unknown) => {
    events.push(event);
    return invoke(event);
  };
  const handler = apiGateway(
    routes.map((route) => {
      const [method = '', path = ''] = route.split(' ');
      return { method, path, invoke: keep };
    }),
  );
  server = await listen(0, handler);
  return { events, url: server.url };
}

const STATS = 'GET /campaigns/{app}/{token}/stats';
const SEND = 'POST /transactional/send';

describe('an event', () => {
  it('has the parameters of the path, decoded, and the route that they fit', async () => {
    const { events, url } = await serve([STATS]);
    expect((await fetch(`${url}/campaigns/i%6Fs/a%2Fb%25%20%C3%BC/stats`)).status).toBe(200);
    expect(events).toMatchObject([
      {
        version: '2.0',
        routeKey: STATS,
        pathParameters: { app: 'ios', token: 'a/b% ü' },
        rawQueryString: '',
        isBase64Encoded: false,
        requestContext: { routeKey: STATS, http: { method: 'GET' } },
      },
    ]);
    expect(events[0]).not.toHaveProperty('body');
    expect(events[0]).not.toHaveProperty('queryStringParameters');
  });

  it('has the query raw and decoded, several values of one name joined by commas', async () => {
    const { events, url } = await serve(['GET /campaigns']);
    await fetch(`${url}/campaigns?apps=ios&limit=2&apps=and%20roid&live=`);
    expect(events).toMatchObject([
      {
        rawPath: '/campaigns',
        rawQueryString: 'apps=ios&limit=2&apps=and%20roid&live=',
        queryStringParameters: { apps: 'ios,and roid', limit: '2', live: '' },
      },
    ]);
    expect(events[0]).not.toHaveProperty('pathParameters');
  });

  it('has a body as text if it is text, else in base64', async () => {
    const { events, url } = await serve([SEND]);
    const send = (type: string) =>
      fetch(`${url}/transactional/send`, { method: 'POST', body: '{"ü":1}', headers: { 'content-type': type } });
    await send('application/json; charset=utf-8');
    await send('application/octet-stream');
    expect(events).toMatchObject([
      { body: '{"ü":1}', isBase64Encoded: false },
      { body: Buffer.from('{"ü":1}').toString('base64'), isBase64Encoded: true },
    ]);
  });

  it('has the names of its headers in small letters, and several of one name joined', async () => {
    const { events, url } = await serve([SEND]);
    const headers = new Headers([
      ['Idempotency-Key', 'a'],
      ['Idempotency-Key', 'b'],
    ]);
    await fetch(`${url}/transactional/send`, { method: 'POST', body: '{}', headers });
    expect(events[0].headers).toMatchObject({ 'idempotency-key': 'a, b', host: url.slice('http://'.length) });
  });
});

describe('a request that no route fits', () => {
  const routes = [STATS, SEND, 'GET /campaigns'];
  it.each([
    ['GET', '/nowhere'],
    ['GET', '/campaigns/ios/abc'],
    ['GET', '/campaigns//abc/stats'],
    ['GET', '/campaigns/ios/abc/stats/more'],
    ['GET', '/campaigns/'],
    ['GET', '/transactional/send'],
    ['POST', '/campaigns/ios/abc/stats'],
    ['PUT', '/transactional/send'],
    ['DELETE', '/campaigns'],
    ['OPTIONS', '/campaigns'],
    ['PURGE', '/campaigns'],
  ])('is answered 404 in the words of API Gateway: %s %s', async (method, path) => {
    const { events, url } = await serve(routes);
    const response = await fetch(url + path, { method });
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/json']);
    expect(await response.text()).toBe('{"message":"Not Found"}');
    expect(events).toEqual([]);
  });

  it.each(['/campaigns', '/campaigns/ios/abc/stats', '/nowhere'])('is any HEAD: %s', async (path) => {
    const { events, url } = await serve(routes);
    expect((await fetch(url + path, { method: 'HEAD' })).status).toBe(404);
    expect(events).toEqual([]);
  });
});

it('the route with the fewest parameters is meant where several fit', async () => {
  const { events, url } = await serve(['GET /bulk/{id}', 'GET /bulk/upload']);
  await fetch(`${url}/bulk/upload`);
  await fetch(`${url}/bulk/other`);
  expect(events.map(({ routeKey }) => routeKey)).toEqual(['GET /bulk/upload', 'GET /bulk/{id}']);
});

describe('an answer', () => {
  const text = (body: string) => ({ body });
  const base64 = (body: string) => ({ body: Buffer.from(body).toString('base64'), isBase64Encoded: true });

  it.each<[string, { statusCode: number; headers?: Record<string, string> }, string]>([
    ['text', { statusCode: 207, headers: { 'content-type': 'text/x', 'retry-after': '5' }, ...text('ü') }, 'ü'],
    ['base64', { statusCode: 200, ...base64('ü') }, 'ü'],
    ['nothing', { statusCode: 204 }, ''],
  ])('is what the function says, given as %s', async (_, result, body) => {
    const { url } = await serve([SEND], async () => result);
    const response = await fetch(`${url}/transactional/send`, { method: 'POST' });
    expect(response.status).toBe(result.statusCode);
    expect(response.headers.get('retry-after')).toBe(result.headers?.['retry-after'] ?? null);
    expect(await response.text()).toBe(body);
  });

  it('is 500 if the function throws', async () => {
    const { url } = await serve([SEND], () => Promise.reject(new Error('secret')));
    const response = await fetch(`${url}/transactional/send`, { method: 'POST' });
    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  /** Bodies around which an event stays under 6 MiB, and bodies that are under 6 MiB and whose event is not. */
  it.each([
    ['application/json', 'x'.repeat(6_280_000), 200],
    ['application/json', '"'.repeat(3_140_000), 200],
    ['application/json', '"'.repeat(3_150_000), 413],
    ['application/octet-stream', 'x'.repeat(4_700_000), 200],
    ['application/octet-stream', 'x'.repeat(4_725_000), 413],
  ])('is by the size of the event, escapes and base64 included: %s', async (type, body, status) => {
    const { events, url } = await serve([SEND]);
    const response = await fetch(`${url}/transactional/send`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    expect([response.status, await response.text()]).toEqual([
      status,
      status === 200 ? '{}' : '{"message":"Request Too Long"}',
    ]);
    expect(events).toHaveLength(status === 200 ? 1 : 0);
  });

  it('is 413 over 10 MiB, and no function is called', async () => {
    const { events, url } = await serve([SEND]);
    const body = 'x'.repeat(10 * 1024 * 1024 + 1);
    const response = await fetch(`${url}/transactional/send`, { method: 'POST', body });
    expect([response.status, await response.text()]).toEqual([413, '{"message":"Request Entity Too Large"}']);
    expect(events).toEqual([]);
  });
});
