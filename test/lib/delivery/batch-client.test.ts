import type { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createBatchClient } from '../../../lib/delivery/batch-client.ts';
import { batch, exchange, tcp } from '../../support/exchange.ts';
import { accept, answer, answerHtml, fakeBatch, garbage, refuse, reset, type Step } from '../../support/fake-batch.ts';

const LOST = 'The connection broke before Batch answered. The call may have been carried out.';
const NOT_MADE = 'No connection to Batch could be made. Nothing was sent.';

describe('the Batch client', () => {
  it('sends what Batch documents', async () => {
    const { client, received } = await batch(accept);
    expect(await client.call(exchange)).toEqual({ status: 'accepted', token: 'answer-token' });
    expect(received).toMatchObject([
      {
        path: '/1.1/app-key/transactional/send',
        body: '{"a":"é"}',
        headers: { 'x-authorization': 'rest-key', 'content-type': 'application/json', 'content-length': '10' },
      },
    ]);
  });

  it('tells the length of a body, and where none leaves, only of a POST’s, as HTTP wants it', async () => {
    const { client, received } = await batch(accept);
    for (const method of ['POST', 'GET'] as const) {
      await client.call({ ...exchange, body: '', endpoint: { ...exchange.endpoint, method } });
    }
    const lengths = received.map(({ headers }) => [headers['content-length'], headers['transfer-encoding']]);
    expect(lengths).toEqual([
      ['0', undefined],
      [undefined, undefined],
    ]);
    expect(received.map(({ headers }) => headers['content-type'])).toEqual([undefined, undefined]);
  });

  it.each([
    [6 * 1024 * 1024, 't'],
    [6 * 1024 * 1024 + 1, undefined],
  ])('reads an answer of %i bytes, or does without', async (bytes, token) => {
    const start = '{"token":"t","rest":"';
    const text = `${start}${'x'.repeat(bytes - start.length - 2)}"}`;
    const { client } = await batch((response) => void response.writeHead(201).end(text));
    expect(await client.call(exchange)).toEqual({ status: 'accepted', ...(token && { token }) });
  });

  it('percent-encodes the app key', async () => {
    const { client, received } = await batch(accept);
    await client.call({ ...exchange, key: 'a/b?c#d%e' });
    expect(received[0]?.path).toBe('/1.1/a%2Fb%3Fc%23d%25e/transactional/send');
  });

  it('keeps a path that the base URL has', async () => {
    const { url, received } = await batch(accept);
    await createBatchClient(`${url}/proxy/`, Date.now).call(exchange);
    expect(received[0]?.path).toBe('/proxy/1.1/app-key/transactional/send');
  });

  it.each<[string, Step, object]>([
    [
      'a reset after the request was read',
      reset,
      { status: 'unknown', error: { name: 'CONNECTION_LOST', detail: LOST } },
    ],
    ['a 500', refuse(500, 1), { status: 'unknown', error: { name: 'SERVER_ERROR' } }],
    ['a 502 of a proxy', answerHtml(502), { status: 'unknown', error: { name: 'HTTP_502' } }],
    ['a 201 that is garbage', garbage, { status: 'accepted' }],
  ])('makes one exchange and no more in the face of %s', async (_name, step, expected) => {
    const { client, received } = await batch(step);
    expect(await client.call(exchange)).toMatchObject(expected);
    expect(received).toHaveLength(1);
  });

  it('tells no status where there was no answer', async () => {
    const { client, url, stop } = await batch(reset);
    const outcomes = [await client.call(exchange)];
    await stop();
    outcomes.push(await createBatchClient(url, Date.now).call(exchange));
    expect(outcomes.map(({ status }) => status)).toEqual(['unknown', 'deferred']);
    for (const outcome of outcomes) expect(outcome).not.toHaveProperty('httpStatus');
  });

  it('is unknown when the connection breaks before the answer, however early', async () => {
    const port = await tcp((socket) => void socket.once('data', () => socket.destroy()));
    const outcome = await createBatchClient(`http://127.0.0.1:${port}`, Date.now).call(exchange);
    expect(outcome).toMatchObject({ status: 'unknown', error: { name: 'CONNECTION_LOST' } });
  });

  it('is unknown when the answer is no HTTP', async () => {
    const port = await tcp((socket) => void socket.once('data', () => socket.end('SMTP ready\r\n\r\n')));
    const outcome = await createBatchClient(`http://127.0.0.1:${port}`, Date.now).call(exchange);
    expect(outcome.status).toBe('unknown');
  });

  it('is deferred when nobody listens', async () => {
    const { url, stop } = await fakeBatch(accept);
    await stop();
    expect(await createBatchClient(url, Date.now).call(exchange)).toMatchObject({ status: 'deferred', by: 'outage' });
  });

  it('is deferred when the name does not resolve', async () => {
    const outcome = await createBatchClient('http://batch.invalid', Date.now).call(exchange);
    expect(outcome).toMatchObject({ status: 'deferred', by: 'outage' });
  });

  it.each<[string, Parameters<typeof createServer>[1] & object]>([
    ['closes at once', (socket) => void socket.once('data', () => socket.destroy())],
    ['speaks no TLS', (socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
  ])(
    'is deferred when TLS fails because the other side %s: no byte of the request has left',
    async (_name, onConnection) => {
      const port = await tcp(onConnection);
      const outcome = await createBatchClient(`https://127.0.0.1:${port}`, Date.now).call(exchange);
      expect(outcome).toMatchObject({
        status: 'deferred',
        by: 'outage',
        error: { name: 'CONNECTION_FAILED', detail: NOT_MADE },
      });
    },
  );

  it('follows no redirect', async () => {
    const { client, received } = await batch(
      (response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
    );
    expect(await client.call(exchange)).toMatchObject({ status: 'deferred', by: 'configuration' });
    expect(received).toHaveLength(1);
  });

  it('is unknown, and not for ever, after an answer that switches protocols', async () => {
    const port = await tcp(
      (socket) =>
        void socket.once('data', () =>
          socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
        ),
    );
    expect(await createBatchClient(`http://127.0.0.1:${port}`, Date.now).call(exchange)).toMatchObject({
      status: 'unknown',
    });
  });

  it('asks for an answer that is not compressed', async () => {
    const { client, received } = await batch(accept);
    await client.call(exchange);
    expect(received[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('takes out a key that begins with another key', async () => {
    const { client } = await batch(refuse(404, 20, 'No route /1.1/key-android/'));
    const secret = {
      restApiKey: 'rest',
      apps: new Map([
        ['ios', 'key'],
        ['android', 'key-android'],
      ]),
      projects: new Map(),
    };
    expect(await client.call({ ...exchange, secret })).toMatchObject({ error: { detail: 'No route /1.1/***/' } });
  });

  it('takes every key out of what Batch says', async () => {
    const { client } = await batch(
      refuse(404, 20, 'No route /1.1/app-key/transactional for rest-key, web/key or web%2Fkey'),
    );
    expect(await client.call(exchange)).toMatchObject({
      error: { detail: 'No route /1.1/***/transactional for ***, *** or ***' },
    });
  });

  it('takes the keys of projects out too, and of what Batch says of single items', async () => {
    const secret = { restApiKey: 'rest', apps: new Map(), projects: new Map([['main', 'project_1']]) };
    const errors = [{ bulk_index: 0, reason: 'not for project_1' }];
    const { client } = await batch(refuse(404, 20, 'No project project_1'), answer(202, { errors }));
    const call = { ...exchange, secret, endpoint: { ...exchange.endpoint, answersPerItem: true as const } };
    expect(await client.call(call)).toMatchObject({ error: { detail: 'No project ***' } });
    expect(await client.call(call)).toMatchObject({ refused: [{ index: 0, reason: 'not for ***' }] });
  });

  it("cuts Batch's message at 500 characters, however much it names", async () => {
    const message = Array.from({ length: 10_000 }, (_, index) => `user-${index}`).join();
    const { client } = await batch(refuse(400, 31, message));
    expect(await client.call(exchange)).toMatchObject({ error: { detail: message.slice(0, 500) } });
  });

  it('leaves no half of a key where it cuts, nor half of a character', async () => {
    for (let start = 480; start <= 500; start += 1) {
      const padding = '.'.repeat(start);
      const { client } = await batch(refuse(400, 31, `${padding}web/key`), refuse(400, 31, `${padding}👋👋`));
      expect(await client.call(exchange)).toMatchObject({ error: { detail: `${padding}***`.slice(0, 500) } });
      const outcome = await client.call(exchange);
      const { detail } = 'error' in outcome ? outcome.error : { detail: '' };
      expect(detail).toMatch(/^\.+👋{0,2}$/u);
      expect(detail.length).toBeLessThanOrEqual(500);
    }
  });
});
