import { describe, expect, it } from 'vitest';
import {
  CAMPAIGN,
  type Case,
  CREATE,
  call,
  clock,
  control,
  expectCase,
  get,
  MESSAGES,
  post,
  SHARED_MEMBERS,
  sharedCases,
  useBatch,
} from '../../support/batch-simulator.ts';

useBatch();

describe('a campaign', () => {
  it.each<Case>([
    ...sharedCases,
    ['wants gcm_collapse_key to be an object', { gcm_collapse_key: 'news' }, 31, 'gcm_collapse_key'],
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
    [
      'takes unknown members of targeting, whose names are not sure',
      { targeting: { countries: ['FR'], languages: null } },
    ],
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
    ['takes a time_to_live of 0', { time_to_live: 0 }],
    ['refuses a time_to_live below 0', { time_to_live: -1 }, 31, 'time_to_live'],
    [
      'takes null in a message for what is not there',
      { messages: [{ language: 'en', title: null, body: 'Hi', deeplink: null }] },
    ],
    ['takes null for the other kind of time', { local_push_time: null }],
    ['takes null for a required member as missing', { live: null }, 30, 'live'],
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

  it('is remembered without what was null', async () => {
    const { campaign_token } = (await post(CREATE, { ...CAMPAIGN, local_push_time: null, labels: null })).body;
    expect((await control('GET', `campaigns/${campaign_token}`)).body.body).toEqual(CAMPAIGN);
  });

  it('is not remembered when it was refused', async () => {
    await post(CREATE, { ...CAMPAIGN, name: '' });
    expect((await control('GET', 'campaigns')).body).toEqual([]);
    expect((await control('GET', 'campaigns/none')).status).toBe(404);
  });
});

const UNKNOWN = '0123456789abcdef0123456789abcdef';
const LATER = '2031-05-01T12:30:00';
const HOUR_MS = 3_600_000;
const WEB = '/1.1/SDK%2F%C3%BC/campaigns';

const campaigns = (path: string) => get(`/1.1/IOSKEY/campaigns/${path}`);
const update = (token: string, body: unknown) => post(`/1.1/IOSKEY/campaigns/update/${token}`, body);
const remove = (token: string) => call('POST', `/1.1/IOSKEY/campaigns/delete/${token}`);

async function create(change: object = {}): Promise<string> {
  return (await post(CREATE, { ...CAMPAIGN, ...change })).body.campaign_token;
}

it.each<[string, (token: string) => Promise<unknown>]>([
  ['got', campaigns],
  ['updated', (token) => update(token, { live: false })],
  ['deleted', remove],
  ['asked for its statistics', (token) => campaigns(`stats/${token}`)],
])('a campaign that is unknown, gone, or of another app cannot be %s', async (_, ask) => {
  const gone = await create();
  expect(await remove(gone)).toEqual({ status: 200, body: {} });
  const { campaign_token } = (await post(`${WEB}/create`, CAMPAIGN)).body;
  for (const token of [UNKNOWN, gone, campaign_token, '..%2Flist']) {
    expect(await ask(token)).toMatchObject({ status: 404, body: { code: 20 } });
  }
  expect((await get(`${WEB}/${campaign_token}`)).status).toBe(200);
});

describe('a campaign that is got', () => {
  it('has what it was created with, and what Batch adds', async () => {
    const { gcm_collapse_key, ...members } = SHARED_MEMBERS;
    const sent = { name: 'Spring', live: false, push_time: LATER, messages: MESSAGES, ...members, x_new: 1 };
    const token = await create({ ...sent, gcm_collapse_key });
    expect(await campaigns(token)).toEqual({
      status: 200,
      body: {
        ...sent,
        campaign_token: token,
        from_api: true,
        dev_only: false,
        created_date: '2031-05-01T12:00:00',
        gcm_collapse_key: 'news',
      },
    });
  });

  it('has the time at which it went out for its now', async () => {
    expect((await campaigns(await create())).body.push_time).toBe('2031-05-01T12:00:00');
    const draft = await create({ live: false });
    expect((await campaigns(draft)).body.push_time).toBe('now');
    clock.nowMs += HOUR_MS;
    await update(draft, { live: true });
    expect((await campaigns(draft)).body.push_time).toBe('2031-05-01T13:00:00');
    expect((await campaigns('list?limit=1')).body[0].push_time).toBe('2031-05-01T13:00:00');
  });

  it('has the time it was given, even if it was started later', async () => {
    const token = await create({ live: false, push_time: LATER });
    clock.nowMs += HOUR_MS;
    expect((await update(token, { live: true })).status).toBe(200);
    expect((await campaigns(token)).body.push_time).toBe(LATER);
    expect((await campaigns(`stats/${token}`)).body.detail).toHaveLength(1);
  });

  it('has no collapse key if none is named, or it is not enabled', async () => {
    for (const gcm_collapse_key of [{ enabled: true }, { enabled: false, key: 'news' }]) {
      expect((await campaigns(await create({ gcm_collapse_key }))).body).not.toHaveProperty('gcm_collapse_key');
    }
  });
});

describe('the list of campaigns', () => {
  const names = async (query = '') => (await campaigns(`list${query}`)).body.map(({ name }: { name: string }) => name);

  it('is a bare array of the campaigns of the app, the newest first', async () => {
    const first = await create({ name: 'First', live: false, push_time: LATER });
    const second = await create({ name: 'Second', push_time: undefined, local_push_time: LATER });
    await post(`${WEB}/create`, CAMPAIGN);
    const common = { from_api: true, dev_only: false, created_date: '2031-05-01T12:00:00', recurrence: null };
    expect(await campaigns('list')).toEqual({
      status: 200,
      body: [
        { ...common, campaign_token: second, name: 'Second', live: true, local_push_time: LATER },
        { ...common, campaign_token: first, name: 'First', live: false, push_time: LATER },
      ],
    });
  });

  it('keeps its order when a campaign is updated', async () => {
    const first = await create({ name: 'First' });
    await create({ name: 'Second' });
    await update(first, { name: 'Changed' });
    expect(await names()).toEqual(['Second', 'Changed']);
  });

  it('has 10 to a page if nothing else is said', async () => {
    for (let index = 0; index < 12; index += 1) await create({ name: `No ${index}` });
    expect(await names()).toHaveLength(10);
    expect(await names('?from=10')).toEqual(['No 1', 'No 0']);
    expect(await names('?from=1&limit=2')).toEqual(['No 10', 'No 9']);
    expect(await names('?from=12')).toEqual([]);
    expect(await names('?limit=100')).toHaveLength(12);
  });

  it('can be of those that are live, or of the drafts', async () => {
    await create({ name: 'Live' });
    await create({ name: 'Draft', live: false });
    expect(await names('?live=true')).toEqual(['Live']);
    expect(await names('?live=false&from_api=true')).toEqual(['Draft']);
    expect(await names('?from_api=false')).toEqual([]);
  });

  it.each([
    ['refuses a page over 100', 'limit=101', 'limit'],
    ['wants limit to be a whole number', 'limit=1.5', 'limit'],
    ['wants from to be a whole number', 'from=-1', 'from'],
    ['wants live to be true or false', 'live=1', 'live'],
    ['wants from_api to be true or false', 'from_api=', 'from_api'],
    ['wants a name once', 'limit=1&limit=2', 'limit'],
    ['knows its query', 'form=1', 'form'],
  ])('%s', async (_, query, named) => {
    const { status, body } = await campaigns(`list?${query}`);
    expect([status, body.code]).toEqual([400, 31]);
    expect(body.message).toContain(`${named}: `);
  });
});

describe('an update of a campaign', () => {
  it('changes what it names, and nothing else', async () => {
    const token = await create({ labels: ['a'], push_time: LATER });
    expect(await update(token, { name: 'Summer', x_new: 1 })).toEqual({ status: 200, body: {} });
    const body = { ...CAMPAIGN, labels: ['a'], push_time: LATER, name: 'Summer', x_new: 1 };
    expect((await control('GET', `campaigns/${token}`)).body.body).toEqual(body);
  });

  it.each<Case>([
    ...sharedCases,
    ['wants a member', { name: undefined }, 30, 'body'],
    ['counts null as no member', { name: undefined, labels: null }, 30, 'body'],
    ['may be one member alone', { name: undefined, live: false }],
    ['takes the collapse key as it is given back', { gcm_collapse_key: 'news' }],
    ['wants a name of 3 characters', { name: 'ab' }, 31, 'name'],
    ['wants live to be a boolean', { live: 1 }, 31, 'live'],
    ['wants at least one message', { messages: [] }, 31, 'messages'],
    ['wants the body of a message', { messages: [{ language: 'en' }] }, 30, 'messages[0].body'],
    ['refuses 4 labels', { labels: ['a', 'b', 'c', 'd'] }, 31, 'labels'],
    ['takes a time_to_live of 0', { time_to_live: 0 }],
    ['wants only one kind of time', { push_time: LATER, local_push_time: LATER }, 31, 'local_push_time'],
    ['refuses a push_time that is past', { push_time: '2031-05-01T11:59:59' }, 31, 'push_time'],
    ['has no campaign_token', { campaign_token: UNKNOWN }, 31, 'campaign_token'],
  ])('%s', async (_, change, code, named) => {
    const token = await create({ live: false });
    const answered = await update(token, { name: 'Summer', ...change });
    if (code === undefined) return expect(answered.status).toBe(200);
    expect(answered).toMatchObject({ status: 400, body: { code } });
    expect(answered.body.message).toContain(`${named}: `);
    return expect((await control('GET', `campaigns/${token}`)).body.body).toEqual({ ...CAMPAIGN, live: false });
  });

  it('puts one kind of time in place of the other', async () => {
    const token = await create({ live: false });
    await update(token, { local_push_time: LATER });
    const { body } = await campaigns(token);
    expect([body.push_time, body.local_push_time]).toEqual([undefined, LATER]);
  });

  it('stops and starts a campaign that has not gone out', async () => {
    const token = await create({ push_time: LATER });
    for (const live of [false, true, false]) {
      expect((await update(token, { live })).status).toBe(200);
      expect((await campaigns(token)).body.live).toBe(live);
    }
  });
});

describe('a campaign that was completed', () => {
  const AFTERWARDS = '2031-06-01T12:00:00';
  const refused = { status: 400, body: { code: 31 } };

  const daily = (end_date: string) => ({ recurrence: { end_date, repeat_unit: 'DAILY', repeat_frequency: 1 } });

  it.each<[when: string, change: object, afterMs: number, again?: object]>([
    ['now', {}, 0],
    ['at its push_time', { push_time: LATER }, HOUR_MS],
    ['when the last time zone had it', { push_time: undefined, local_push_time: LATER }, 13 * HOUR_MS],
    ['when it recurred for the last time', daily('2031-05-02T00:00:00'), 12 * HOUR_MS, daily(AFTERWARDS)],
  ])('%s cannot go live again', async (_, change, afterMs, again = { push_time: AFTERWARDS }) => {
    const token = await create(change);
    clock.nowMs += afterMs;
    expect(await update(token, { live: true })).toMatchObject(refused);
    expect(await update(token, again)).toMatchObject(refused);
    expect((await update(token, { name: 'Another name' })).status).toBe(200);
    expect((await update(token, { live: false })).status).toBe(200);
    expect((await update(token, again)).status).toBe(200);
    expect(await update(token, { live: true })).toMatchObject(refused);
  });

  it.each<[string, object, number]>([
    ['before its push_time', { push_time: LATER }, 0],
    ['while a time zone is left', { push_time: undefined, local_push_time: LATER }, 12 * HOUR_MS],
    ['while it recurs', daily('2031-05-03T00:00:00'), 12 * HOUR_MS],
    ['as a draft', { live: false }, HOUR_MS],
  ])('is not one %s', async (_, change, afterMs) => {
    const token = await create(change);
    clock.nowMs += afterMs;
    expect((await update(token, { live: true })).status).toBe(200);
  });

  it('can be deleted', async () => {
    expect((await remove(await create())).status).toBe(200);
  });
});

describe('the statistics of a campaign', () => {
  const stats = async (token: string) => (await campaigns(`stats/${token}`)).body;
  const counts = { sent: 0, sent_optins: 0, direct_open: 0, influenced_open: 0, reengaged: 0, errors: 0 };

  it('have the day on which it went out, and nothing before', async () => {
    const token = await create({ push_time: '2031-05-03T00:00:00' });
    expect(await stats(token)).toEqual({ campaign_token: token, detail: [] });
    clock.nowMs += 48 * HOUR_MS;
    const detail = [{ date: '2031-05-03', ...counts }];
    expect(await stats(token)).toEqual({ campaign_token: token, detail });
  });

  it('begin when the first time zone has it', async () => {
    const token = await create({ push_time: undefined, local_push_time: '2031-05-02T02:30:00' });
    expect((await stats(token)).detail).toEqual([]);
    clock.nowMs += HOUR_MS;
    expect((await stats(token)).detail).toEqual([{ date: '2031-05-01', ...counts }]);
  });

  it('have the day of an update that says now', async () => {
    const token = await create({ push_time: '2031-06-01T00:00:00' });
    clock.nowMs += 24 * HOUR_MS;
    await update(token, { push_time: 'now' });
    expect((await stats(token)).detail).toEqual([{ date: '2031-05-02', ...counts }]);
  });

  it('stay when it is stopped afterwards', async () => {
    const token = await create();
    await update(token, { live: false });
    clock.nowMs += 48 * HOUR_MS;
    expect((await stats(token)).detail).toEqual([{ date: '2031-05-01', ...counts }]);
  });

  it('stay when it recurs, is stopped and started again', async () => {
    const token = await create({
      recurrence: { end_date: '2031-06-01T00:00:00', repeat_unit: 'DAILY', repeat_frequency: 1 },
    });
    await update(token, { live: false });
    clock.nowMs += 48 * HOUR_MS;
    await update(token, { live: true });
    expect((await stats(token)).detail).toEqual([{ date: '2031-05-01', ...counts }]);
  });

  it('are empty for a draft', async () => {
    expect((await stats(await create({ live: false }))).detail).toEqual([]);
  });
});
