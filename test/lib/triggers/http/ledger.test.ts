import { describe, expect, it } from 'vitest';
import type { Queues } from '../../../../lib/aws/queues.ts';
import { customDataUpdate } from '../../../../lib/endpoints/v1/custom-data-update.ts';
import { transactionalSend } from '../../../../lib/endpoints/v1/transactional-send.ts';
import { accept, refuse, reset, type Step } from '../../../support/fake-batch.ts';
import { type GatewayOptions, scriptedGateway } from '../../../support/gateway.ts';

const valid = { group_id: 'welcome', recipients: { custom_ids: ['u1', 'u2'] }, message: { body: 'b' } };
const KEY = { 'Idempotency-Key': 'order-7' };
const AFTER_ITS_OWNER_MS = 35_000;
const setUp = (steps: Step[], options?: GatewayOptions, endpoint: unknown = transactionalSend) =>
  scriptedGateway(endpoint, steps, options);

const isReplay = ({ headers }: { headers?: Record<string, unknown> | undefined }) => headers?.['idempotent-replayed'];

/** One app fares as told, each time in turn, the other is accepted. */
function androidInTurn(...steps: Step[]): Step {
  let calls = 0;
  return (response, request) => {
    if (!request.url?.includes('android')) accept(response, request);
    else steps[Math.min(calls++, steps.length - 1)]?.(response, request);
  };
}

