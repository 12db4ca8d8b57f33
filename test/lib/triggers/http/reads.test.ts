import { describe, expect, it } from 'vitest';
import { campaignGet } from '../../../../lib/endpoints/v1/campaign-get.ts';
import { campaignList } from '../../../../lib/endpoints/v1/campaign-list.ts';
import { transactionalStats } from '../../../../lib/endpoints/v1/transactional-stats.ts';
import { answer, answerHtml, garbage, refuse, type Step } from '../../../support/fake-batch.ts';
import { scriptedGateway } from '../../../support/gateway.ts';

async function setUp(endpoint: unknown, ...script: Step[]) {
  const { send, received } = await scriptedGateway(endpoint, script, { ledger: null });
  const get = (pathParameters: object, queryStringParameters: object = {}, headers: object = {}) =>
    send({ pathParameters, queryStringParameters, headers });
  return { get, received };
}

const CAMPAIGN = { campaign_token: 'a', name: 'Sale', live: false };
const ONE = { app: 'ios', token: 'a' };

describe('a read', () => {
  it('tells what Batch told, as it came', async () => {
    const { get, received } = await setUp(campaignGet, answer(200, CAMPAIGN));
    const { statusCode, body } = await get(ONE);
    expect([statusCode, body]).toEqual([
      200,
      { status: 'accepted', results: [{ app: 'ios', status: 'accepted', items: 1, data: CAMPAIGN }] },
    ]);
    expect(received).toMatchObject([{ method: 'GET', path: '/1.1/ios-key/campaigns/a', body: '' }]);
    expect(received[0]?.headers).not.toHaveProperty('content-type');
  });

  it('asks every app of the secret, or those of its query', async () => {
    const { get, received } = await setUp(campaignList, answer(200, []));
    expect((await get({}, { limit: '5' })).body.results).toHaveLength(2);
    expect((await get({}, { apps: 'android' })).body.results).toMatchObject([{ app: 'android', data: [] }]);
    expect(received.map(({ path }) => path)).toEqual([
      '/1.1/ios-key/campaigns/list?limit=5',
      '/1.1/android-key/campaigns/list?limit=5',
      '/1.1/android-key/campaigns/list',
    ]);
  });

  it('is 404 where Batch knows nothing of it, and 422 where Batch refuses it', async () => {
    const { get } = await setUp(campaignGet, refuse(404, 20), refuse(403, 12));
    expect((await get(ONE)).statusCode).toBe(404);
    expect((await get(ONE)).statusCode).toBe(422);
  });

  it('is 207 where one app of several knows it', async () => {
    const { get } = await setUp(campaignList, answer(200, []), refuse(404, 20));
    const { statusCode, body } = await get({});
    expect([statusCode, body.status]).toEqual([207, 'partial']);
  });

  it('is tried again after an answer that can not be read, and then 504 with no word of sending twice', async () => {
    const { get, received } = await setUp(campaignGet, garbage, answerHtml(502), answer(200, CAMPAIGN));
    expect((await get(ONE)).statusCode).toBe(200);
    expect(received).toHaveLength(3);
    const { statusCode, body } = await (await setUp(campaignGet, garbage)).get(ONE);
    expect([statusCode, body.results[0].status, body.results[0].error.name]).toEqual([
      504,
      'unknown',
      'UNREADABLE_ANSWER',
    ]);
    expect(body.detail).not.toContain('twice');
  });

  it.each<[string, unknown, object, object, object[]]>([
    ['a token that is another route', campaignGet, { app: 'ios', token: 'list' }, {}, [{ parameter: 'token' }]],
    ['an unknown member', campaignGet, ONE, { dry_run: 'true' }, [{ parameter: 'dry_run' }]],
    ['a member of its path in the query', campaignGet, ONE, { token: 'b' }, [{ parameter: 'token' }]],
    ['an app that is not there', campaignList, {}, { apps: 'ios,andriod' }, [{ parameter: 'apps' }]],
    [
      'several faults',
      campaignList,
      {},
      { limit: '101', live: '1', frm: '0' },
      [{ parameter: 'limit' }, { parameter: 'live' }, { parameter: 'frm' }],
    ],
    [
      'a period that Batch has no figures of',
      transactionalStats,
      { group_id: 'g' },
      { since: '2020-01-01', until: '2026-01-01' },
      [{ parameter: 'since' }],
    ],
  ])('is refused with %s, which it names as a parameter', async (_what, endpoint, path, query, faults) => {
    const { get, received } = await setUp(endpoint, answer(200, {}));
    const { statusCode, body } = await get(path, query);
    expect([statusCode, body.errors]).toEqual([400, faults.map((fault) => ({ ...fault, detail: expect.any(String) }))]);
    expect(received).toEqual([]);
  });

  it.each(['web', 'IOS!', ''])('is 404 for the app "%s" in its path, which the secret does not know', async (app) => {
    const { get, received } = await setUp(campaignGet, answer(200, CAMPAIGN));
    const { statusCode, body } = await get({ app, token: 'a' });
    expect([statusCode, body.errors]).toEqual([404, [{ parameter: 'app', detail: expect.any(String) }]]);
    expect(received).toEqual([]);
  });

  it('is not queued, and a key counts for nothing, whatever it looks like', async () => {
    const { get } = await setUp(campaignGet, answer(200, CAMPAIGN));
    const { statusCode } = await get(ONE, {}, { prefer: 'respond-async', 'idempotency-key': 'a, b' });
    expect(statusCode).toBe(200);
  });

  it('of more than Lambda hands on says so, and leaves nothing out in silence', async () => {
    const many = answer(
      200,
      Array.from({ length: 40 }, () => ({ name: 'x'.repeat(100_000) })),
    );
    const { get } = await setUp(campaignList, many);
    expect((await get({}, { apps: 'ios' })).statusCode).toBe(200);
    const { statusCode, body } = await get({});
    expect([statusCode, body.results[0].error.name]).toEqual([504, 'ANSWER_TOO_LARGE']);
  });
});
