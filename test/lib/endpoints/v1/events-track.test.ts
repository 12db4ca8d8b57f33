import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../lib/endpoints/call.ts';
import { eventsTrack as endpoint } from '../../../../lib/endpoints/v1/events-track.ts';
import { fixturesOf } from '../../../support/fixtures.ts';
import { expectAsDocumented, pointersOf } from '../../../support/planned.ts';

const track = (...events: object[]) => ({ users: [{ id: 'u1', events }] });
const event = (more: object = {}) => ({ name: 'ue.a', ...more });
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

type Users = { id: string; events: { name: string }[] }[];
const user = (id: string, ...names: string[]) => ({ id, events: names.map((name) => ({ name: `ue.${name}` })) });
const plan = (...requests: Users[]) => endpoint.plan(requests.map((users) => ({ users, apps: ['ios'] })));
const usersIn = ({ body }: Pick<Call, 'body'>): Users => JSON.parse(body);
const told = (call: Pick<Call, 'body'>) =>
  usersIn(call).map(({ id, events }) => `${id}: ${events.map(({ name }) => name.slice(3)).join()}`);

describe('events track', () => {
  it.each(fixturesOf('events-track'))('leaves as documented: $name', (fixture) => {
    expectAsDocumented(endpoint, fixture);
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', {}, ['/users']],
    ['nobody', { users: [] }, ['/users']],
    ['a user who did nothing', { users: [{ id: 'u1', events: [] }] }, ['/users/0/events']],
    ['no name', track({}), ['/users/0/events/0/name']],
    ['a name without its prefix', track({ name: 'a' }), ['/users/0/events/0/name']],
    ['a name that is the prefix', track({ name: 'ue.' }), ['/users/0/events/0/name']],
    ['a time that is none', track(event({ time: 'today' })), ['/users/0/events/0/time']],
    ['a long label', track(event({ label: 'a'.repeat(201) })), ['/users/0/events/0/label']],
    ['11 tags', track(event({ tags: many(11, String) })), ['/users/0/events/0/tags']],
    ['a long tag', track(event({ tags: ['a'.repeat(65)] })), ['/users/0/events/0/tags']],
    [
      '16 attributes',
      track(event({ attributes: Object.fromEntries(many(16, (n) => [`a${n}`, n])) })),
      ['/users/0/events/0/attributes'],
    ],
    ['a null attribute', track(event({ attributes: { a: null } })), ['/users/0/events/0/attributes/a']],
    [
      'a list, an object',
      track(event({ attributes: { a: ['b'], c: {} } })),
      ['/users/0/events/0/attributes/a', '/users/0/events/0/attributes/c'],
    ],
    ['a URL', track(event({ attributes: { 'url(a)': 'https://a.example' } })), ['/users/0/events/0/attributes/url(a)']],
    ['an upper-case name', track(event({ attributes: { A: 1 } })), ['/users/0/events/0/attributes/A']],
    [
      'dates that are none',
      track(event({ attributes: { 'date(a)': 'x'.repeat(65), 'date(b)': 'today', 'date(c)': true } })),
      ['a', 'b', 'c'].map((name) => `/users/0/events/0/attributes/date(${name})`),
    ],
    ['a long text', track(event({ attributes: { a: 'a'.repeat(65) } })), ['/users/0/events/0/attributes/a']],
    ['extra at the top', { ...track(event()), extra: {} }, ['/extra']],
    [
      'limits passed by extra',
      track(event({ extra: { label: 'a'.repeat(201), attributes: { A: 1 } } })),
      ['/users/0/events/0/extra/attributes/A', '/users/0/events/0/extra/label'],
    ],
    ['the future', track(event({ time: '2026-11-23T12:00:01' })), ['/users/0/events/0/time']],
    ['the future by extra', track(event({ extra: { time: '2026-11-23T12:00:01' } })), ['/users/0/events/0/extra/time']],
    ['more than 24 hours', track(event(), event({ time: '2026-11-22T11:59:59' })), ['/users/0/events/1/time']],
  ])('refuses %s and names every fault', (_name, request, pointers) => {
    expect(pointersOf(endpoint, request)).toEqual(pointers);
  });

  it('takes what Batch takes at the limits, and what is not documented of a name', () => {
    const attributes = Object.fromEntries(many(15, (n) => [`a${n}`, 'a'.repeat(64)]));
    const all = { label: 'a'.repeat(200), tags: many(10, () => 'a'.repeat(64)), attributes };
    expect(pointersOf(endpoint, track(event(all), { name: `ue.${'É'.repeat(60)}` }))).toEqual([]);
    expect(pointersOf(endpoint, track(event({ time: '2026-11-22T12:00:01' })))).toEqual([]);
  });

  it('turns a date with a zone into one of Batch’s forms', () => {
    const attributes = { 'date(a)': '2026-11-23T12:00:00+01:00', 'date(b)': '2026-11-23T12:00:00', 'date(c)': 1 };
    const [call] = endpoint.plan([{ ...track(event({ attributes })), apps: ['ios'] } as never]);
    const leaves = {
      'date(a)': Date.parse('2026-11-23T11:00:00Z') / 1_000,
      'date(b)': '2026-11-23T12:00:00',
      'date(c)': 1,
    };
    expect(JSON.parse(call?.body ?? '')[0].events[0].attributes).toEqual(leaves);
  });

  it('gives an event without a time the time at which it was sent, and no other', () => {
    const request = {
      users: [{ id: 'u1', events: [{ name: 'ue.a' }, { name: 'ue.b', time: '2026-11-23T00:00:00' }] }],
    };
    const sent = endpoint.sentAt?.(request, Date.parse('2026-11-23T10:00:00.900Z'));
    expect(sent?.users[0]?.events.map(({ time }) => time)).toEqual(['2026-11-23T10:00:00', '2026-11-23T00:00:00']);
  });
});

