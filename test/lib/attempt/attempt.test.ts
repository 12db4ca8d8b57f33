import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../lib/delivery/outcome.ts';
import type { Call } from '../../../lib/endpoints/call.ts';
import { campaignDelete } from '../../../lib/endpoints/v1/campaign-delete.ts';
import { campaignUpdate } from '../../../lib/endpoints/v1/campaign-update.ts';
import { transactionalSend } from '../../../lib/endpoints/v1/transactional-send.ts';
import { admitted, asked, PUSH, secretOf, world } from '../../support/attempts.ts';
import { fakeLedger } from '../../support/ledger.ts';
import { rejected, unknown } from '../../support/outcomes.ts';

describe('a request that another attempt was the first at, for other apps', () => {
  /** Two attempts at `raced`, of which the one with one app is first, and what the other comes to, beside a push to `more`. */
  async function race(meanwhile: (at: ReturnType<typeof world>) => void = () => {}, endpoint = transactionalSend) {
    const at = world();
    const late = at.attempt(endpoint);
    const requests = [await admitted(late, asked('other')), await admitted(late, asked('raced'))];
    const early = at.attempt(transactionalSend, { secret: secretOf({ ios: 'key-1' }) });
    await early.carryOut([await admitted(early, asked('raced'))]);
    meanwhile(at);
    return { tried: await late.carryOut(requests), at };
  }

  it('goes on for those alone, and the others of its plan are sent as ever', async () => {
    const { tried, at } = await race();
    expect(at.sent.map(({ key }) => key).sort()).toEqual(['key-1', 'key-1', 'key-2']);
    const [other, raced] = tried.shares;
    expect(other?.map(({ app, delivered }) => [app, delivered.outcome.status])).toEqual([
      ['ios', 'accepted'],
      ['android', 'accepted'],
    ]);
    expect(raced?.map(({ app, delivered }) => [app, delivered.outcome.status, delivered.remembered])).toEqual([
      ['ios', 'accepted', true],
    ]);
    expect(tried.delivered.filter(({ hindrance }) => hindrance === undefined)).toHaveLength(3);
  });

  it('stays as it is while it can not be admitted again, and what was sent already is told', async () => {
    const { tried } = await race(({ ledger }) => {
      Object.assign(ledger, { read: () => Promise.reject(new Error('out of reach')) });
    });
    expect(tried.shares[0]?.map(({ delivered }) => delivered.outcome.status)).toEqual(['accepted', 'accepted']);
    expect(tried.shares[1]?.map(({ delivered }) => delivered.outcome.status)).not.toContain('accepted');
  });

  it.each<[string, () => Promise<undefined>]>([
    ['the ledger is out of reach', () => Promise.reject(new Error('out of reach'))],
    ['the ledger knows nothing of it', async () => undefined],
  ])('stays as it is when it would be refused by now and %s', async (_why, read) => {
    let isOver = false;
    const guard = () => (isOver ? [{ status: 400 as const, detail: 'is over' }] : []);
    const { tried } = await race(
      ({ ledger }) => {
        isOver = true;
        Object.assign(ledger, { read });
      },
      { ...transactionalSend, guard },
    );
    expect(tried.shares[0]?.map(({ delivered }) => delivered.outcome.status)).toEqual(['accepted', 'accepted']);
    expect(tried.shares[1]?.map(({ delivered }) => delivered.hindrance)).toEqual(['other-apps', 'other-apps']);
  });
});

describe('what a 404 says of a deletion', () => {
  const one = (app: string) => ({ campaigns: { [app]: 'c' } });
  const gone: Outcome = { status: 'rejected', httpStatus: 404, error: { name: 'ROUTE_NOT_FOUND', detail: '' } };
  const repeatable = (comesBack: boolean) => ({ effect: 'repeatable', comesBack }) as const;

  async function statuses(answer: Outcome, ...requests: readonly (readonly [app: string, comesBack: boolean])[]) {
    const { attempt } = world(() => answer);
    const own = attempt(campaignDelete);
    const all = [];
    for (const [app, comesBack] of requests)
      all.push(await admitted(own, { ...asked('', one(app), repeatable(comesBack)), identity: undefined }));
    return (await own.carryOut(all)).shares.flat().map(({ delivered }) => delivered.outcome.status);
  }

  it('is that it is done, where a request of the call may have done it before', async () => {
    expect(await statuses(gone, ['ios', false])).toEqual(['rejected']);
    expect(await statuses(gone, ['ios', true])).toEqual(['accepted']);
    expect(await statuses(gone, ['ios', false], ['ios', true])).toEqual(['accepted', 'accepted']);
  });

  it('and no other refusal says so, nor what nobody knows', async () => {
    expect(await statuses(rejected, ['ios', true])).toEqual(['rejected']);
    expect(await statuses(unknown, ['ios', true])).toEqual(['unknown']);
  });
});