describe('a request with a key', () => {
  it.each<[string, Step, number]>([
    ['accepted', accept, 201],
    ['rejected', refuse(400, 31, 'quotes u1'), 422],
    ['unknown', refuse(500, 1, 'quotes u1'), 504],
    ['unknown without an answer', reset, 504],
    ['accepted and rejected', androidInTurn(refuse(403, 12)), 207],
    ['accepted and unknown', androidInTurn(refuse(502, 0)), 207],
  ])('that was %s is answered as before, without a call', async (_name, step, status) => {
    const { post, received } = await setUp([step]);
    const first = await post(valid, KEY);
    const second = await post({ ...valid, idempotency_key: 'order-7' });
    expect(first.statusCode).toBe(status);
    expect(isReplay(first)).toBeUndefined();
    expect(second).toEqual({ ...first, headers: { ...first.headers, 'idempotent-replayed': 'true' } });
    expect(received).toHaveLength(2);
  });

  it('tries again what was deferred, and only that; then the complete answer is the one replayed', async () => {
    const { post, received } = await setUp([androidInTurn(refuse(429, 60), accept)], { remainingMs: 2_000 });
    const first = await post(valid, KEY);
    expect([first.statusCode, isReplay(first)]).toEqual([207, undefined]);
    const second = await post(valid, KEY);
    expect([second.statusCode, isReplay(second)]).toEqual([201, undefined]);
    const third = await post(valid, KEY);
    expect(third).toEqual({ ...second, headers: { ...second.headers, 'idempotent-replayed': 'true' } });
    const paths = received.map(({ path }) => path?.split('/')[2]);
    expect(paths.filter((key) => key === 'ios-key')).toHaveLength(1);
  });

  it('has two bodies that are one if their canonical JSON is', async () => {
    const { post, received } = await setUp([accept]);
    await post({ ...valid, message: { title: 'a', body: 'b' } }, KEY);
    expect(isReplay(await post({ idempotency_key: 'order-7', ...valid, message: { body: 'b', title: 'a' } }))).toBe(
      'true',
    );
    expect(received).toHaveLength(2);
  });

  it.each<[string, object, Record<string, string>, object]>([
    ['in the header', { ...valid, group_id: 'other' }, KEY, { header: 'Idempotency-Key' }],
    ['in the body', { ...valid, apps: ['android'], idempotency_key: 'order-7' }, {}, { pointer: '/idempotency_key' }],
  ])('of another request is 422, %s, and nothing leaves', async (_name, request, headers, fault) => {
    const { post, received } = await setUp([accept]);
    await post({ ...valid, apps: ['ios'] }, KEY);
    const answer = await post(request, headers);
    expect(answer).toMatchObject({ statusCode: 422, body: { status: 422, errors: [fault] } });
    expect(isReplay(answer)).toBeUndefined();
    expect(received).toHaveLength(1);
  });

  it('is 409 with Retry-After while the first attempt may still live, and one call however many ask', async () => {
    let answered = 0;
    let letGo = () => {};
    const othersAnswered = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const { post, received } = await setUp([
      (response, request) => void othersAnswered.then(() => accept(response, request)),
    ]);
    const ask = async () => {
      const answer = await post(valid, KEY);
      answered += 1;
      if (answered === 49) letGo();
      return answer;
    };
    const answers = await Promise.all(Array.from({ length: 50 }, ask));
    expect(received).toHaveLength(2);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, ...Array(49).fill(409)]);
    const [refused] = answers.filter(({ statusCode }) => statusCode === 409);
    expect(Number(refused?.headers?.['retry-after'])).toBeGreaterThan(25);
    expect(isReplay(await post(valid, KEY))).toBe('true');
  });

  it.each<['park' | 'resend', number, number]>([
    ['park', 504, 1],
    ['resend', 201, 2],
  ])(
    'whose sender was killed is settled by policy once that must be dead: %s',
    async (unknownOutcome, status, calls) => {
      const { post, received, remembered, clock } = await setUp([accept], { unknownOutcome });
      remembered.refuse(({ state }) => (state === 'sending' ? undefined : new Error('killed')));
      const request = { ...valid, apps: ['ios'] };
      expect((await post(request, KEY)).statusCode).toBe(201);
      remembered.refuse(() => undefined);
      expect((await post(request, KEY)).statusCode).toBe(409);
      clock.advance(AFTER_ITS_OWNER_MS);
      expect((await post(request, KEY)).statusCode).toBe(status);
      expect(received).toHaveLength(calls);
    },
  );

  it('is never repeated under `resend` once it was answered as unknown', async () => {
    const { post, received } = await setUp([refuse(500, 1), accept], { unknownOutcome: 'resend' });
    await post({ ...valid, apps: ['ios'] }, KEY);
    const again = await post({ ...valid, apps: ['ios'] }, KEY);
    expect([again.statusCode, isReplay(again)]).toEqual([504, 'true']);
    expect(received).toHaveLength(1);
  });

  it('is 503 while the ledger can not be written, and nothing leaves', async () => {
    const { post, received, remembered } = await setUp([accept]);
    remembered.refuse(() => Object.assign(new Error('x'), { name: 'ProvisionedThroughputExceededException' }));
    expect(await post(valid, KEY)).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '5' },
      body: { results: [{ error: { name: 'LEDGER_UNAVAILABLE' } }, { error: { name: 'LEDGER_UNAVAILABLE' } }] },
    });
    expect(received).toEqual([]);
  });

  it('is 500 while the ledger is not there or not ours, and nothing leaves', async () => {
    const { post, received, remembered } = await setUp([accept]);
    remembered.refuse(() => Object.assign(new Error('x'), { name: 'AccessDeniedException', $fault: 'client' }));
    expect((await post(valid, KEY)).statusCode).toBe(500);
    expect(received).toEqual([]);
  });

  it('is told how it ended even if the ledger can not be', async () => {
    const { post, remembered } = await setUp([accept]);
    remembered.refuse(({ state }) => (state === 'accepted' ? new Error('down') : undefined));
    expect((await post(valid, KEY)).statusCode).toBe(201);
  });

  it('leaves nothing to remember in a dry run', async () => {
    const { post, remembered } = await setUp([accept], {});
    await post({ ...valid, dry_run: true }, KEY);
    expect(remembered.writes).toEqual([]);
    expect((await post(valid, KEY)).statusCode).toBe(201);
  });

  it('carries it to the queue, if it is queued, wherever it stood', async () => {
    const queued: string[] = [];
    const queues: Queues = { send: async (_url, { body }) => `id-${queued.push(body)}`, delay: async () => {} };
    const { post, remembered } = await setUp([accept], { queues });
    expect((await post(valid, { ...KEY, prefer: 'respond-async' })).statusCode).toBe(202);
    expect((await post(valid, { ...KEY, prefer: 'respond-async' })).statusCode).toBe(202);
    expect(JSON.parse(queued[0] ?? '')).toEqual({ ...valid, idempotency_key: 'order-7' });
    expect(remembered.writes).toEqual([]);
  });

  it('needs no ledger and has no replay where repeating is harmless', async () => {
    const { post, received } = await setUp([accept], { ledger: null }, customDataUpdate);
    const update = { users: [{ id: 'u1', update: { values: { 'u.a': 1 } } }] };
    expect((await post(update, KEY)).statusCode).toBe(200);
    const again = await post({ users: [{ id: 'u1', update: { values: { 'u.a': 2 } } }] }, KEY);
    expect([again.statusCode, isReplay(again)]).toEqual([200, undefined]);
    expect(received).toHaveLength(4);
  });
});
