import { describe, expect, it } from 'vitest';
import { campaignCreate as endpoint } from '../../../../lib/endpoints/v1/campaign-create.ts';
import { checked } from '../../../support/checked.ts';
import { fixturesOf } from '../../../support/fixtures.ts';
import { expectAsDocumented, pointersOf } from '../../../support/planned.ts';

const NOW = Date.parse('2026-11-23T12:00:00.500Z');
const valid = {
  name: 'Spring sale',
  live: false,
  push_time: '2026-11-23T12:00:01',
  messages: [{ language: 'en', body: 'It starts today' }],
};
const { push_time: _, ...untimed } = valid;

function guard(request: Record<string, unknown>, allowLiveCampaigns: boolean) {
  const faults = checked(endpoint, { ...valid, ...request }, ['ios'], { now: NOW, allowLiveCampaigns }).faults;
  return faults.map(({ pointer }) => pointer);
}

describe('campaign create', () => {
  it.each(fixturesOf('campaign-create'))('leaves as documented: $name', (fixture) => {
    expectAsDocumented(endpoint, fixture);
  });

  it('makes a call per app', () => {
    const { request } = checked(endpoint, valid);
    expect(endpoint.plan([request]).map(({ app, items }) => [app, items])).toEqual([
      ['ios', 1],
      ['android', 1],
    ]);
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', {}, ['/live', '/messages', '/name', '/push_time']],
    ['a name of two characters', { ...valid, name: '👍👍' }, ['/name']],
    ['a live of "false"', { ...valid, live: 'false' }, ['/live']],
    ['no time', untimed, ['/push_time']],
    ['two times', { ...valid, local_push_time: '2030-01-01T00:00:00' }, ['/local_push_time']],
    ['a second time in extra', { ...valid, extra: { local_push_time: '2030-01-01T00:00:00' } }, ['/local_push_time']],
    ['a time that is past', { ...valid, push_time: '2026-11-23T11:59:59' }, ['/push_time']],
    ['a time in extra that is past', { ...valid, extra: { push_time: '2020-01-01T00:00:00' } }, ['/extra/push_time']],
    [
      'a local time that is past everywhere',
      { ...untimed, local_push_time: '2026-11-22T23:59:59' },
      ['/local_push_time'],
    ],
    ['a time with a zone', { ...valid, push_time: '2030-01-01T00:00:00Z' }, ['/push_time']],
    ['a day that no calendar has', { ...valid, push_time: '2030-02-30T00:00:00' }, ['/push_time']],
    ['"now" as a local time', { ...untimed, local_push_time: 'now' }, ['/local_push_time']],
    ['no messages', { ...valid, messages: [] }, ['/messages']],
    [
      'messages with faults',
      {
        ...valid,
        messages: [
          { language: 'eng', body: '' },
          { body: 'b', titel: 't' },
        ],
      },
      ['/messages/0/body', '/messages/0/language', '/messages/1/language', '/messages/1/titel'],
    ],
    [
      'a language twice',
      {
        ...valid,
        messages: [
          { language: 'en', body: 'b' },
          { language: 'EN', body: 'b' },
        ],
      },
      ['/messages/1/language'],
    ],
    ['an unknown segment', { ...valid, targeting: { segments: ['VIP'] } }, ['/targeting/segments/0']],
    [
      'an unknown targeting too deep to write',
      { ...valid, targeting: { countries: JSON.parse(`${'['.repeat(7_000)}${']'.repeat(7_000)}`) } },
      ['/targeting/countries'],
    ],
    [
      'a recurrence with faults',
      { ...valid, recurrence: { repeat_unit: 'YEARLY' } },
      ['/recurrence/end_date', '/recurrence/repeat_frequency', '/recurrence/repeat_unit'],
    ],
    ['four labels', { ...valid, labels: ['a', 'b', 'c', 'd'] }, ['/labels']],
    ['four labels in extra', { ...valid, extra: { labels: ['a', 'b', 'c', 'd'] } }, ['/extra/labels']],
    ['less than no time to live', { ...valid, time_to_live: -1 }, ['/time_to_live']],
    ['29 days to live', { ...valid, time_to_live: 29 * 86_400 }, ['/time_to_live']],
    [
      'a query too deep to write',
      { ...valid, targeting: { query: { a: JSON.parse(`${'['.repeat(7_000)}${']'.repeat(7_000)}`) } } },
      ['/targeting/query/a'],
    ],
    ['another confirmation', { ...valid, confirm: 'yes' }, ['/confirm']],
    ['a confirmation in extra', { ...valid, extra: { confirm: 'everyone' } }, ['/extra/confirm']],
  ])('refuses %s and names every fault', (_name, request, pointers) => {
    expect(pointersOf(endpoint, request)).toEqual(pointers);
  });

  it.each([
    ['the current second', { ...valid, push_time: '2026-11-23T12:00:00' }],
    ['a local time that is still to come somewhere', { ...untimed, local_push_time: '2026-11-23T00:00:00' }],
    ['targeting that is not documented', { ...valid, targeting: { countries: ['FR'] } }],
    ['no time to live: one try', { ...valid, time_to_live: 0 }],
    ['28 days to live', { ...valid, time_to_live: 28 * 86_400 }],
    ['targeting that says nothing', { ...valid, targeting: {} }],
  ])('takes %s', (_name, request) => {
    expect(pointersOf(endpoint, request)).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, boolean, string[]]>([
    ['a draft', { push_time: 'now' }, false, []],
    ['a live campaign that is not allowed', { live: true, confirm: 'everyone' }, false, ['/live']],
    ['a live campaign by extra', { extra: { live: true }, confirm: 'everyone' }, false, ['/extra/live']],
    ['anything in extra that is not false', { extra: { live: 'yes' }, confirm: 'everyone' }, false, ['/extra/live']],
    ['a live campaign that is allowed', { live: true, targeting: { segments: ['NEW'] } }, true, []],
    ['everyone, now', { live: true, push_time: 'now' }, true, ['/confirm']],
    [
      'everyone, now, by empty targeting',
      { live: true, push_time: 'now', targeting: { segments: [], query: {} } },
      true,
      ['/confirm'],
    ],
    [
      'everyone, now, by extra',
      { live: true, targeting: { segments: ['NEW'] }, extra: { push_time: 'now', targeting: null } },
      true,
      ['/confirm'],
    ],
    ...[null, 'NOW', ' now', ['now'], 0, ''].map((push_time): [string, Record<string, unknown>, boolean, string[]] => [
      `everyone, at a time nobody can read: ${JSON.stringify(push_time)}`,
      { live: true, extra: { push_time } },
      true,
      ['/confirm'],
    ]),
    [
      'everyone, by targeting that says nothing',
      { live: true, push_time: 'now', extra: { targeting: { x: false, segments: [''] } } },
      true,
      ['/confirm'],
    ],
    ['everyone, now, not even allowed', { live: true, push_time: 'now' }, false, ['/live', '/confirm']],
    ['everyone, now, confirmed', { live: true, push_time: 'now', confirm: 'everyone' }, true, []],
    ['everyone, later', { live: true }, true, ['/confirm']],
    ['everyone, this second', { live: true, push_time: '2026-11-23T12:00:00' }, true, ['/confirm']],
    [
      'everyone, every day',
      { live: true, recurrence: { end_date: '2027-01-01', repeat_unit: 'DAILY', repeat_frequency: 1 } },
      true,
      ['/confirm'],
    ],
    [
      'all five segments',
      { live: true, targeting: { segments: ['NEW', 'ONE_TIME', 'ENGAGED', 'DORMANT', 'IMPORTED'] } },
      true,
      ['/confirm'],
    ],
    ['four segments', { live: true, targeting: { segments: ['NEW', 'ONE_TIME', 'ENGAGED', 'DORMANT'] } }, true, []],
    ...[{}, { $and: [{}] }, { $or: [] }, { $and: [{ $or: [{}] }] }, { 'c.a': {} }].map(
      (query): [string, Record<string, unknown>, boolean, string[]] => [
        `a query that narrows nothing: ${JSON.stringify(query)}`,
        { live: true, targeting: { query } },
        true,
        ['/confirm'],
      ],
    ),
    ['a query deep inside', { live: true, targeting: { query: { $and: [{}, { $or: [{ 'c.a': 1 }] }] } } }, true, []],
    ['a segment, now', { live: true, push_time: 'now', targeting: { segments: ['NEW'] } }, true, []],
    [
      'a query for what is false or empty, now',
      { live: true, push_time: 'now', targeting: { query: { 'c.member': false, 'c.city': '' } } },
      true,
      [],
    ],
  ])('guards %s', (_name, request, allowed, pointers) => {
    expect(guard(request, allowed)).toEqual(pointers);
  });
});
