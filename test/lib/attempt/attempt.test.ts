import { describe, expect, it } from 'vitest';
import type { Admitted, Asked, AttemptTools } from '../../../lib/attempt/admission.ts';
import { Attempt } from '../../../lib/attempt/attempt.ts';
import type { Secret } from '../../../lib/aws/secret.ts';
import type { Exchange } from '../../../lib/delivery/batch-client.ts';
import { createBreaker } from '../../../lib/delivery/breaker.ts';
import type { Outcome } from '../../../lib/delivery/outcome.ts';
import type { Call } from '../../../lib/endpoints/call.ts';
import type { Endpoint, RequestFields } from '../../../lib/endpoints/endpoint.ts';
import { campaignDelete } from '../../../lib/endpoints/v1/campaign-delete.ts';
import { campaignUpdate } from '../../../lib/endpoints/v1/campaign-update.ts';
import { transactionalSend } from '../../../lib/endpoints/v1/transactional-send.ts';
import { ConfigurationError, LedgerUnavailableError, SecretsUnavailableError } from '../../../lib/errors.ts';
import { createClaims } from '../../../lib/ledger/claims.ts';
import { fakeClock } from '../../support/clock.ts';
import { fakeLedger } from '../../support/ledger.ts';
import { accepted, rejected, unknown } from '../../support/outcomes.ts';

const PUSH = { group_id: 'g', recipients: { custom_ids: ['u1'] }, message: { body: 'b' } };
const FOREVER = { remainingMs: () => 60_000 };
const ONCE_ONLY = { interrupted: false, unknown: false };

const secretOf = (apps: Record<string, string>): Secret => ({
  restApiKey: 'rest',
  apps: new Map(Object.entries(apps)),
  projects: new Map(),
});
const BOTH = secretOf({ ios: 'key-1', android: 'key-2' });

/** Attempts of several invocations that share a ledger. */
function world(answer: (exchange: Exchange) => Outcome = () => accepted) {
  const clock = fakeClock();
  const remembered = fakeLedger(clock.now);
  const sent: Exchange[] = [];
  const client = {
    async call(exchange: Exchange) {
      sent.push(exchange);
      return answer(exchange);
    },
  };
  const attempt = (
    endpoint: object = transactionalSend,
    { secret = BOTH, renew = async () => secret, ...more }: AttemptOptions = {},
  ) => {
    const credentials = { get: async () => secret, replace: async () => secret, renew };
    const tools: AttemptTools = {
      ...{ client, credentials, clock, timeoutMs: 1_000, concurrency: 6, trigger: 'queue', allowLiveCampaigns: false },
      ...{ breaker: createBreaker(clock.now), ledger: remembered.ledger, claims: createClaims },
      ...more,
    };
    return new Attempt(endpoint as Endpoint, secret, { whole: FOREVER, ofCalls: FOREVER }, tools);
  };
  return { attempt, sent, clock, ...remembered };
}

interface AttemptOptions extends Partial<AttemptTools> {
  readonly secret?: Secret;
  readonly renew?: () => Promise<Secret>;
}

const identityOf = (name: string, body: object = PUSH) =>
  fakeLedger(() => 0).ledger.identify('transactional-send', 'key', name, body);

/** A push with a name. */
function asked(name: string, request: object = PUSH, more: Partial<Asked<RequestFields>> = {}): Asked<RequestFields> {
  const identity = identityOf(name, request);
  return {
    request: request as RequestFields,
    identity,
    effect: 'once',
    repeats: ONCE_ONLY,
    comesBack: false,
    ...more,
  };
}

async function admitted(attempt: Attempt<RequestFields>, one: Asked<RequestFields>): Promise<Admitted<RequestFields>> {
  const admission = await attempt.admit(one);
  if ('turned' in admission) throw new Error(`It is turned away: ${admission.turned}.`);
  return admission;
}

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

