import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startBatchSimulator } from '../../../local/batch/simulator.ts';
import {
  CAMPAIGN,
  CREATE,
  call,
  calls,
  control,
  get,
  JSON_HEADERS,
  PUSH,
  post,
  REST_API_KEY,
  SEND,
  simulator,
  USERS,
  useBatch,
  user,
} from '../../support/batch-simulator.ts';

useBatch();

describe('every call', () => {
  it.each([
    ['another method', 'PUT', SEND, 404, 20],
    ['the method of another call', 'DELETE', '/1.1/IOSKEY/campaigns/delete/x', 404, 20],
    ['a method that Batch has nowhere', 'PATCH', '/1.1/IOSKEY/campaigns/update/x', 404, 20],
    ['another version', 'POST', '/1.0/IOSKEY/transactional/send', 404, 20],
    ['another version of custom data', 'POST', '/1.1/IOSKEY/data/users', 404, 20],
    ['an unknown endpoint', 'POST', '/1.1/IOSKEY/transactional/sent', 404, 20],
    ['a path that goes on', 'POST', `${SEND}/x`, 404, 20],
    ['two slashes at its end', 'POST', `${USERS}//`, 404, 20],
    ['a custom id that is no percent-encoding', 'POST', `${USERS}/%E0`, 404, 20],
    ['an unknown app key', 'POST', '/1.1/OTHER/transactional/send', 401, 10],
    ['an alias for an app key', 'POST', '/1.1/ios/transactional/send', 401, 10],
  ])('is refused with %s', async (_, method, path, status, code) => {
    const response = await fetch(simulator.url + path, { method, headers: JSON_HEADERS, body: JSON.stringify(PUSH) });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ code, message: expect.any(String) });
  });

  it.each([
    ['another REST key', { 'x-authorization': 'other' }, 401, 10],
    ['a Bearer prefix', { 'x-authorization': `Bearer ${REST_API_KEY}` }, 401, 10],
    ['another content type', { 'content-type': 'text/plain' }, 400, 32],
  ])('is refused with %s', async (_, headers, status, code) => {
    expect(await post(SEND, PUSH, { ...JSON_HEADERS, ...headers })).toMatchObject({ status, body: { code } });
  });

  it('is refused without a REST key', async () => {
    const answered = await post(SEND, PUSH, { 'content-type': 'application/json' });
    expect(answered).toMatchObject({ status: 401, body: { code: 10 } });
  });

  it.each(['', '{', 'null,'])('is refused if its body is no JSON: %j', async (body) => {
    expect(await post(SEND, body)).toMatchObject({ status: 400, body: { code: 32 } });
  });

  it.each(['[]', 'null', '"text"'])('is refused if its body has the wrong type: %s', async (body) => {
    expect(await post(SEND, body)).toMatchObject({ status: 400, body: { code: 31 } });
  });

  it('may name a charset in its content type', async () => {
    const headers = { ...JSON_HEADERS, 'content-type': 'application/json; charset=utf-8' };
    expect((await post(SEND, PUSH, headers)).status).toBe(201);
  });

  it('may percent-encode its app key', async () => {
    expect((await post(`/1.1/${encodeURIComponent('SDK/ü')}/transactional/send`, PUSH)).status).toBe(201);
    expect((await calls())[0].app).toBe('web');
  });

  it('may end its path with a slash', async () => {
    expect((await post(`${SEND}/`, PUSH)).status).toBe(201);
    expect((await post(`${USERS}/`, [user('u1', { 'u.a': 1 })])).status).toBe(200);
    expect((await post(`${USERS}/u1/`, { values: { 'u.a': 1 } })).status).toBe(200);
    expect((await get('/1.1/IOSKEY/campaigns/list/?limit=1')).status).toBe(200);
  });

  it('is refused as HEAD, which Batch has nowhere', async () => {
    const response = await fetch(`${simulator.url}/1.1/IOSKEY/campaigns/list`, {
      method: 'HEAD',
      headers: JSON_HEADERS,
    });
    expect(response.status).toBe(404);
  });

  it.each([
    ['POST', '/1.1/IOSKEY/campaigns/delete/x'],
    ['DELETE', `${USERS}/u1`],
  ])('is refused with a body where none belongs: %s %s', async (method, path) => {
    expect(await call(method, path, {})).toMatchObject({ status: 400, body: { code: 31 } });
  });

  it.each([
    '/1.1/DEVKEY/transactional/stats/welcome?since=2031-04-01',
    '/1.1/DEVKEY/campaigns/list',
    '/1.1/DEVKEY/campaigns/0123456789abcdef0123456789abcdef',
    '/1.1/DEVKEY/campaigns/stats/0123456789abcdef0123456789abcdef',
  ])('is refused with the key of a Dev app if it reads: %s', async (path) => {
    expect(await get(path)).toMatchObject({ status: 403, body: { code: 12 } });
  });

  it('may write with the key of a Dev app', async () => {
    expect((await post('/1.1/DEVKEY/transactional/send', PUSH)).status).toBe(201);
    const { campaign_token } = (await post('/1.1/DEVKEY/campaigns/create', CAMPAIGN)).body;
    expect((await post(`/1.1/DEVKEY/campaigns/update/${campaign_token}`, { live: false })).status).toBe(200);
    expect((await call('POST', `/1.1/DEVKEY/campaigns/delete/${campaign_token}`)).status).toBe(200);
  });

  it('needs no content type if it has no body', async () => {
    const headers = { 'x-authorization': REST_API_KEY };
    expect((await call('DELETE', `${USERS}/u1`, undefined, headers)).status).toBe(200);
  });

  it.each(['apps', 'idempotency_key', 'extra', 'dry_run', 'confirm', 'users'])(
    'never carries a member that is no field of Batch: %s',
    async (member) => {
      const withMember = (body: object) => `{"${member}":1,${JSON.stringify(body).slice(1)}`;
      for (const [path, body] of [
        [SEND, PUSH],
        [CREATE, CAMPAIGN],
        [`${USERS}/u1`, { values: { 'u.a': 1 } }],
      ] as const) {
        const answered = await post(path, withMember(body));
        expect(answered).toMatchObject({ status: 400, body: { code: 31 } });
        expect(answered.body.message).toContain(member);
      }
    },
  );

  it('may carry members in x_, which stand for fields that batch-api.md does not list', async () => {
    const message = { ...PUSH.message, x_subtitle: 'Hey' };
    expect((await post(SEND, { ...PUSH, x_new: 1, message })).status).toBe(201);
    expect((await post(CREATE, { ...CAMPAIGN, targeting: { x_countries: ['FR'] } })).status).toBe(201);
    expect((await post(`${USERS}/u1`, { values: { 'u.a': 1 }, x_new: true })).status).toBe(200);
  });
});

