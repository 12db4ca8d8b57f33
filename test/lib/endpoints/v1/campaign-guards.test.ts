import { describe, expect, it } from 'vitest';
import { liveFaults, liveFaultsOfUpdate, pastTimes } from '../../../../lib/endpoints/v1/campaign-guards.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const at = (now: number) => ({ now, allowLiveCampaigns: true });
const ALLOWED = at(NOON);
const FORBIDDEN = { ...ALLOWED, allowLiveCampaigns: false };

const NOT_CONFIRMED = {
  status: 403,
  pointer: '/confirm',
  detail: 'this reaches every user; say so with "confirm": "everyone"',
};
const NOT_LIVE = {
  status: 403,
  pointer: '/live',
  detail: 'live campaigns are refused unless ALLOW_LIVE_CAMPAIGNS is `true`; `false` saves a draft',
};
const NOT_OPENED = {
  status: 403,
  pointer: '/targeting',
  detail: 'a campaign may only be opened to everybody if ALLOW_LIVE_CAMPAIGNS is `true`',
};

describe('a time', () => {
  it('is past as soon as its second is over', () => {
    const request = { push_time: '2026-11-23T12:00:00' };
    expect(pastTimes(request, at(NOON + 999))).toEqual([]);
    expect(pastTimes(request, at(NOON + 1_000))).toEqual([{ status: 400, pointer: '/push_time', detail: 'is past' }]);
  });

  it('that is local is past once it is in every time zone', () => {
    const request = { extra: { local_push_time: '2026-11-23T00:00:00' } };
    expect(pastTimes(request, at(NOON + 999))).toEqual([]);
    expect(pastTimes(request, at(NOON + 1_000))).toEqual([
      { status: 400, pointer: '/extra/local_push_time', detail: 'is past in every time zone' },
    ]);
  });

  it.each(['now', 'yesterday', '2020-13-01T00:00:00', '2020-01-01T00:00:00.000', '', 7, null, ['2020-01-01T00:00:00']])(
    'is not past if it is none: %j',
    (time) => {
      expect(pastTimes({ extra: { push_time: time, local_push_time: time } }, ALLOWED)).toEqual([]);
    },
  );
});

describe('a campaign that is made', () => {
  it('is a draft to whomever it is for, if it is clearly not live', () => {
    expect(liveFaults({ live: false }, FORBIDDEN)).toEqual([]);
  });

  it('is refused where none may be live, and as long as nobody has confirmed that it is for everyone', () => {
    expect(liveFaults({ live: true }, FORBIDDEN)).toEqual([NOT_LIVE, NOT_CONFIRMED]);
    expect(liveFaults({ live: true }, ALLOWED)).toEqual([NOT_CONFIRMED]);
    expect(liveFaults({ live: true, confirm: 'everyone' }, ALLOWED)).toEqual([]);
    expect(liveFaults({ live: true, targeting: { segments: ['NEW'] } }, ALLOWED)).toEqual([]);
  });

  it.each([null, '', false, [], {}, { $and: [null, { $or: ['', false] }] }, { 'c.a': {} }])(
    'is for everyone if its query says nothing: %j',
    (query) => {
      expect(liveFaults({ live: true, targeting: { query } }, ALLOWED)).toEqual([NOT_CONFIRMED]);
    },
  );

  it.each([true, 0, 'a', { 'c.a': null }, { 'c.a': false }, { 'c.a': '' }, { 'c.a': [] }, { $and: [{ 'c.a': 0 }] }])(
    'is for those of its query if that says anything: %j',
    (query) => {
      expect(liveFaults({ live: true, targeting: { query } }, ALLOWED)).toEqual([]);
    },
  );
});

describe('a campaign that is changed', () => {
  it('is neither started nor opened to everyone where none may be live', () => {
    expect(liveFaultsOfUpdate({ live: true, targeting: { segments: ['NEW'] } }, FORBIDDEN)).toEqual([NOT_LIVE]);
    expect(liveFaultsOfUpdate({ targeting: {} }, FORBIDDEN)).toEqual([NOT_OPENED, NOT_CONFIRMED]);
    expect(liveFaultsOfUpdate({ live: false, name: 'a' }, FORBIDDEN)).toEqual([]);
  });
});