describe('the plan of events', () => {
  it('fills calls with 1,000 events of many messages', () => {
    const calls = plan(...many(2_500, (index) => [user(`u${index}`, 'a')]));
    expect(calls.map(({ items, wave }) => [items, wave])).toEqual([
      [1_000, 0],
      [1_000, 0],
      [500, 0],
    ]);
  });

  it('keeps a user whole who fits into a call, and cuts one who fits into none', () => {
    const calls = plan([
      user('u1', ...many(600, String)),
      user('u2', ...many(500, String)),
      user('u3', ...many(2_100, String)),
    ]);
    expect(calls.map((call) => usersIn(call).map(({ id, events }) => `${id} ${events.length}`))).toEqual([
      ['u1 600'],
      ['u2 500'],
      ['u3 1000'],
      ['u3 1000'],
      ['u3 100'],
    ]);
    expect(calls.map(({ wave }) => wave)).toEqual([0, 0, 0, 1, 2]);
    expect(calls.map(({ of }) => of)).toEqual([
      { users: [0, 1] },
      { users: [1, 2] },
      { users: [2, 3] },
      undefined,
      undefined,
    ]);
  });

  it('keeps what was cut of one request apart, so that a result says whom it is about', () => {
    const calls = plan([
      user('u1', ...many(400, String)),
      user('u2', ...many(700, String)),
      user('u3', ...many(400, String)),
    ]);
    expect(calls.map(({ of }) => of)).toEqual([{ users: [0, 1] }, { users: [1, 2] }, { users: [2, 3] }]);
  });

  it('fills up a call to the last event', () => {
    const calls = plan([user('u1', ...many(400, String)), user('u2', ...many(600, String)), user('u3', 'a')]);
    expect(calls.map(({ items }) => items)).toEqual([1_000, 1]);
  });

  it('lets one user’s events travel together in the order they were sent', () => {
    expect(plan([user('u1', 'a')], [user('u2', 'b')], [user('u1', 'c')]).map(told)).toEqual([['u1: a,c', 'u2: b']]);
  });

  it('is made of each app’s requests alone', () => {
    const of = (app: string, name: string) => ({ apps: [app], users: [user('u1', name)] });
    const calls = endpoint.plan([of('ios', 'a'), of('android', 'b'), of('ios', 'c')]);
    expect(calls.map((call) => [call.app, told(call)])).toEqual([
      ['ios', ['u1: a,c']],
      ['android', ['u1: b']],
    ]);
  });

  it('says which user a call is about, where that is one, and leaves it to halving to find whom Batch refuses', () => {
    const [one] = plan([user('u1', 'a'), user('u1', 'b')]);
    expect([one?.places, one?.narrow, one?.divide]).toEqual([['/users/0', '/users/1'], undefined, undefined]);
    const [two] = plan([user('u1', 'a'), user('u2', 'b')]);
    expect([two?.places, two?.of, two?.divide]).toEqual([undefined, undefined, undefined]);
    const [ofTwo] = plan([user('u1', 'a')], [user('u1', 'b')]);
    expect(ofTwo?.places).toBeUndefined();
  });

  it('halves without waiting where no half goes on with a user of the other', () => {
    const [call] = plan(
      [user('u1', 'a')],
      [user('u2', 'b'), user('u3', 'c')],
      [user('u4', 'd')],
      [user('u3', 'e'), user('u5', 'f')],
    );
    const halves = call?.narrow?.() ?? [];
    expect(halves.map((half) => [told(half), half.wave])).toEqual([
      [['u1: a', 'u2: b', 'u3: c'], 0],
      [['u4: d', 'u3: e', 'u5: f'], 1],
    ]);
    expect(halves[0]?.narrow?.().map(({ wave }) => wave)).toEqual([0, 0]);
  });

  it('halves by request, then by user, and one waits for the other where they share a user', () => {
    const [call] = plan([user('u1', 'a'), user('u2', 'b')], [user('u1', 'c')]);
    const [first, second] = call?.narrow?.() ?? [];
    expect([first, second].map((half) => [half && told(half), half?.wave])).toEqual([
      [['u1: a', 'u2: b'], 0],
      [['u1: c'], 1],
    ]);
    expect(first?.narrow?.().map((half) => [told(half), half.parts[0]?.piece, half.places])).toEqual([
      [['u1: a'], [0, 1], ['/users/0']],
      [['u2: b'], [1, 2], ['/users/1']],
    ]);
    expect(second?.narrow).toBeUndefined();
  });

  it('makes the same call for some parts, and for pieces of them', () => {
    const [call] = plan([user('u1', 'a'), user('u2', 'b', 'c'), user('u3', 'd')], [user('u4', 'e')]);
    const [first, second] = call?.parts ?? [];
    if (!call || !first || !second) throw new Error('Two requests have two parts.');
    const only = call.only?.([{ ...first, piece: [1, 3] }, second]);
    expect(only && told(only)).toEqual(['u2: b,c', 'u3: d', 'u4: e']);
    expect(only?.items).toBe(4);
  });

  it('sends each event once and in order, a user once a call, and never more than the limit', () => {
    const users = fc.array(
      fc.record({
        id: fc.integer({ min: 0, max: 6 }),
        count: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 1_500 })),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(fc.array(users, { minLength: 1, maxLength: 6 }), (messages) => {
        let sent = 0;
        const requests = messages.map((message) =>
          message.map(({ id, count }) => user(`u${id}`, ...many(count, () => `${sent++}`))),
        );
        const calls = plan(...requests);
        const byUser = new Map<string, string[]>();
        const waves = [...calls].sort((one, other) => (one.wave ?? 0) - (other.wave ?? 0));
        for (const call of waves) {
          const inCall = usersIn(call);
          expect(new Set(inCall.map(({ id }) => id)).size).toBe(inCall.length);
          expect(inCall.flatMap(({ events }) => events).length).toBe(call.items);
          expect(call.items).toBeLessThanOrEqual(1_000);
          for (const { id, events } of inCall)
            byUser.set(id, [...(byUser.get(id) ?? []), ...events.map(({ name }) => name)]);
        }
        const asked = new Map<string, string[]>();
        for (const { id, events } of requests.flat())
          asked.set(id, [...(asked.get(id) ?? []), ...events.map(({ name }) => name)]);
        expect(byUser).toEqual(asked);
      }),
      { numRuns: 80 },
    );
  });
});
