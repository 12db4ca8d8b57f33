import { describe, expect, it } from 'vitest';
import type { Share } from '../../../../lib/attempt/share.ts';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { answerShares } from '../../../../lib/triggers/http/answer.ts';
import { accept, refuse } from '../../../support/fake-batch.ts';
import { type GatewayOptions, scriptedGateway } from '../../../support/gateway.ts';

const endpoint = transactionalSend as Endpoint;
const valid = { group_id: 'welcome', recipients: { custom_ids: ['u1'] }, message: { body: 'b' }, apps: ['ios'] };
const setUp = (options?: GatewayOptions) => scriptedGateway(endpoint, [accept], options);

describe('the header Idempotency-Key', () => {
  it.each<[string, Record<string, string>]>([
    ['two values, as a proxy joins them', { 'idempotency-key': 'k, k' }],
    ['two values without a space', { 'idempotency-key': 'k,k' }],
    ['itself twice', { 'Idempotency-Key': 'k', 'idempotency-key': 'k' }],
    ['a parameter', { 'idempotency-key': '"k"; v=1' }],
    ['a parameter on a bare key', { 'idempotency-key': 'k;v=1' }],
    ['two quoted values', { 'idempotency-key': '"k", "k"' }],
    ['white space inside', { 'idempotency-key': 'a b' }],
    ['a tab inside', { 'idempotency-key': 'a\tb' }],
    ['half a quotation', { 'idempotency-key': '"k' }],
    ['a quotation inside', { 'idempotency-key': 'k"k"' }],
    ['nothing', { 'idempotency-key': '' }],
    ['nothing in quotes', { 'idempotency-key': '""' }],
    ['256 characters', { 'idempotency-key': 'k'.repeat(256) }],
  ])('is refused with %s, and nothing is sent', async (_what, headers) => {
    const { post, received } = await setUp();
    const { statusCode, body } = await post(valid, headers);
    expect([statusCode, body.errors]).toEqual([400, [{ header: 'Idempotency-Key', detail: expect.any(String) }]]);
    expect(received).toEqual([]);
  });

  it.each([['k-7'], ['"k-7"'], [' k-7 ']])('is the same key as %s', async (value) => {
    const { post, received } = await setUp();
    await post({ ...valid, idempotency_key: 'k-7' });
    expect((await post(valid, { 'idempotency-key': value })).headers?.['idempotent-replayed']).toBe('true');
    expect(received).toHaveLength(1);
  });

  it('may hold anything in quotes', async () => {
    const { post, received } = await setUp();
    const once = () => post(valid, { 'idempotency-key': '"a, \\"b\\"; c\\\\"' });
    expect((await once()).statusCode).toBe(201);
    expect((await post({ ...valid, idempotency_key: 'a, "b"; c\\' })).headers?.['idempotent-replayed']).toBe('true');
    expect(received).toHaveLength(1);
  });
});

it.each<[string, object]>([
  ['?dry_run=true', { rawQueryString: 'dry_run=true', queryStringParameters: { dry_run: 'true' } }],
  ['?dry_run', { rawQueryString: 'dry_run' }],
  ['?a=1&b=2', { rawQueryString: 'a=1&b=2' }],
])('refuses a query, naming each parameter, and sends nothing: %s', async (query, more) => {
  const { send, received } = await setUp();
  const { statusCode, body } = await send({ body: JSON.stringify(valid), headers: {}, ...more });
  const names = [...new URLSearchParams(query).keys()];
  expect([statusCode, body.errors.map(({ parameter }: { parameter: string }) => parameter)]).toEqual([400, names]);
  expect(received).toEqual([]);
});

describe('a body', () => {
  const text = JSON.stringify({ ...valid, recipients: { custom_ids: ['u\ufffd1'] } });

  it.each<[string, object, number]>([
    ['as text that holds what stands for bytes of no UTF-8', { body: text }, 400],
    [
      'in base64 that holds that character itself',
      { body: Buffer.from(text).toString('base64'), isBase64Encoded: true },
      201,
    ],
    ['as text that has it escaped', { body: text.replace('\ufffd', '\\ufffd') }, 201],
    ['after a byte order mark', { body: `\ufeff${JSON.stringify(valid)}` }, 201],
    [
      'in base64 after one',
      { body: Buffer.from(`\ufeff${JSON.stringify(valid)}`).toString('base64'), isBase64Encoded: true },
      201,
    ],
  ])('%s', async (_what, event, status) => {
    const { send } = await setUp();
    expect((await send({ headers: {}, ...event })).statusCode).toBe(status);
  });

  it('that is queued keeps such a character as an escape', async () => {
    const sent: string[] = [];
    const queues = {
      send: async (_url: string, { body }: { body: string }) => String(sent.push(body)),
      delay: async () => {},
    };
    const { send } = await setUp({ queues });
    await send({ headers: { prefer: 'respond-async' }, body: text.replace('\ufffd', '\\ufffd') });
    expect(sent[0]).toContain('u\\ufffd1');
  });
});

it('tells with a 207 when to come back for what was deferred', async () => {
  const { post } = await scriptedGateway(
    endpoint,
    [(response, request) => (request.url?.includes('android') ? refuse(429, 60) : accept)(response, request)],
    { remainingMs: 2_000 },
  );
  const { statusCode, headers } = await post({ ...valid, apps: ['ios', 'android'] });
  expect([statusCode, headers?.['retry-after']]).toEqual([207, '5']);
});

describe('an answer that Lambda would not hand on', () => {
  const share = (outcome: Outcome, index: number): Share => {
    const call = { app: 'ios', items: 1, body: '', parts: [], places: [`/users/${index}`] };
    return { app: 'ios', items: 1, parts: [], delivered: { call, outcome, exchanges: [], durationMs: 0 } };
  };
  const refusal = (detail: string): Outcome => ({ status: 'rejected', httpStatus: 400, error: { name: 'X', detail } });
  const shares = (count: number, detailOf: (index: number) => string) => [
    ...Array.from({ length: count }, (_, index) => share(refusal(detailOf(index)), index)),
    share({ status: 'accepted', token: 't' }, count),
  ];

  it.each<[string, (index: number) => string]>([
    ['with one reason', () => 'x'.repeat(500)],
    ['with a reason each', (index) => `${index} ${'"'.repeat(490)}`],
  ])('tells what is alike as one, and of every acceptance: %s', (_what, detailOf) => {
    const answer = answerShares(endpoint, shares(12_000, detailOf));
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(6 * 1024 * 1024);
    expect(answer.statusCode).toBe(207);
    expect(JSON.parse(answer.body ?? '').results).toMatchObject([
      { app: 'ios', status: 'rejected', calls: 12_000, error: { name: 'X' } },
      { app: 'ios', status: 'accepted', calls: 1 },
    ]);
  });

  it('is told in full as long as it fits', () => {
    const { results } = JSON.parse(
      answerShares(
        endpoint,
        shares(1_000, () => 'x'),
      ).body ?? '',
    );
    expect(results).toHaveLength(1_001);
    expect(results[7]).toEqual({
      app: 'ios',
      status: 'rejected',
      items: 1,
      error: { name: 'X', detail: 'x', items: ['/users/7'] },
    });
  });
});
