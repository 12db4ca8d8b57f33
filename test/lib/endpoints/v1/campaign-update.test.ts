import { describe, expect, it } from 'vitest';
import { campaignUpdate as endpoint } from '../../../../lib/endpoints/v1/campaign-update.ts';
import { checked } from '../../../support/checked.ts';
import { fixturesOf } from '../../../support/fixtures.ts';
import { expectAsDocumented, pointersOf } from '../../../support/planned.ts';

const campaigns = { ios: 'a' };
const NARROW = { segments: ['NEW'] };
const EVERY_SEGMENT = { segments: ['NEW', 'ONE_TIME', 'ENGAGED', 'DORMANT', 'IMPORTED'] };

function guard(request: Record<string, unknown>, allowLiveCampaigns: boolean): string[] {
  const moment = { now: Date.parse('2026-11-23T12:00:00Z'), allowLiveCampaigns };
  return checked(endpoint, { campaigns, ...request }, ['ios'], moment).faults.map(({ pointer = '' }) => pointer);
}

describe('campaign update', () => {
  it.each(fixturesOf('campaign-update'))('leaves as documented: $name', (fixture) => {
    expectAsDocumented(endpoint, fixture);
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', {}, ['', '/campaigns']],
    ['no campaign', { campaigns: {}, live: false }, ['/campaigns']],
    ['an app that is not in the secret', { campaigns: { web: 'a' }, live: false }, ['/campaigns/web']],
    ['apps beside campaigns', { campaigns, apps: ['ios'], live: false }, ['/apps']],
    ['no change', { campaigns }, ['']],
    ['no change but nulls', { campaigns, priority: null }, ['']],
    ['no change but in extra', { campaigns, extra: { live: false } }, ['']],
    ['a campaign in extra', { campaigns, live: false, extra: { campaigns } }, ['/extra/campaigns']],
    ['a time that is past', { campaigns, push_time: '2026-11-23T11:59:59' }, ['/push_time']],
    [
      'two times',
      { campaigns, push_time: '2030-01-01T00:00:00', local_push_time: '2030-01-01T00:00:00' },
      ['/local_push_time'],
    ],
    ['a name of two characters', { campaigns, name: 'ab' }, ['/name']],
    ...['', '.', '..', 'list', 'create', 'update', 'delete', 'stats'].map((token): [string, unknown, string[]] => [
      `the token "${token}"`,
      { campaigns: { ios: token }, live: false },
      ['/campaigns/ios'],
    ]),
  ])('refuses %s and names every fault', (_name, request, pointers) => {
    expect(pointersOf(endpoint, request)).toEqual(pointers);
  });

  it.each<[string, Record<string, unknown>, string[], string[]]>([
    ['stops a campaign', { live: false }, [], []],
    ['changes a text', { name: 'Spring sale' }, [], []],
    ['narrows', { targeting: NARROW }, [], []],
    ['starts one', { live: true }, ['/live', '/confirm'], ['/confirm']],
    ['starts one in extra', { name: 'Sale', extra: { live: 1 } }, ['/extra/live', '/confirm'], ['/confirm']],
    ['starts one and narrows it', { live: true, targeting: NARROW }, ['/live'], []],
    ['starts one for every segment', { live: true, targeting: EVERY_SEGMENT }, ['/live', '/confirm'], ['/confirm']],
    ['opens a draft to everybody', { live: false, targeting: {} }, ['/targeting', '/confirm'], ['/confirm']],
    ['opens one to everybody', { targeting: EVERY_SEGMENT }, ['/targeting', '/confirm'], ['/confirm']],
    [
      'opens one in extra',
      { name: 'Sale', extra: { targeting: null } },
      ['/extra/targeting', '/confirm'],
      ['/confirm'],
    ],
    ['starts one and confirms it', { live: true, confirm: 'everyone' }, ['/live'], []],
  ])('guards what %s', (_name, request, forbidden, allowed) => {
    expect(guard(request, false)).toEqual(forbidden);
    expect(guard(request, true)).toEqual(allowed);
  });

  it('percent-encodes a token', () => {
    const [call] = endpoint.plan([{ campaigns: { ios: '../a?b' }, apps: ['ios'], live: false }]);
    expect(call).toMatchObject({ path: '/campaigns/update/..%2Fa%3Fb', token: '../a?b' });
  });

  it('goes to the app that an alias was renamed to', () => {
    const renamed = endpoint.renameApps?.({ campaigns, live: false }, (alias) => (alias === 'ios' ? 'iphone' : alias));
    expect(renamed).toEqual({ campaigns: { iphone: 'a' }, live: false });
  });

  it('makes several updates of one campaign one after the other, in the order they were sent', () => {
    const requests = [
      { campaigns: { ios: 'a' }, name: 'first' },
      { campaigns: { ios: 'b' }, name: 'other' },
      { campaigns: { ios: 'a' }, name: 'second' },
    ].map((request) => ({ ...request, apps: ['ios'] }));
    expect(endpoint.plan(requests).map(({ token, wave, body }) => [token, wave, JSON.parse(body).name])).toEqual([
      ['a', 0, 'first'],
      ['b', 0, 'other'],
      ['a', 1, 'second'],
    ]);
  });
});