describe('whoever asks', () => {
  const forApp = (...apps: string[]) => ({ ...PUSH, apps });

  it('says which apps it is for, or does not', async () => {
    const own = world().attempt();
    expect((await admitted(own, asked('a'))).namesApps).toBe(false);
    expect((await admitted(own, asked('a', forApp('ios')))).namesApps).toBe(true);
  });

  it('is turned away who has another body under the same name', async () => {
    const { attempt } = world();
    const own = attempt();
    await own.carryOut([await admitted(own, asked('a'))]);
    const other = { ...PUSH, group_id: 'other' };
    expect(await own.admit(asked('a', other, { comesBack: true }))).toEqual({ turned: 'other-body', refusals: [] });
    expect(await own.admit(asked('a', PUSH, { comesBack: true }))).toMatchObject({ namesApps: false });
  });

  it('is told why the ledger could not be asked, which a request must be that would be refused', async () => {
    const { attempt, ledger } = world();
    const down = { ...ledger, read: () => Promise.reject(Object.assign(new Error('x'), { name: 'TimeoutError' })) };
    const own = attempt(transactionalSend, { ledger: down });
    await expect(own.admit(asked('a', forApp('tv')))).rejects.toThrow(
      new LedgerUnavailableError('The ledger is out of reach (TimeoutError).'),
    );
    expect(await own.admit(asked('a', PUSH, { comesBack: true }))).toMatchObject({ unread: { name: 'TimeoutError' } });
    const without = attempt(transactionalSend, { ledger: undefined });
    await expect(without.admit(asked('a', PUSH, { comesBack: true }))).rejects.toThrow(ConfigurationError);
  });

  it('is held against the apps that the request is for', async () => {
    const guarded: unknown[] = [];
    const guard = ({ apps }: { apps: readonly string[] }) => {
      guarded.push(apps);
      return [];
    };
    const own = world().attempt({ ...transactionalSend, guard });
    await own.admit(asked('a'));
    await own.admit(asked('a', forApp('android')));
    expect(guarded).toEqual([['ios', 'android'], ['android']]);
  });

  it('is refused an alias that has left the secret, as long as nothing was sent to any app', async () => {
    const at = world(() => ({ status: 'deferred', by: 'outage', error: { name: 'X', detail: '' } }));
    const own = at.attempt();
    await own.carryOut([await admitted(own, asked('a', forApp('ios', 'android')))]);
    const later = at.attempt(transactionalSend, { secret: secretOf({ ios: 'key-1' }) });
    expect(await later.admit(asked('a', forApp('ios', 'android')))).toEqual({
      turned: 'refused',
      refusals: [{ status: 400, pointer: '/apps/1', detail: expect.stringMatching(/^is not an app/) }],
    });
  });

  it('is not sent to a key that may be rotated while the secret can not be read again', async () => {
    const at = world(({ key }) => (key === 'key-1' ? accepted : unknown));
    const own = at.attempt();
    await own.carryOut([await admitted(own, asked('a'))]);
    const secret = secretOf({ ios: 'key-1', android: 'key-9' });
    const again = asked('a', PUSH, { comesBack: true });
    const appsNow = async (renew: () => Promise<Secret>) =>
      (await admitted(at.attempt(transactionalSend, { secret, renew }), again)).targets.map(({ app }) => app);
    expect(await appsNow(async () => secret)).toEqual(['ios', 'android']);
    expect(await appsNow(() => Promise.reject(new SecretsUnavailableError('x')))).toEqual(['ios', 'android!']);
  });

  it('is told what makes a request invalid that was sent in part when it was valid', async () => {
    const at = world(({ key }) => (key === 'key-1' ? accepted : unknown));
    const own = at.attempt();
    await own.carryOut([await admitted(own, asked('a'))]);
    const guard = () => [
      { status: 400, pointer: '/push_time', detail: 'is over' },
      { status: 403, detail: 'is not allowed' },
    ];
    const later = at.attempt({ ...transactionalSend, guard });
    expect((await admitted(later, asked('a'))).noLongerValid?.error.detail).toBe(
      'Not sent: the request was valid when it was first tried and is not any more. /push_time is over; is not allowed',
    );
  });
});
