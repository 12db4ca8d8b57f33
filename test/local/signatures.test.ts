import { SQSClient } from '@aws-sdk/client-sqs';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { iamAuthorizer } from '../../local/aws/api-gateway/authorizer.ts';
import { apiGateway } from '../../local/aws/api-gateway.ts';
import { listen, type RunningServer } from '../../local/server.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of it says what it is
type Event = any;

/** Whatever a caller may do otherwise than `OURS`. */
interface Signing {
  readonly region?: string;
  readonly service?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly signedAt?: Date;
  /** A header that the signature leaves out. */
  readonly unsigned?: string;
  /** Signed and sent. */
  readonly headers?: Record<string, string>;
}

const OURS = { region: 'eu-west-1', accessKeyId: 'local', secretAccessKey: 'local' };
const NOW = new Date('2026-11-25T21:54:17Z');
const MINUTE = 60_000;
const minutesFromNow = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE);
const { sha256 } = new SQSClient({ region: OURS.region }).config;

const SEND = '/transactional/send';
const BODY = '{"title":"Où ?"}';

let server: RunningServer;
const events: Event[] = [];
beforeAll(async () => {
  const invoke = async (event: unknown) => {
    events.push(event);
    return { statusCode: 200, body: '{}' };
  };
  const routes = [
    { method: 'POST', path: SEND, invoke },
    { method: 'GET', path: '/campaigns', invoke },
    { method: 'GET', path: '/campaigns/{app}/{token}', invoke },
  ];
  server = await listen(
    0,
    apiGateway(
      routes,
      iamAuthorizer(OURS, () => NOW.getTime()),
    ),
  );
});
afterAll(() => server.stop());
beforeEach(() => void events.splice(0));

/** What the SDK's signer makes of a request, with a body or for reading. */
async function signed(path: string, body?: string, signing: Signing = {}) {
  const { signedAt = NOW, service = 'execute-api', region, unsigned = '', ...credentials } = { ...OURS, ...signing };
  const url = new URL(path, server.url);
  const method = body === undefined ? 'GET' : 'POST';
  const query: Record<string, string[]> = {};
  for (const name of url.searchParams.keys()) query[name] = url.searchParams.getAll(name);
  const { headers } = await new SignatureV4({ service, region, credentials, sha256 }).sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query,
      headers: {
        host: url.host,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...signing.headers,
      },
      ...(body !== undefined && { body }),
    },
    { signingDate: signedAt, unsignableHeaders: new Set([unsigned]) },
  );
  return { url, method, headers, ...(body !== undefined && { body }) };
}

async function ask({ url, ...init }: { url: URL } & RequestInit) {
  const response = await fetch(url, init);
  return [response.status, await response.text()];
}

const TAKEN = [200, '{}'];
const FORBIDDEN = [403, '{"message":"Forbidden"}'];

describe('a request that is signed as the SDK signs', () => {
  it('is taken, and its body is read once', async () => {
    expect(await ask(await signed(SEND, BODY))).toEqual(TAKEN);
    expect(events).toMatchObject([{ body: BODY }]);
  });

  it('is taken with a session token among what is signed', async () => {
    expect(await ask(await signed(SEND, BODY, { sessionToken: 'a/b+c==' }))).toEqual(TAKEN);
  });

  it.each(['a%2Fb', 'a%20%25%C3%BC', "!'()*~", 'a+b:c@d=', 'i%6Fs'])(
    'is taken whatever is encoded in its path: %s',
    async (token) => {
      expect(await ask(await signed(`/campaigns/ios/${token}`))).toEqual(TAKEN);
      expect(events).toMatchObject([{ pathParameters: { app: 'ios', token: decodeURIComponent(token) } }]);
    },
  );

  it.each(['limit=5&apps=ios', 'apps=web&apps=ios&apps-b=1', "since=a%20b%2Bc&q='(%2A)!&live="])(
    'is taken with its query in any order: %s',
    async (query) => {
      expect(await ask(await signed(`/campaigns?${query}`))).toEqual(TAKEN);
    },
  );

  it.each([-5, 5])('is taken %i minutes from its date', async (minutes) => {
    expect(await ask(await signed(SEND, BODY, { signedAt: minutesFromNow(minutes) }))).toEqual(TAKEN);
  });

  it('is taken with a session token beside what is signed, as of clients that do not know of it', async () => {
    const signing = { sessionToken: 'token', unsigned: 'x-amz-security-token' };
    expect(await ask(await signed(SEND, BODY, signing))).toEqual(TAKEN);
  });
});

it('a request that no route fits is told so, signed or not', async () => {
  expect(await ask({ url: new URL('/nowhere', server.url) })).toEqual([404, '{"message":"Not Found"}']);
});

describe('forbidden, without a call of a function, is a request', () => {
  const expectForbidden = async (request: Parameters<typeof ask>[0]) => {
    expect(await ask(request)).toEqual(FORBIDDEN);
    expect(events).toEqual([]);
  };

  it('without a signature', async () => {
    await expectForbidden({ url: new URL(SEND, server.url), method: 'POST', body: BODY });
  });

  it.each<[string, Signing]>([
    ['another key', { accessKeyId: 'other' }],
    ['another secret', { secretAccessKey: 'other' }],
    ['another region', { region: 'eu-west-3' }],
    ['another service', { service: 's3' }],
    ['a date over five minutes ago', { signedAt: new Date(NOW.getTime() - 5 * MINUTE - 1000) }],
    ['a date over five minutes ahead', { signedAt: new Date(NOW.getTime() + 5 * MINUTE + 1000) }],
  ])('signed with %s', async (_, signing) => {
    await expectForbidden(await signed(SEND, BODY, signing));
  });

  it.each<[string, Record<string, string>]>([
    ['a later date', { 'x-amz-date': '20261125T215418Z' }],
    ['a date that is none', { 'x-amz-date': 'today' }],
    ['another content type', { 'content-type': 'text/plain' }],
    ['another session token', { 'x-amz-security-token': 'other' }],
    ['a header of AWS’s that is not signed', { 'x-amz-target': 'other' }],
  ])('sent with %s', async (_, headers) => {
    const request = await signed(SEND, BODY, { sessionToken: 'token' });
    await expectForbidden({ ...request, headers: { ...request.headers, ...headers } });
  });

  it('sent with another body', async () => {
    await expectForbidden({ ...(await signed(SEND, BODY)), body: BODY.replace('Où', 'Ou') });
  });

  it('sent with another body, though the header has the hash of the first', async () => {
    const request = await signed(SEND, BODY);
    expect(request.headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
    await expectForbidden({ ...request, body: '{}' });
  });

  it.each(['/campaigns?limit=6', '/campaigns?limit=5&apps=ios', '/campaigns', '/campaigns/ios/5'])(
    'sent to %s instead of /campaigns?limit=5',
    async (path) => {
      await expectForbidden({ ...(await signed('/campaigns?limit=5')), url: new URL(path, server.url) });
    },
  );

  it('sent for a token that was encoded otherwise when it was signed', async () => {
    const url = new URL('/campaigns/ios/a%252Fb', server.url);
    await expectForbidden({ ...(await signed('/campaigns/ios/a%2Fb')), url });
  });

  it('whose signature is about a header that was not sent', async () => {
    const request = await signed(SEND, BODY, { headers: { 'x-empty': '' } });
    const { 'x-empty': _, ...headers } = request.headers;
    await expectForbidden({ ...request, headers });
  });

  it.each(['host', 'x-amz-date', 'x-amz-content-sha256'])('whose signature leaves out %s', async (unsigned) => {
    await expectForbidden(await signed(SEND, BODY, { unsigned }));
  });
});
