import { describe, expect, it, onTestFinished } from 'vitest';
import type { Endpoint } from '../../../../lib/endpoints/endpoint.ts';
import { customDataUpdate } from '../../../../lib/endpoints/v1/custom-data-update.ts';
import { answer, fakeBatch, refuse, type Step } from '../../../support/fake-batch.ts';
import { gateway } from '../../../support/gateway.ts';

type Sent = { id: string; update: { values: Record<string, unknown> } }[];

/** A Batch that refuses every call in which a value is "bad", and keeps what it took. */
async function pickyBatch(misbehave?: (sent: Sent, count: number) => Step | undefined) {
  const taken: Sent = [];
  const batch = await fakeBatch((response, request) => {
    const { body = '' } = batch.received.at(-1) ?? {};
    const sent = JSON.parse(body) as Sent;
    const step = misbehave?.(sent, batch.received.length);
    if (step) return step(response, request);
    if (body.includes('"bad"')) return refuse(400, 31, 'bad value')(response, request);
    taken.push(...sent);
    answer(200, { token: 't' })(response, request);
  });
  onTestFinished(batch.stop);
  const { post } = gateway(customDataUpdate as Endpoint, batch.url);
  return { post, taken, calls: () => batch.received.length };
}

const isBad = (sent: Sent) => JSON.stringify(sent).includes('"bad"');
const users = (count: number, bad: number[]) =>
  Array.from({ length: count }, (_, index) => ({
    id: `u${index}`,
    update: { values: { 'u.a': bad.includes(index) ? 'bad' : index } },
  }));

interface Result {
  readonly status: string;
  readonly items: number;
  readonly error?: { readonly items?: string[]; readonly detail: string };
}

describe('narrowing down', () => {
  it.each([[1], [2], [3], [7], [100], [10_000]])(
    'finds one bad user among %i with at most 2 × ⌈log2⌉ extra calls, and only that user fails',
    async (count) => {
      const bad = Math.floor(count / 3);
      const { post, taken, calls } = await pickyBatch();
      const { statusCode, body } = await post({ users: users(count, [bad]), apps: ['ios'] });
      expect(statusCode).toBe(count === 1 ? 422 : 207);
      expect(calls()).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(count)));
      expect(new Set(taken.map(({ id }) => id)).size).toBe(count - 1);
      const results = body.results as Result[];
      expect(results.reduce((sum, { items }) => sum + items, 0)).toBe(count);
      expect(results.filter(({ status }) => status !== 'accepted')).toEqual([
        {
          app: 'ios',
          status: 'rejected',
          items: 1,
          error: { name: 'MALFORMED_PARAMETER', code: 31, detail: 'bad value', items: [`/users/${bad}`] },
        },
      ]);
    },
  );

  it('finds several bad users', async () => {
    const { post, taken } = await pickyBatch();
    const { body } = await post({ users: users(50, [3, 4, 49]), apps: ['ios'] });
    const named = (body.results as Result[]).flatMap(({ error }) => error?.items ?? []);
    expect(named).toEqual(['/users/3', '/users/4', '/users/49']);
    expect(taken).toHaveLength(47);
  });

  it('finds the bad one of several updates of the same user, and lands the others in their order', async () => {
    const { post, taken } = await pickyBatch();
    const updates = ['first', 'bad', 'third'].map((value, index) => ({
      id: 'u1',
      update: { values: { [`u.${index}`]: value, 'u.last': value } },
    }));
    const { statusCode, body } = await post({ users: updates, apps: ['ios'] });
    expect(statusCode).toBe(207);
    expect((body.results as Result[]).flatMap(({ error }) => error?.items ?? [])).toEqual(['/users/1']);
    expect(taken.map(({ update }) => update.values)).toEqual([
      { 'u.0': 'first', 'u.last': 'first' },
      { 'u.2': 'third', 'u.last': 'third' },
    ]);
  });

  it('gives up what is refused for another reason than an item once three levels brought no acceptance', async () => {
    const { post, calls } = await pickyBatch(() => refuse(403, 12));
    expect((await post({ users: users(1_000, []), apps: ['ios'] })).statusCode).toBe(422);
    expect(calls()).toBe(1 + 2 + 4 + 8);
  });

  it.each([403, 404, 413, 418])('finds the user for whom something before Batch answers %i', async (status) => {
    const { post, taken, calls } = await pickyBatch((sent) => (isBad(sent) ? answer(status, 'blocked') : undefined));
    const { statusCode, body } = await post({ users: users(1_000, [700]), apps: ['ios'] });
    expect(statusCode).toBe(207);
    expect(taken).toHaveLength(999);
    expect((body.results as Result[]).filter((each) => each.status !== 'accepted')).toMatchObject([
      { status: 'rejected', items: 1, error: { name: `HTTP_${status}`, items: ['/users/700'] } },
    ]);
    expect(calls()).toBeLessThanOrEqual(1 + 2 * 10);
  });

  it('blames nobody for an answer that is not Batch’s as long as nothing of the call was accepted', async () => {
    const { post } = await pickyBatch(() => answer(403, 'blocked'));
    const { statusCode, body } = await post({ users: users(4, []), apps: ['ios'] });
    expect(statusCode).toBe(503);
    expect((body.results as Result[]).every(({ status }) => status === 'deferred')).toBe(true);
  });

  it('finds the user at whom Batch stumbles, and lands the others', async () => {
    const { post, taken } = await pickyBatch((sent) => (isBad(sent) ? refuse(500, 1) : undefined));
    const { statusCode, body } = await post({ users: users(64, [9]), apps: ['ios'] });
    expect(statusCode).toBe(207);
    expect(taken).toHaveLength(63);
    const left = (body.results as Result[]).filter(({ status }) => status !== 'accepted');
    expect(left).toMatchObject([{ status: 'unknown', items: 1 }]);
  });

  it('goes on trying when Batch stumbles at everything for a while', async () => {
    const { post, taken } = await pickyBatch((_sent, count) => (count <= 12 ? refuse(502, 1) : undefined));
    expect((await post({ users: users(64, []), apps: ['ios'] })).statusCode).toBe(200);
    expect(taken).toHaveLength(64);
  });

  it('ends a later update as the earlier one that it may not overtake', async () => {
    const { post } = await pickyBatch(() => refuse(401, 10));
    const twice = [{ 'u.t': 1 }, { 'date(u.t)': 1 }].map((values) => ({ id: 'u1', update: { values } }));
    expect((await post({ users: twice, apps: ['ios'] })).statusCode).toBe(500);
  });

  it('lets no later update of a user overtake one that is still open', async () => {
    const { post, calls } = await pickyBatch(() => refuse(429, 60));
    const twice = [{ 'ut.t': ['x'] }, { 'ut.t': { $remove: ['x'] } }].map((values) => ({
      id: 'u1',
      update: { values },
    }));
    const { statusCode, body } = await post({ users: twice, apps: ['ios'] });
    expect(statusCode).toBe(503);
    expect(body.results).toMatchObject([
      { status: 'deferred', error: { name: 'TOO_MANY_REQUESTS' } },
      { status: 'deferred', error: { name: 'EARLIER_CALL_OPEN' } },
    ]);
    expect(calls()).toBeLessThanOrEqual(2);
  });
});
