import { describe, expect, it } from 'vitest';
import {
  type Case,
  clock,
  control,
  expectCase,
  get,
  ids,
  PUSH,
  post,
  SEND,
  sharedCases,
  useBatch,
} from '../../support/batch-simulator.ts';

useBatch();

describe('a transactional push', () => {
  it.each<Case>([
    ...sharedCases,
    ['wants gcm_collapse_key to be an object', { gcm_collapse_key: 'news' }, 31, 'gcm_collapse_key'],
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
    ['takes null for a title that is not there', { message: { title: null, body: 'Hi' } }],
    ['takes null for a body as missing', { message: { body: null } }, 30, 'message.body'],
    ['takes null for lists of recipients', { recipients: { custom_ids: ['a'], install_ids: null, tokens: null } }],
    ['counts no recipients in null', { recipients: { custom_ids: null } }, 31, 'recipients'],
    ['takes null for a message as missing', { message: null }, 30, 'message'],
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

describe('the statistics of transactional pushes', () => {
  const DAY_MS = 86_400_000;
  const stats = (query: string, group = 'welcome') => get(`/1.1/IOSKEY/transactional/stats/${group}${query}`);
  const day = (date: string, sent: number) => ({
    date,
    sent,
    direct_open: 0,
    influenced_open: 0,
    reengaged: 0,
    errors: 0,
  });

  it('count the recipients of a group on each day that it pushed', async () => {
    await post(SEND, { ...PUSH, recipients: { custom_ids: ['a', 'b'], tokens: ['c'] } });
    await post(SEND, PUSH);
    await post(SEND, { ...PUSH, group_id: 'other' });
    await post('/1.1/SDK%2F%C3%BC/transactional/send', PUSH);
    await post(SEND, { ...PUSH, message: undefined });
    clock.nowMs += 2 * DAY_MS;
    await post(SEND, PUSH);
    expect(await stats('?since=2031-05-01&until=2031-05-03')).toEqual({
      status: 200,
      body: { group_id: 'welcome', detail: [day('2031-05-01', 4), day('2031-05-03', 1)] },
    });
  });

  it('leave out the days before since and after until', async () => {
    for (let count = 0; count < 4; count += 1) {
      await post(SEND, PUSH);
      clock.nowMs += DAY_MS;
    }
    const { body } = await stats('?since=2031-05-02&until=2031-05-03');
    expect(body.detail).toEqual([day('2031-05-02', 1), day('2031-05-03', 1)]);
  });

  it('end today if nothing else is said', async () => {
    await post(SEND, PUSH);
    expect((await stats('?since=2031-04-30')).body.detail).toEqual([day('2031-05-01', 1)]);
    expect(await stats('?since=2031-05-01')).toMatchObject({ status: 400, body: { code: 31 } });
  });

  it('are empty for a group that never pushed', async () => {
    expect((await stats('?since=2031-04-01', 'nobody')).body).toEqual({ group_id: 'nobody', detail: [] });
  });

  it('are forgotten with the calls', async () => {
    await post(SEND, PUSH);
    await control('DELETE', 'calls');
    expect((await stats('?since=2031-04-01')).body.detail).toEqual([]);
  });

  it.each<[rule: string, query: string, code?: number, named?: string]>([
    ['want since', '', 30, 'since'],
    ['want a day', '?since=2031-4-1', 31, 'since'],
    ['want a day that a calendar has', '?since=2031-02-30', 31, 'since'],
    ['want no time of the day', '?since=2031-04-01T00:00:00&until=2031-04-02', 31, 'since'],
    ['want until to be a day', '?since=2031-04-01&until=now', 31, 'until'],
    ['want since before until', '?since=2031-04-02&until=2031-04-01', 31, 'until'],
    ['want since before until, not on the same day', '?since=2031-04-01&until=2031-04-01', 31, 'until'],
    ['take 6 months', '?since=2030-11-01&until=2031-05-01'],
    ['refuse a day more than 6 months', '?since=2030-11-01&until=2031-05-02', 31, 'until'],
    ['know their query', '?since=2031-04-01&form=2031-04-01', 31, 'form'],
    ['want a name once', '?since=2031-04-01&since=2031-04-02', 31, 'since'],
  ])('%s', async (_, query, code, named = '') => {
    const { status, body } = await stats(query);
    expect([status, body.code]).toEqual(code === undefined ? [200, undefined] : [400, code]);
    if (named) expect(body.message).toContain(`${named}: `);
  });

  it('want the name of a group', async () => {
    expect(await stats('?since=2031-04-01', 'a%20b')).toMatchObject({ status: 400, body: { code: 31 } });
  });
});