describe('a plan', () => {
  const call = (app: string, ...requests: number[]): Call => ({
    app,
    items: requests.length,
    body: `${app} ${requests}`,
    parts: requests.map((request, chunk) => ({ request, chunk, items: 1 })),
  });
  const planning = (plan: (count: number) => Call[]) => ({
    ...transactionalSend,
    plan: (requests: readonly unknown[]) => plan(requests.length),
  });
  const repeatable = { effect: 'repeatable', identity: undefined } as const;

  it('has the calls of one request together, those of the first one first, and else as they were planned', async () => {
    const calls = [call('ios', 1), call('ios', 2, 0), call('android', 2), call('android', 1), call('android', 0)];
    const own = world().attempt(planning(() => calls));
    expect(own.plan([]).map(({ body }) => body)).toEqual(['ios 2,0', 'android 0', 'ios 1', 'android 1', 'android 2']);
  });

  it('tells what a request has in a call as one', async () => {
    const own = world().attempt(planning(() => [call('ios', 0, 1, 0)]));
    const two = [await admitted(own, asked('a', PUSH, repeatable)), await admitted(own, asked('b', PUSH, repeatable))];
    const { shares } = await own.carryOut(two);
    expect(shares.map((each) => each.map(({ items, parts }) => [items, parts.length]))).toEqual([[[2, 2]], [[1, 1]]]);
  });

  it('that fails for all together, though for none of them alone, fails as a whole and sends nothing', async () => {
    const { attempt, sent } = world();
    const own = attempt(
      planning((count) => {
        if (count > 1) throw new Error('not together');
        return [call('ios', 0)];
      }),
    );
    const two = [await admitted(own, asked('a', PUSH, repeatable)), await admitted(own, asked('b', PUSH, repeatable))];
    await expect(own.carryOut(two)).rejects.toThrow('not together');
    expect(sent).toEqual([]);
  });

  it('leaves out each request that can not be planned, and tells which, in order', async () => {
    const isFaulty = ({ group_id: name }: { group_id: string }) => name === 'faulty';
    const faulty = { ...PUSH, group_id: 'faulty' };
    const { attempt, sent } = world();
    const plan = (requests: readonly (typeof PUSH)[]) => {
      if (requests.some(isFaulty)) throw new Error('faulty');
      return requests.map((_, request) => call('ios', request));
    };
    const own = attempt({ ...transactionalSend, plan });
    const all = [];
    for (const request of [faulty, PUSH, faulty]) all.push(await admitted(own, asked('', request, repeatable)));
    const { shares, defects } = await own.carryOut(all);
    expect([...defects.keys()]).toEqual([0, 2]);
    expect(shares.map((each) => each.length)).toEqual([0, 1, 0]);
    expect(sent).toHaveLength(1);
  });

  it('names apps as the secret has them now, in a request that names them itself', async () => {
    const { attempt } = world();
    const { ledger } = fakeLedger(() => 0);
    const own = attempt(campaignUpdate, { ledger });
    const request = { campaigns: { ios: 'a', android: 'b' }, push_time: '2027-01-01T00:00:00' };
    const one = await admitted(own, { ...asked('', request, repeatable), identity: undefined });
    const renamed = { ...one, targets: one.targets.map((each) => ({ ...each, app: `${each.app}-2` })) };
    expect(own.plan([renamed]).map(({ app, path }) => [app, path])).toEqual([
      ['ios-2', expect.stringContaining('/a')],
      ['android-2', expect.stringContaining('/b')],
    ]);
  });

  it('that must not be carried out twice is not, where nothing can claim it', async () => {
    const { attempt, sent } = world();
    const own = attempt(transactionalSend, { claims: undefined });
    await expect(own.carryOut([await admitted(own, asked('a'))])).rejects.toThrow(/Nothing claims/);
    expect(sent).toEqual([]);
  });
});