describe('the calls', () => {
  it('are all remembered, refused ones too', async () => {
    await post(SEND, PUSH);
    await post('/1.1/OTHER/nowhere', 'text', { 'x-authorization': 'x', 'content-type': 'text/plain' });
    const common = { at: '2031-05-01T12:00:00.500Z', method: 'POST', fault: null };
    expect(await calls()).toEqual([
      {
        ...common,
        app: 'ios',
        path: SEND,
        endpoint: 'transactional/send',
        authorized: true,
        contentType: 'application/json',
        body: PUSH,
        status: 201,
        carriedOut: true,
      },
      {
        ...common,
        app: null,
        path: '/1.1/OTHER/nowhere',
        endpoint: null,
        authorized: false,
        contentType: 'text/plain',
        body: 'text',
        status: 404,
        carriedOut: false,
      },
    ]);
  });

  it('are remembered without a body where there was none', async () => {
    await get('/1.1/IOSKEY/campaigns/list?limit=1');
    await call('DELETE', `${USERS}/u%2F1`);
    await call('DELETE', USERS, ['u1']);
    expect(await calls()).toMatchObject([
      {
        app: 'ios',
        method: 'GET',
        path: '/1.1/IOSKEY/campaigns/list?limit=1',
        endpoint: 'campaigns/list',
        contentType: null,
        body: null,
        status: 200,
        carriedOut: true,
      },
      { app: 'ios', method: 'DELETE', path: `${USERS}/u%2F1`, endpoint: 'data/users/delete', body: null },
      { app: 'ios', method: 'DELETE', path: USERS, endpoint: 'data/users/delete', body: ['u1'] },
    ]);
  });

  it('are counted per app', async () => {
    await post(SEND, { ...PUSH, recipients: { custom_ids: ['a', 'b'], tokens: ['c'] } });
    await post(SEND, {});
    await post(USERS, [user('a', { 'u.a': 1 })]);
    expect((await control('GET', 'stats')).body).toEqual({
      calls: 3,
      accepted: 2,
      byProject: { main: { calls: 0, accepted: 0 } },
      byApp: {
        ios: { calls: 3, accepted: 2, recipients: 3 },
        web: { calls: 0, accepted: 0, recipients: 0 },
        dev: { calls: 0, accepted: 0, recipients: 0 },
      },
    });
  });

  it('are forgotten with campaigns and users when asked', async () => {
    await post(CREATE, CAMPAIGN);
    await post(USERS, [user('a', { 'u.a': 1 })]);
    await control('DELETE', 'calls');
    expect(await calls()).toEqual([]);
    expect((await control('GET', 'campaigns')).body).toEqual([]);
    expect((await control('GET', 'users')).body).toEqual({});
  });

  it.each([
    ['GET', 'nothing'],
    ['POST', 'calls'],
    ['GET', 'users/ios'],
  ])('have no other control route: %s %s', async (method, path) => {
    expect((await control(method, path)).status).toBe(404);
  });
});

describe('the simulator', () => {
  it('lets go of a call that hangs when it stops', async () => {
    const other = await startBatchSimulator({ port: 0, restApiKey: REST_API_KEY, apps: { ios: 'IOSKEY' } });
    await fetch(`${other.url}/_simulator/faults`, { method: 'POST', body: '{"kind":"hang"}' });
    const hanging = fetch(other.url + SEND, { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(PUSH) });
    const ended = expect(hanging).rejects.toThrow('fetch failed');
    await sleep(50);
    await other.stop();
    await ended;
  });

  it('waits its latency before every answer', async () => {
    const slow = await startBatchSimulator({ port: 0, restApiKey: REST_API_KEY, apps: {}, latencyMs: 50 });
    const startedAt = performance.now();
    expect((await fetch(`${slow.url}/nowhere`)).status).toBe(404);
    expect(performance.now() - startedAt).toBeGreaterThan(45);
    await slow.stop();
  });
});
