import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startBatchSimulator } from '../../local/batch/simulator.ts';
import { eventually } from '../support/patience.ts';

const REST_API_KEY = 'rest-key';
const NOW = Date.parse('2031-05-01T12:00:00.500Z');

const simulator = await startBatchSimulator({
  port: 0,
  restApiKey: REST_API_KEY,
  apps: { ios: 'IOSKEY', web: 'SDK/ü' },
  now: () => NOW,
});

const SEND = '/1.1/IOSKEY/transactional/send';
const CREATE = '/1.1/IOSKEY/campaigns/create';
const USERS = '/1.0/IOSKEY/data/users';

const JSON_HEADERS = { 'content-type': 'application/json', 'x-authorization': REST_API_KEY };

const PUSH = { group_id: 'welcome', recipients: { custom_ids: ['u1'] }, message: { title: 'Hi', body: 'Hello' } };
const MESSAGES = [{ language: 'en', title: 'Hi', body: 'Hello' }];
const CAMPAIGN = { name: 'Spring', live: true, push_time: 'now', messages: MESSAGES };
const LANDING = {
  theme: 'light',
  image: 'https://a.b/c.png',
  image_description: 'x',
  tracking_id: 't',
  header: 'h',
  title: 't',
  body: 'b',
  actions: [{ label: 'Open', action: 'batch.deeplink', args: { l: 'https://a.b' } }],
};
const SHARED_MEMBERS = {
  priority: 'normal',
  gcm_collapse_key: { enabled: true, key: 'news' },
  media: { icon: 'https://a.b/i.png', picture: 'https://a.b/p.png', audio: 'https://a.b/a', video: 'https://a.b/v' },
  deeplink: 'app://home',
  landing: LANDING,
  custom_payload: '{"a":1}',
  push_type: 'alert',
};

interface Answered {
  status: number;
  body: { code?: number; message?: string; token?: string; campaign_token?: string };
}

async function post(path: string, body: unknown, headers: Record<string, string> = JSON_HEADERS): Promise<Answered> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(simulator.url + path, { method: 'POST', headers, body: text });
  return { status: response.status, body: (await response.json()) as Answered['body'] };
}

