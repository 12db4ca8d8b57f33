import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Queues } from '../../../../lib/aws/queues.ts';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { ConfigurationError, SecretsUnavailableError } from '../../../../lib/errors.ts';
import { accept, answerHtml, IMPATIENT, refuse, reset, type Step, staySilent } from '../../../support/fake-batch.ts';
import { type GatewayOptions, scriptedGateway } from '../../../support/gateway.ts';

const endpoint = transactionalSend as Endpoint;
const valid = { group_id: 'welcome', recipients: { custom_ids: ['u1', 'u2'] }, message: { body: 'b' } };
const setUp = (steps: Step[], options?: GatewayOptions) => scriptedGateway(endpoint, steps, options);

/** One app fares as told, the other is accepted. */
const onlyAndroid =
  (step: Step): Step =>
  (response, request) =>
    request.url?.includes('android') ? step(response, request) : accept(response, request);

describe('the http trigger', () => {
  it('answers 201 with one result per app', async () => {
    const { post } = await setUp([accept]);
    expect(await post(valid)).toMatchObject({
      statusCode: 201,
      headers: { 'content-type': 'application/json' },
      body: {
        status: 'accepted',
        results: [
          { app: 'ios', status: 'accepted', items: 2, token: 'answer-token' },
          { app: 'android', status: 'accepted', items: 2, token: 'answer-token' },
        ],
      },
    });
  });

  it.each<[string, Step, string, string]>([
    ['unknown after a timeout', staySilent, 'unknown', 'TIMEOUT'],
    ['unknown after a reset', reset, 'unknown', 'CONNECTION_LOST'],
    ['rejected', refuse(400, 31), 'rejected', 'MALFORMED_PARAMETER'],
    ['deferred', answerHtml(418), 'deferred', 'HTTP_418'],
  ])('answers 207 when one app is %s', async (_name, step, status, name) => {
    const { post } = await setUp([onlyAndroid(step)], step === staySilent ? IMPATIENT : {});
    expect(await post(valid)).toMatchObject({
      statusCode: 207,
      body: {
        status: 'partial',
        results: [
          { app: 'ios', status: 'accepted' },
          { app: 'android', status, items: 2, error: { name } },
        ],
      },
    });
  });

  it.each<[string, Step, Step, number]>([
    ['unknown before deferred', refuse(503, 2), refuse(500, 0), 504],
    ['unknown before rejected', refuse(400, 30), refuse(500, 0), 504],
    ['deferred before rejected', refuse(400, 30), refuse(503, 2), 503],
    ['rejected', refuse(400, 30), refuse(403, 12), 422],
    ['keys', refuse(401, 10), refuse(401, 10), 500],
    ['keys and an outage', refuse(401, 10), refuse(503, 2), 503],
    ['keys and rejected', refuse(401, 10), refuse(404, 20), 500],
    ['a redirect', answerHtml(302), answerHtml(302), 500],
  ])('answers with the worst outcome: %s', async (_name, ios, android, status) => {
    const { post } = await setUp([
      (response, request) => (request.url?.includes('ios') ? ios : android)(response, request),
    ]);
    const answer = await post(valid);
    expect(answer).toMatchObject({
      statusCode: status,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        status,
        title: expect.any(String),
        detail: expect.any(String),
        results: [{ app: 'ios' }, { app: 'android' }],
      },
    });
    expect(answer.headers?.['retry-after'] !== undefined).toBe(status === 503);
  });

  it('comes back at the earliest 5 s after a 429, and tells the caller to', async () => {
    const { post, clock, received } = await setUp([refuse(429, 60)], { remainingMs: 4_000 });
    expect(await post({ ...valid, apps: ['ios'] })).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
    expect(received).toHaveLength(1);
    expect(clock.slept).toEqual([]);
  });

  it("hands on a Retry-After of Batch's that is longer", async () => {
    const slow: Step = (response) => void response.writeHead(429, { 'retry-after': '120' }).end();
    const { post } = await setUp([slow]);
    expect((await post(valid)).headers).toMatchObject({ 'retry-after': '120' });
  });

  it.each<[string, unknown, number, object[]]>([
    ['no body', {}, 400, [{ detail: expect.stringContaining('empty') }]],
    ['an empty body', { body: '' }, 400, [{ detail: expect.stringContaining('empty') }]],
    ['no JSON', { body: 'hello' }, 400, [{ detail: expect.stringContaining('not JSON') }]],
    [
      'base64 of no UTF-8',
      { body: '/////w==', isBase64Encoded: true },
      400,
      [{ detail: expect.stringContaining('UTF-8') }],
    ],
    ['JSON that is no object', { body: '[1]' }, 400, [{ pointer: '' }]],
    ['7 MB', { body: JSON.stringify(long(7)) }, 413, [{ detail: expect.stringContaining('6291456') }]],
    [
      'a header and a body that name different keys',
      { body: JSON.stringify({ ...valid, idempotency_key: 'a' }), headers: { 'idempotency-key': 'b' } },
      400,
      [{ header: 'Idempotency-Key' }],
    ],
    [
      'a faulty header and a faulty body',
      { body: '{"group_id":"g","recipients":{"custom_ids":["u"]}}', headers: { 'Idempotency-Key': '' } },
      400,
      [{ pointer: '/message' }, { header: 'Idempotency-Key' }],
    ],
  ])('refuses %s', async (_name, event, status, errors) => {
    const { send, received } = await setUp([accept]);
    const answer = await send(event);
    expect(answer).toMatchObject({ statusCode: status, body: { status, errors } });
    expect(answer.body.errors).toHaveLength(errors.length);
    expect(received).toEqual([]);
  });

  it('answers a dry run with what would be sent, keys left out, and sends nothing', async () => {
    const { post, received } = await setUp([accept]);
    const { dry_run, ...sent } = { ...valid, dry_run: true };
    expect(dry_run).toBe(true);
    expect(await post({ ...valid, apps: ['ios'], dry_run, idempotency_key: 'k' })).toMatchObject({
      statusCode: 200,
      body: {
        status: 'dry_run',
        results: [
          {
            app: 'ios',
            status: 'planned',
            items: 2,
            request: { method: 'POST', path: '/1.1/ios/transactional/send', body: sent },
          },
        ],
      },
    });
    expect(received).toEqual([]);
  });

  it('says so when a dry run has more to tell than an answer may hold', async () => {
    const { post } = await setUp([accept]);
    const request = { ...long(4), dry_run: true };
    expect(await post(request)).toMatchObject({
      statusCode: 413,
      body: { errors: [{ detail: expect.stringContaining('6291456') }] },
    });
    expect((await post({ ...request, apps: ['ios'] })).statusCode).toBe(200);
  });

  it.each([{ 'Idempotency-Key': 'k' }, {}])(
    'sends nothing that it was asked to remember while there is no ledger: %o',
    async (headers) => {
      const { post, received } = await setUp([accept], { ledger: null });
      const request = 'Idempotency-Key' in headers ? valid : { ...valid, idempotency_key: 'k' };
      expect(await post(request, headers as Record<string, string>)).toMatchObject({
        statusCode: 500,
        body: { detail: expect.stringContaining('LEDGER_TABLE') },
      });
      expect(received).toEqual([]);
    },
  );

  it('answers 503 while Secrets Manager is out of reach', async () => {
    const read = () => Promise.reject(new SecretsUnavailableError('down'));
    const { post, received } = await setUp([accept], { read });
    expect(await post(valid)).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
    expect(received).toEqual([]);
  });

  it('answers 500 for a secret that is wrong, and 400 if the request is too', async () => {
    const read = () => Promise.reject(new ConfigurationError('The secret is wrong.'));
    const { post } = await setUp([accept], { read });
    expect(await post(valid)).toMatchObject({
      statusCode: 500,
      body: { detail: 'The secret is wrong. Nothing was sent.' },
    });
    expect(await post({})).toMatchObject({ statusCode: 400 });
  });

  describe('for a caller who would rather not wait', () => {
    const queueing = (send: Queues['send']) => setUp([accept], { queues: { send, delay: async () => {} } });

    it.each(['respond-async', 'Respond-Async', 'wait=10, respond-async; x=1'])(
      'queues the request: Prefer: %s',
      async (prefer) => {
        const queued: string[] = [];
        const { post, received } = await queueing(async (_url, { body }) => `id-${queued.push(body)}`);
        expect(await post({ ...valid, message: { body: '\uFFFF 👋' } }, { Prefer: prefer })).toMatchObject({
          statusCode: 202,
          headers: { 'preference-applied': 'respond-async' },
          body: { status: 'queued', id: 'id-1' },
        });
        expect(queued[0]).not.toContain('\uFFFF');
        expect(JSON.parse(queued[0] ?? '')).toEqual({ ...valid, message: { body: '\uFFFF 👋' } });
        expect(received).toEqual([]);
      },
    );

    it.each<[string, object, number]>([
      ['SQS gives no answer', { name: 'TimeoutError' }, 504],
      ['SQS fails', { name: 'InternalError', $fault: 'server', $metadata: { httpStatusCode: 500 } }, 504],
      ['SQS is busy', { name: 'RequestThrottled', $fault: 'client', $metadata: { httpStatusCode: 400 } }, 503],
      [
        'the queue is not there',
        { name: 'QueueDoesNotExist', $fault: 'client', $metadata: { httpStatusCode: 400 } },
        500,
      ],
    ])('tells what is known when %s', async (_name, failure, status) => {
      const { post, received } = await queueing(() => Promise.reject(failure));
      expect((await post(valid, { prefer: 'respond-async' })).statusCode).toBe(status);
      expect(received).toEqual([]);
    });

    it.each<[string, object, number, object]>([
      ['a faulty request', { ...valid, group_id: '' }, 400, { pointer: '/group_id' }],
      ['a dry run', { ...valid, dry_run: true }, 400, { pointer: '/dry_run' }],
      ['over 1 MiB', long(1), 413, { detail: expect.stringContaining('at most 1044480') }],
    ])('refuses %s and queues nothing', async (_name, request, statusCode, fault) => {
      const { post } = await queueing(() => Promise.reject(new Error('queued')));
      expect(await post(request, { prefer: 'respond-async' })).toMatchObject({ statusCode, body: { errors: [fault] } });
    });
  });

  it('answers any event at all, and never throws', async () => {
    const { send } = await setUp([accept]);
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constant(JSON.stringify(valid)),
      fc
        .object({ key: fc.constantFrom(...Object.keys(endpoint.schema.def), 'recipients', 'message', 'apps', 'extra') })
        .map((o) => JSON.stringify(o)),
      fc.anything(),
    );
    const headers = fc.oneof(
      fc.anything(),
      fc.dictionary(fc.constantFrom('Idempotency-Key', 'prefer', 'x'), fc.anything()),
    );
    const event = fc.oneof(
      fc.anything(),
      fc.record({ body, headers, isBase64Encoded: fc.anything() }, { requiredKeys: [] }),
    );
    await fc.assert(
      fc.asyncProperty(event, async (value) => {
        const answer = await send(value);
        expect([201, 400, 413]).toContain(answer.statusCode);
        expect(answer.headers?.['content-type']).toMatch(/^application\/(problem\+)?json$/);
        if (answer.statusCode === 400) expect(answer.body.errors.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

function long(megabytes: number) {
  return { ...valid, message: { body: 'x'.repeat(megabytes * 1024 * 1024) } };
}