async function control(method: string, path: string, body?: unknown) {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${simulator.url}/_simulator/${path}`, init);
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it says what it is
  return { status: response.status, body: (await response.json()) as any };
}

const fault = (body: unknown) => control('POST', 'faults', body);
const calls = async () => (await control('GET', 'calls')).body;
const heldBy = async (id: string) => (await control('GET', `users/ios/${encodeURIComponent(id)}`)).body;
const ids = (count: number, prefix = 'u') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const user = (id: string, values: unknown, rest = {}) => ({ id, update: { ...rest, values } });

/** How long a caller waits where no answer comes: long enough for the call to arrive. */
const SHORT_MS = 1_000;

/** What came of a call that may have got no answer. */
async function ending(path: string, body: unknown, timeoutMs = 60_000): Promise<string> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(simulator.url + path, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: JSON.stringify(body),
      signal,
    });
    const head = `${response.status}`;
    return await response.json().then(
      () => head,
      (error: Error) => `${head} ${error.name}`,
    );
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return cause?.code ?? name;
  }
}

beforeEach(async () => {
  await control('DELETE', 'calls');
  await control('DELETE', 'faults');
});

afterAll(() => simulator.stop());

describe('every call', () => {
  it.each([
    ['another method', 'PUT', SEND, 404, 20],
    ['another version', 'POST', '/1.0/IOSKEY/transactional/send', 404, 20],
    ['another version of custom data', 'POST', '/1.1/IOSKEY/data/users', 404, 20],
    ['an unknown endpoint', 'POST', '/1.1/IOSKEY/transactional/sent', 404, 20],
    ['a path that goes on', 'POST', `${SEND}/x`, 404, 20],
    ['an empty custom id', 'POST', `${USERS}/`, 404, 20],
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

/** Cases of one endpoint: what the body changes, the code of the refusal (none: it passes), and the path that its message names. */
type Case = [rule: string, change: object, code?: 30 | 31, named?: string];

const sharedCases: Case[] = [
  ['takes every documented member', SHARED_MEMBERS],
  ['wants priority to be normal or high', { priority: 'urgent' }, 31, 'priority'],
  ['wants gcm_collapse_key to be an object', { gcm_collapse_key: 'news' }, 31, 'gcm_collapse_key'],
  ['wants gcm_collapse_key.enabled', { gcm_collapse_key: { key: 'a' } }, 30, 'gcm_collapse_key.enabled'],
  ['wants media to be absolute URLs', { media: { picture: '/p.png' } }, 31, 'media.picture'],
  ['knows the members of media', { media: { image: 'https://a.b/c' } }, 31, 'media.image'],
  ['wants deeplink to be a string', { deeplink: 1 }, 31, 'deeplink'],
  ['wants landing.theme', { landing: {} }, 30, 'landing.theme'],
  ['knows the members of landing', { landing: { theme: 'x', colour: 'red' } }, 31, 'landing.colour'],
  [
    'wants the label of an action',
    { landing: { theme: 'x', actions: [{ action: 'a' }] } },
    30,
    'landing.actions[0].label',
  ],
  ['wants custom_payload to be a string', { custom_payload: { a: 1 } }, 31, 'custom_payload'],
  ['wants custom_payload to hold JSON', { custom_payload: 'a=1' }, 31, 'custom_payload'],
  ['forbids com.batch in custom_payload', { custom_payload: '{"com.batch":{}}' }, 31, 'custom_payload'],
  ['wants push_type to be alert or background', { push_type: 'silent' }, 31, 'push_type'],
  ['wants labels to be strings', { labels: [1] }, 31, 'labels[0]'],
  ['wants time_to_live to be whole', { time_to_live: 1.5 }, 31, 'time_to_live'],
];

function expectCase(answered: Answered, code: number | undefined, named: string | undefined, success: number) {
  if (code === undefined) return expect(answered.status).toBe(success);
  expect(answered).toMatchObject({ status: 400, body: { code } });
  return expect(answered.body.message).toContain(`${named}: `);
}

describe('a transactional push', () => {
  it.each<Case>([
    ...sharedCases,
    ['wants group_id', { group_id: undefined }, 30, 'group_id'],
    ['wants group_id to be letters, digits, _ and -', { group_id: 'a b' }, 31, 'group_id'],
    ['wants group_id not to be empty', { group_id: '' }, 31, 'group_id'],
    ['wants recipients', { recipients: undefined }, 30, 'recipients'],
    ['wants at least one recipient', { recipients: { custom_ids: [] } }, 31, 'recipients'],
    [
      'takes every list of recipients',
      { recipients: { custom_ids: ['a'], install_ids: ['b'], tokens: ['c'], advertising_ids: ['d'] } },
    ],
    ['takes 10,000 recipients', { recipients: { custom_ids: ids(9999), tokens: ['t'] } }],
    [
      'refuses 10,001 recipients, over all lists',
      { recipients: { custom_ids: ids(10_000), tokens: ['t'] } },
      31,
      'recipients',
    ],
    ['wants ids to be strings', { recipients: { custom_ids: ['a', 1] } }, 31, 'recipients.custom_ids[1]'],
    ['wants ids not to be empty', { recipients: { tokens: [''] } }, 31, 'recipients.tokens[0]'],
    [
      'knows the lists of recipients',
      { recipients: { custom_ids: ['a'], user_ids: ['b'] } },
      31,
      'recipients.user_ids',
    ],
    ['wants a message', { message: undefined }, 30, 'message'],
    ['wants a message of an alert', { message: undefined, push_type: 'alert' }, 30, 'message'],
    ['wants no message of a background push', { message: undefined, push_type: 'background' }],
    ['wants message.body', { message: { title: 'Hi' } }, 30, 'message.body'],
    ['wants message.body not to be empty', { message: { body: '' } }, 31, 'message.body'],
    ['wants null for nothing', { message: { title: null, body: 'Hi' } }, 31, 'message.title'],
    ['knows the members of message', { message: { body: 'Hi', text: 'Hi' } }, 31, 'message.text'],
    ['takes any time_to_live, whose range is not sure here', { time_to_live: -1 }],
    ['takes any number of labels, whose limit is not sure here', { labels: ['a', 'b', 'c', 'd'] }],
    ['wants sandbox to be a boolean', { sandbox: 'true' }, 31, 'sandbox'],
    ['takes sandbox and skip_media_check', { sandbox: true, skip_media_check: false }],
    ['wants skip_media_check to be a boolean', { skip_media_check: 1 }, 31, 'skip_media_check'],
    ['has no targeting', { targeting: {} }, 31, 'targeting'],
  ])('%s', async (_, change, code, named) => {
    expectCase(await post(SEND, { ...PUSH, ...change }), code, named, 201);
  });

  it('is answered with a token of its own each time', async () => {
    const [first, second] = [await post(SEND, PUSH), await post(SEND, PUSH)];
    expect(first.body).toEqual({ token: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) });
    expect(second.body.token).not.toBe(first.body.token);
  });
});

describe('a campaign', () => {
  it.each<Case>([
    ...sharedCases,
    ['wants a name', { name: undefined }, 30, 'name'],
    ['wants a name of 3 characters', { name: 'ab' }, 31, 'name'],
    ['wants live', { live: undefined }, 30, 'live'],
    ['wants live to be a boolean', { live: 'false' }, 31, 'live'],
    ['may be a draft', { live: false }],
    ['wants a push_time or a local_push_time', { push_time: undefined }, 30, 'push_time'],
    ['wants only one of both', { local_push_time: '2031-06-01T12:00:00' }, 31, 'local_push_time'],
    ['takes a push_time to come', { push_time: '2031-05-01T12:00:00' }],
    ['refuses a push_time that is past', { push_time: '2031-05-01T11:59:59' }, 31, 'push_time'],
    ['refuses a push_time with a zone', { push_time: '2031-06-01T12:00:00Z' }, 31, 'push_time'],
    ['refuses a push_time with milliseconds', { push_time: '2031-06-01T12:00:00.000' }, 31, 'push_time'],
    ['refuses a push_time that no calendar has', { push_time: '2032-02-30T12:00:00' }, 31, 'push_time'],
    ['takes a local_push_time', { push_time: undefined, local_push_time: '2031-06-01T12:00:00' }],
    ['refuses a local_push_time of now', { push_time: undefined, local_push_time: 'now' }, 31, 'local_push_time'],
    ['wants messages', { messages: undefined }, 30, 'messages'],
    ['wants messages of a background push too', { messages: undefined, push_type: 'background' }, 30, 'messages'],
    ['wants at least one message', { messages: [] }, 31, 'messages'],
    ['wants the language of a message', { messages: [{ body: 'Hi' }] }, 30, 'messages[0].language'],
    ['wants a language of two letters', { messages: [{ language: 'eng', body: 'Hi' }] }, 31, 'messages[0].language'],
    ['wants the body of a message', { messages: [{ language: 'en', body: '' }] }, 31, 'messages[0].body'],
    ['wants each language once', { messages: [...MESSAGES, ...MESSAGES] }, 31, 'messages[1].language'],
    ['takes several languages', { messages: [...MESSAGES, { language: 'fr', body: 'Salut', deeplink: 'app://x' }] }],
    ['has no message', { message: { body: 'Hi' } }, 31, 'message'],
    [
      'takes segments and a query',
      { targeting: { segments: ['NEW', 'DORMANT'], query: { 't.a': { $contains: ['v'] } } } },
    ],
    ['knows the segments', { targeting: { segments: ['OLD'] } }, 31, 'targeting.segments[0]'],
    ['wants a query to be an object', { targeting: { query: 'all' } }, 31, 'targeting.query'],
    ['knows the members of targeting', { targeting: { segment: ['NEW'] } }, 31, 'targeting.segment'],
    [
      'takes a recurrence',
      { recurrence: { end_date: '2031-06-01T00:00:00', repeat_unit: 'DAILY', repeat_frequency: 2 } },
    ],
    [
      'wants all of a recurrence',
      { recurrence: { end_date: 'x', repeat_unit: 'DAILY' } },
      30,
      'recurrence.repeat_frequency',
    ],
    [
      'knows the units of a recurrence',
      { recurrence: { end_date: 'x', repeat_unit: 'YEARLY', repeat_frequency: 1 } },
      31,
      'recurrence.repeat_unit',
    ],
    ['takes 3 labels', { labels: ['a', 'b', 'c'] }],
    ['refuses 4 labels', { labels: ['a', 'b', 'c', 'd'] }, 31, 'labels'],
    ['refuses a time_to_live of 0', { time_to_live: 0 }, 31, 'time_to_live'],
    ['takes a time_to_live of 28 days', { time_to_live: 2_419_200 }],
    ['refuses a time_to_live over 28 days', { time_to_live: 2_419_201 }, 31, 'time_to_live'],
    ['has no recipients', { recipients: {} }, 31, 'recipients'],
  ])('%s', async (_, change, code, named) => {
    expectCase(await post(CREATE, { ...CAMPAIGN, ...change }), code, named, 201);
  });

  it('is remembered by its token', async () => {
    const { campaign_token } = (await post(CREATE, CAMPAIGN)).body;
    expect(campaign_token).toMatch(/^[0-9a-f]{32}$/);
    const campaign = { campaign_token, app: 'ios', created_date: '2031-05-01T12:00:00.500Z', body: CAMPAIGN };
    expect((await control('GET', `campaigns/${campaign_token}`)).body).toEqual(campaign);
    expect((await control('GET', 'campaigns')).body).toEqual([campaign]);
  });

  it('is not remembered when it was refused', async () => {
    await post(CREATE, { ...CAMPAIGN, name: '' });
    expect((await control('GET', 'campaigns')).body).toEqual([]);
    expect((await control('GET', 'campaigns/none')).status).toBe(404);
  });
});

describe('custom data', () => {
  it.each<Case>([
    ['takes strings, numbers, booleans and null', { 'u.a': 'x', 'u.b': 1.5, 'u.c': false, 'u.d': null }],
    ['refuses an object as an attribute', { 'u.a': {} }, 31, 'values["u.a"]'],
    ['refuses an array as an attribute', { 'u.a': ['x'] }, 31, 'values["u.a"]'],
    [
      'takes dates',
      { 'date(u.a)': 1700000000.5, 'date(u.b)': '2024-02-29T12:00:00', 'date(u.c)': '2024-01-01T00:00:00.123' },
    ],
    ['refuses a date with a zone', { 'date(u.a)': '2024-01-01T00:00:00Z' }, 31, 'values["date(u.a)"]'],
    ['refuses a date that no calendar has', { 'date(u.a)': '2023-02-29T00:00:00' }, 31, 'values["date(u.a)"]'],
    ['refuses an hour that no clock has', { 'date(u.a)': '2024-01-01T24:00:00' }, 31, 'values["date(u.a)"]'],
    ['refuses a boolean as a date', { 'date(u.a)': true }, 31, 'values["date(u.a)"]'],
    ['takes any string as a URL, which is not sure', { 'url(u.a)': 'a.b' }],
    ['refuses a number as a URL', { 'url(u.a)': 1 }, 31, 'values["url(u.a)"]'],
    ['takes tags', { 'ut.a': ['x', 'y'], 'ut.b': null }],
    ['refuses an empty array of tags', { 'ut.a': [] }, 31, 'values["ut.a"]'],
    ['refuses an empty tag', { 'ut.a': [''] }, 31, 'values["ut.a"]'],
    ['refuses a number as a tag', { 'ut.a': [1] }, 31, 'values["ut.a"]'],
    ['refuses a string as tags', { 'ut.a': 'x' }, 31, 'values["ut.a"]'],
    [
      'takes edits of tags',
      { 'ut.a': { $add: ['x'] }, 'ut.b': { $remove: ['x'] }, 'ut.c': { $add: ['x'], $remove: ['y'] } },
    ],
    ['refuses an edit of tags without a tag', { 'ut.a': { $add: [] } }, 31, 'values["ut.a"]'],
    ['refuses an edit of tags without $add and $remove', { 'ut.a': {} }, 31, 'values["ut.a"]'],
    ['refuses another edit of tags', { 'ut.a': { $add: ['x'], $set: ['x'] } }, 31, 'values["ut.a"]'],
    ['refuses a key of no form', { a: 1 }, 31, 'values.a'],
    ['refuses an event attribute', { 'ue.a': 1 }, 31, 'values["ue.a"]'],
    ['refuses a date of tags', { 'date(ut.a)': 1 }, 31, 'values["date(ut.a)"]'],
    ['refuses an empty name', { 'u.': 1 }, 31, 'values["u."]'],
    [
      'takes names of any characters, and names and strings of any length',
      { [`u.Größe ${'a'.repeat(99)}`]: 'x'.repeat(999), 'ut.a': ['x'.repeat(999)] },
    ],
    ['wants at least one value', {}, 31, 'values'],
  ])('%s', async (_, values, code, named) => {
    expectCase(await post(`${USERS}/u1`, { values }), code, named, 200);
  });

  it.each<[string, unknown, number, string]>([
    ['wants an array in bulk', { values: { 'u.a': 1 } }, 31, 'body'],
    ['wants at least one user', [], 31, 'body'],
    ['wants ids', [{ update: { values: { 'u.a': 1 } } }], 30, 'user 0 (id undefined), id'],
    ['wants ids to be strings', [{ id: 7, update: { values: { 'u.a': 1 } } }], 31, 'user 0 (id 7), id'],
    ['wants ids not to be empty', [user('', { 'u.a': 1 })], 31, 'user 0 (id ""), id'],
    ['wants an update', [{ id: 'a', values: { 'u.a': 1 } }], 30, 'user 0 (id "a"), update'],
    ['wants values', [{ id: 'a', update: {} }], 30, 'user 0 (id "a"), update.values'],
    ['wants overwrite to be a boolean', [user('a', { 'u.a': 1 }, { overwrite: 1 })], 31, 'update.overwrite'],
    ['wants values to be an object', [user('a', [1])], 31, 'user 0 (id "a"), update.values'],
    [
      'names the bad user',
      [user('a', { 'u.a': 1 }), user('b', { 'u.a': {} })],
      31,
      'user 1 (id "b"), update.values["u.a"]',
    ],
    ['wants a user once in a call', [user('a', { 'u.a': 1 }), user('a', { 'u.b': 1 })], 31, 'user 1 (id "a"), id'],
    ['refuses 10,001 users', ids(10_001).map((id) => user(id, { 'u.a': 1 })), 31, 'body'],
  ])('%s', async (_, body, code, named) => {
    const answered = await post(USERS, body);
    expect(answered).toMatchObject({ status: 400, body: { code } });
    expect(answered.body.message).toContain(`${named}: `);
    expect((await control('GET', 'users')).body).toEqual({});
  });

  it.each<[string, object[], object]>([
    [
      'merges',
      [{ values: { 'u.a': 1, 'u.b': 2 } }, { values: { 'u.b': 3, 'url(u.c)': 'x' } }],
      { 'u.a': 1, 'u.b': 3, 'url(u.c)': 'x' },
    ],
    [
      'drops everything else on overwrite',
      [{ values: { 'u.a': 1 } }, { overwrite: true, values: { 'u.b': 2 } }],
      { 'u.b': 2 },
    ],
    [
      'merges when overwrite is false',
      [{ values: { 'u.a': 1 } }, { overwrite: false, values: { 'u.b': 2 } }],
      { 'u.a': 1, 'u.b': 2 },
    ],
    [
      'takes away what is null',
      [{ values: { 'u.a': 1, 'ut.t': ['x'] } }, { values: { 'u.a': null, 'ut.t': null } }],
      {},
    ],
    ['replaces tags', [{ values: { 'ut.t': ['x'] } }, { values: { 'ut.t': ['z', 'y', 'z'] } }], { 'ut.t': ['z', 'y'] }],
    [
      'adds and removes tags',
      [{ values: { 'ut.t': ['x', 'y'] } }, { values: { 'ut.t': { $add: ['z', 'y'], $remove: ['x'] } } }],
      { 'ut.t': ['y', 'z'] },
    ],
    ['adds the first tags', [{ values: { 'ut.t': { $add: ['x'] } } }], { 'ut.t': ['x'] }],
    ['holds no empty collection', [{ values: { 'ut.t': ['x'] } }, { values: { 'ut.t': { $remove: ['x'] } } }], {}],
    [
      'adds to nothing on overwrite',
      [{ values: { 'ut.t': ['x'] } }, { overwrite: true, values: { 'ut.t': { $add: ['y'] } } }],
      { 'ut.t': ['y'] },
    ],
    [
      'holds dates as epoch seconds',
      [{ values: { 'date(u.a)': '2024-01-01T00:00:00.250', 'date(u.b)': 5.5 } }],
      { 'date(u.a)': 1704067200.25, 'date(u.b)': 5.5 },
    ],
  ])('%s', async (_, updates, held) => {
    for (const update of updates) await post(USERS, [{ id: 'u1', update }]);
    expect(await heldBy('u1')).toEqual(held);
  });

  it('takes one user in the path, percent-encoded', async () => {
    const answered = await post(`${USERS}/${encodeURIComponent('a/b é')}`, { values: { 'u.a': 1 } });
    expect(answered).toEqual({ status: 200, body: { token: expect.any(String) } });
    expect(await heldBy('a/b é')).toEqual({ 'u.a': 1 });
  });

  it('is held per app', async () => {
    await post(USERS, [user('u1', { 'u.a': 1 })]);
    await post('/1.0/SDK%2F%C3%BC/data/users', [user('u1', { 'u.a': 2 })]);
    expect((await control('GET', 'users')).body).toEqual({ ios: { u1: { 'u.a': 1 } }, web: { u1: { 'u.a': 2 } } });
    expect((await control('GET', 'users/ios/nobody')).status).toBe(404);
  });

  it('takes 10,000 users at once', async () => {
    const users = ids(10_000).map((id, index) =>
      user(id, { 'u.age': index, 'date(u.seen)': 1, 'ut.t': { $add: ['x', 'y'] } }),
    );
    expect((await post(USERS, users)).status).toBe(200);
    expect(await heldBy('u9999')).toEqual({ 'u.age': 9999, 'date(u.seen)': 1, 'ut.t': ['x', 'y'] });
  });
});

describe('a fault', () => {
  it.each([
    ['400', 400, 31],
    ['401', 401, 10],
    [403, 403, 12],
    [404, 404, 20],
    [429, 429, 60],
    [500, 500, 0],
    ['503', 503, 2],
  ])('%s is an error of Batch that carries nothing out', async (kind, status, code) => {
    expect((await fault({ kind })).status).toBe(201);
    expect(await post(CREATE, CAMPAIGN)).toEqual({ status, body: { code, message: expect.any(String) } });
    expect((await control('GET', 'campaigns')).body).toEqual([]);
    expect(await calls()).toMatchObject([{ fault: String(kind), status, carriedOut: false }]);
    expect((await post(CREATE, CAMPAIGN)).status).toBe(201);
  });

  it.each([
    ['502', 502],
    ['503-proxy', 503],
    ['504', 504],
  ])('%s is a proxy speaking HTML', async (kind, status) => {
    await fault({ kind });
    const response = await fetch(simulator.url + SEND, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: JSON.stringify(PUSH),
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'text/html']);
    expect(await response.text()).toMatch(/^<html>/);
  });

  it('may carry the call out all the same', async () => {
    await fault({ kind: 500, carriedOut: true, times: 2 });
    expect((await post(CREATE, CAMPAIGN)).status).toBe(500);
    expect((await post(CREATE, { ...CAMPAIGN, name: '' })).status).toBe(500);
    expect((await control('GET', 'campaigns')).body).toHaveLength(1);
    expect((await calls()).map((call: { carriedOut: boolean }) => call.carriedOut)).toEqual([true, false]);
  });

  it.each([
    ['reset-before-reading', 'ECONNRESET', { status: null, carriedOut: false, body: null }],
    ['reset-after-reading', 'ECONNRESET', { status: null, carriedOut: true, body: PUSH }],
    ['hang', 'TimeoutError', { status: null, carriedOut: true, body: PUSH }],
    ['hang-in-body', '201 TimeoutError', { status: 201, carriedOut: true, body: PUSH }],
    ['garbage', '201 SyntaxError', { status: 201, carriedOut: true, body: PUSH }],
  ])('%s ends a call with %s', async (kind, end, recorded) => {
    await fault({ kind });
    expect(await ending(SEND, PUSH, end.endsWith('TimeoutError') ? SHORT_MS : undefined)).toBe(end);
    await eventually(async () => expect(await calls()).toMatchObject([{ fault: kind, ...recorded }]));
  });

  it.each(['reset-after-reading', 'hang', 'hang-in-body', 'garbage'])('%s may carry nothing out', async (kind) => {
    await fault({ kind, carriedOut: false });
    await ending(CREATE, CAMPAIGN, kind.startsWith('hang') ? SHORT_MS : undefined);
    expect((await control('GET', 'campaigns')).body).toEqual([]);
  });

  it('delay carries the call out and answers later', async () => {
    await fault({ kind: 'delay', delayMs: 60 });
    const startedAt = performance.now();
    expect(await ending(SEND, PUSH)).toBe('201');
    expect(performance.now() - startedAt).toBeGreaterThan(55);
  });

  it('delay leaves no status when the caller hung up before the answer', async () => {
    await fault({ kind: 'delay', delayMs: 2 * SHORT_MS });
    expect(await ending(SEND, PUSH, SHORT_MS)).toBe('TimeoutError');
    await sleep(2 * SHORT_MS);
    await eventually(async () => expect(await calls()).toMatchObject([{ status: null, carriedOut: true }]));
  });

  it.each([
    [204, undefined, ''],
    [418, 'I am a teapot', 'I am a teapot'],
    [503, '{"code":2}', '{"code":2}'],
  ])('answer gives any answer: %i %s', async (status, body, text) => {
    await fault({ kind: 'answer', status, body });
    const response = await fetch(simulator.url + SEND, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: JSON.stringify(PUSH),
    });
    expect([response.status, await response.text()]).toEqual([status, text]);
    expect(await calls()).toMatchObject([{ carriedOut: false }]);
  });

  it('may say when to come back', async () => {
    await fault({ kind: 429, retryAfterSeconds: 7 });
    const response = await fetch(simulator.url + SEND, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: JSON.stringify(PUSH),
    });
    expect(response.headers.get('retry-after')).toBe('7');
  });

  it('meets only the app and the endpoint it is for, in the order given, as often as asked', async () => {
    await fault({ kind: 403, app: 'web' });
    await fault({ kind: 404, endpoint: 'campaigns/create' });
    await fault({ kind: 500, app: 'ios', endpoint: 'transactional/send', times: 2 });
    await fault({ kind: 503, endpoint: 'transactional/send', times: 'always' });
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await post(SEND, PUSH)).status);
    expect(statuses).toEqual([500, 500, 503, 503]);
    expect((await control('GET', 'faults')).body).toMatchObject([
      { kind: '403', app: 'web', left: 1 },
      { kind: '404', endpoint: 'campaigns/create', left: 1 },
      { kind: '503', left: 'always' },
    ]);
    await control('DELETE', 'faults');
    expect((await post(SEND, PUSH)).status).toBe(201);
  });

  it('is answered with its id and how often it is left', async () => {
    expect((await fault({ kind: 429, times: 3 })).body).toEqual({
      id: expect.any(Number),
      kind: '429',
      times: 3,
      left: 3,
    });
  });

  it.each<[unknown, string[]]>([
    ['text', ['body']],
    [{}, ['kind']],
    [{ kind: 'flood' }, ['kind']],
    [{ kind: 'delay' }, ['delayMs']],
    [{ kind: 'answer' }, ['status']],
    [{ kind: 'answer', status: 100 }, ['status']],
    [{ kind: 'hang', retryAfterSeconds: 1 }, ['retryAfterSeconds']],
    [{ kind: 'reset-before-reading', carriedOut: true }, ['carriedOut']],
    [
      { kind: '429', app: 'tv', endpoint: 'x', times: 0, status: 1, body: 'x', tines: 1 },
      ['app', 'endpoint', 'times', 'status', 'body', 'tines'],
    ],
  ])('is refused with every problem named: %j', async (body, named) => {
    const answered = await fault(body);
    expect(answered.status).toBe(400);
    for (const name of named) expect(answered.body.errors.join('\n')).toContain(name);
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

  it('are counted per app', async () => {
    await post(SEND, { ...PUSH, recipients: { custom_ids: ['a', 'b'], tokens: ['c'] } });
    await post(SEND, {});
    await post(USERS, [user('a', { 'u.a': 1 })]);
    expect((await control('GET', 'stats')).body).toEqual({
      calls: 3,
      accepted: 2,
      byApp: { ios: { calls: 3, accepted: 2, recipients: 3 }, web: { calls: 0, accepted: 0, recipients: 0 } },
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
