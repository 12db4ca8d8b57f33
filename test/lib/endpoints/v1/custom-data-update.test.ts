import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, ChunkName } from '../../../../lib/endpoints/call.ts';
import { customDataUpdate } from '../../../../lib/endpoints/v1/custom-data-update.ts';
import { createMemory } from '../../../../local/batch/memory.ts';
import { updateUser } from '../../../../local/batch/user-data.ts';
import type { UserUpdate } from '../../../../local/batch/user-rules.ts';
import { checked } from '../../../support/checked.ts';
import { fixturesOf } from '../../../support/fixtures.ts';
import { pointersOf } from '../../../support/planned.ts';

const APPS = ['ios', 'android'];
const user = (id: string, values: unknown, more: object = {}) => ({ id, update: { values, ...more } });
const faultsOf = (request: unknown) => checked(customDataUpdate, request, APPS).faults;

function plan(request: unknown, apps = ['ios']): Call[] {
  const { request: valid, faults } = checked(customDataUpdate, request, apps);
  expect(faults).toEqual([]);
  return customDataUpdate.plan([valid]);
}

/** Valid requests, planned together. */
const planAll = (requests: readonly object[], isOpen?: (chunk: ChunkName) => boolean) =>
  customDataUpdate.plan(requests as Parameters<typeof customDataUpdate.plan>[0], isOpen);

type Sent = { id: string; update: UserUpdate }[];
const sent = (call: Call) => JSON.parse(call.body) as Sent;

/** What Batch holds after these updates, one by one: the naive model. */
function held(updates: Sent): unknown {
  const memory = createMemory();
  for (const { id, update } of updates) updateUser(memory, 'ios', id, update);
  const users = [...(memory.users.get('ios') ?? [])].map(([id, data]) => [id, [...data].map(comparable).sort()]);
  return users.sort();
}

/** A collection is a set. */
function comparable([key, value]: [string, unknown]): string {
  return JSON.stringify([key, Array.isArray(value) ? [...value].sort() : value]);
}

const tags = fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1 });
const edits = fc
  .record({ $add: tags, $remove: tags }, { requiredKeys: [] })
  .filter(({ $add, $remove }) => $add !== undefined || $remove !== undefined);
const values = fc
  .record(
    {
      'u.a': fc.oneof(fc.nat(3), fc.constant(null)),
      'u.b': fc.boolean(),
      'date(u.b)': fc.constantFrom(1_700_000_000, '2026-01-02T03:04:05'),
      'ut.s': fc.oneof(tags, edits, fc.constant(null)),
      'ut.t': fc.oneof(tags, edits, fc.constant(null)),
      'url(u.c)': fc.constantFrom('https://batch.com', null),
      'u.c': fc.constantFrom('c', null),
    },
    { requiredKeys: [] },
  )
  .filter((record) => Object.keys(record).length > 0);
const overwrite = fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
const update = fc.record({ overwrite, values }, { requiredKeys: ['values'] });
const users = fc.array(
  fc.record({ id: fc.constantFrom('u1', 'u2', 'u3'), update }, { requiredKeys: ['id', 'update'] }),
  {
    minLength: 1,
    maxLength: 20,
  },
);
const requests = fc.array(
  fc.record({ users, apps: fc.constantFrom<string[]>(['ios'], ['android'], ['ios', 'android'], ['android', 'ios']) }),
  { minLength: 1, maxLength: 5 },
);
const PER_CHUNK = 10_000;
const many = (count: number, idOf = (index: number) => `u${index}`) =>
  Array.from({ length: count }, (_, index) => user(idOf(index), { 'u.a': index }) as Sent[number]);

describe('custom data update', () => {
  it.each(fixturesOf('custom-data-update'))('leaves as documented: $name', ({ request, bodies }) => {
    expect(plan(request).map(sent)).toEqual(bodies);
  });

  it('makes 4 calls of 10,001 users on 2 apps', () => {
    const calls = plan({ users: many(10_001) }, APPS);
    expect(calls.map(({ app, items }) => [app, items])).toEqual([
      ['ios', 10_000],
      ['ios', 1],
      ['android', 10_000],
      ['android', 1],
    ]);
  });

  it('leaves Batch with what the updates one by one would have left', () => {
    fc.assert(
      fc.property(users, (asked) => {
        const calls = plan({ users: asked });
        expect(held(calls.flatMap(sent))).toEqual(held(asked as Sent));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves Batch with the same when calls are narrowed down to their single updates', () => {
    const narrowed = (call: Call): Call[] => call.narrow?.().flatMap(narrowed) ?? [call];
    fc.assert(
      fc.property(users, (asked) => {
        const calls = plan({ users: asked }).flatMap(narrowed);
        expect(calls.map(({ places }) => places).sort()).toEqual(asked.map((_, index) => [`/users/${index}`]).sort());
        expect(held(calls.flatMap(sent))).toEqual(held(asked as Sent));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves Batch with the same when many requests travel together, app by app', () => {
    fc.assert(
      fc.property(requests, (asked) => {
        const calls = planAll(asked);
        for (const app of APPS) {
          const inTurn = asked.flatMap(({ apps, users }) => (apps.includes(app) ? (users as Sent) : []));
          expect(held(calls.filter((call) => call.app === app).flatMap(sent))).toEqual(held(inTurn));
        }
        for (const [request, { users, apps }] of asked.entries()) {
          const parts = calls.flatMap((call) => call.parts).filter((part) => part.request === request);
          expect(parts.reduce((sum, { items }) => sum + items, 0)).toBe(users.length * apps.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('merges an overwrite with nothing before or after it', () => {
    fc.assert(
      fc.property(users, (asked) => {
        const overwriting = asked.filter(({ update }) => update.overwrite);
        const alone = plan({ users: asked })
          .flatMap(sent)
          .filter(({ update }) => update.overwrite);
        const comparably = (each: unknown[]) => each.map((one) => JSON.stringify(one)).sort();
        expect(comparably(alone)).toEqual(comparably(overwriting));
      }),
    );
  });

  it('sends what an overwrite follows before it, and what follows it afterwards', () => {
    const updates = [
      user('u1', { 'u.a': 1 }),
      user('u1', { 'u.b': 2 }, { overwrite: true }),
      user('u1', { 'u.c': 3 }),
      user('u1', { 'u.d': 4 }),
    ];
    expect(plan({ users: updates }).map(({ wave, body }) => [wave, JSON.parse(body)[0].update])).toEqual([
      [0, { values: { 'u.a': 1 } }],
      [1, { overwrite: true, values: { 'u.b': 2 } }],
      [2, { values: { 'u.c': 3, 'u.d': 4 } }],
    ]);
  });

  it('merges what has fields that we do not know with nothing, so that none of them is lost', () => {
    const mine = (values: object, more: object = {}) => user('u1', values, more);
    const updates = [mine({ 'u.a': 1 }), mine({ 'u.b': 2 }, { extra: { new: 1 } }), mine({ 'u.c': 3 })];
    expect(plan({ users: updates }).map(({ wave, body }) => [wave, JSON.parse(body)[0].update])).toEqual([
      [0, { values: { 'u.a': 1 } }],
      [1, { values: { 'u.b': 2 }, new: 1 }],
      [2, { values: { 'u.c': 3 } }],
    ]);
  });

  it('leaves out what is not open, for that app alone', () => {
    fc.assert(
      fc.property(requests, fc.infiniteStream(fc.boolean()), (asked, stream) => {
        const open = new Map<string, boolean>();
        const isOpen = ({ request, app, chunk }: ChunkName) => {
          const name = `${request} ${app} ${chunk}`;
          if (!open.has(name)) open.set(name, stream.next().value);
          return open.get(name) ?? false;
        };
        const calls = planAll(asked, isOpen);
        for (const app of APPS) {
          const left = asked.map(({ apps, users }, request) => ({
            users,
            apps: apps.includes(app) && isOpen({ request, app, chunk: 0 }) ? [app] : [],
          }));
          const bodies = (of: readonly Call[]) =>
            of.map(({ items, body, parts, wave }) => ({ items, body, parts, wave }));
          expect(bodies(calls.filter((call) => call.app === app))).toEqual(bodies(planAll(left)));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('names a chunk by 10,000 places of the request, whatever call they travel in', () => {
    const twice = many(25_000, (index) => `u${index % 10_000}`);
    const [call, ...others] = plan({ users: twice });
    expect(others).toEqual([]);
    expect(call?.parts).toMatchObject([
      { request: 0, chunk: 0, items: 10_000 },
      { request: 0, chunk: 1, items: 10_000 },
      { request: 0, chunk: 2, items: 5_000 },
    ]);
    const open = planAll([{ users: twice, apps: ['ios'] }], ({ chunk }) => chunk === 2);
    expect(open.flatMap(({ parts }) => parts)).toMatchObject([{ request: 0, chunk: 2, items: 5_000 }]);
    expect(open.flatMap(sent)).toEqual(twice.slice(2 * PER_CHUNK));
  });

  it('leaves out what is done of a chunk, and says which places each call has', () => {
    const users = many(6).map((one, place) => (place === 3 ? (user('u0', { 'date(u.a)': 1 }) as Sent[number]) : one));
    const calls = customDataUpdate.plan([{ users, apps: ['ios', 'web'] }] as never, undefined, ({ app }) =>
      app === 'ios' ? new Set([0, 4]) : undefined,
    );
    expect(calls.map(({ app, wave, parts }) => [app, wave, parts[0]?.places])).toEqual([
      ['ios', 0, [1, 2, 3, 5]],
      ['web', 0, [0, 1, 2, 4, 5]],
      ['web', 1, [3]],
    ]);
  });

  it('says of a request that is cut which places a call is about, and of no other', () => {
    const placesOf = (users: Sent) => plan({ users }).map(({ of }) => of);
    expect(placesOf(many(10_000))).toEqual([undefined]);
    expect(placesOf(many(20_001))).toEqual([
      { users: [0, 10_000] },
      { users: [10_000, 20_000] },
      { users: [20_000, 20_001] },
    ]);
    const repeating = [...many(10_000).flatMap((one) => [one, one]), user('last', { 'u.a': 1 }) as Sent[number]];
    expect(placesOf(repeating)).toEqual([{ users: [0, 20_000] }, { users: [20_000, 20_001] }]);
    const inWaves = [...many(10_001), user('u0', { 'date(u.a)': 1 }) as Sent[number]];
    expect(placesOf(inWaves)).toEqual([{ users: [0, 10_000] }, { users: [10_000, 10_002] }, undefined]);
    const [cut] = plan({ users: many(10_001) });
    expect(cut?.narrow?.().map(({ of }) => of)).toEqual([undefined, undefined]);
    const together = planAll([
      { users: many(10_001), apps: ['ios'] },
      { users: many(1, () => 'v'), apps: ['ios'] },
    ]);
    expect(together.map(({ of }) => of)).toEqual([undefined, undefined]);
  });

  it('says it of none of which something is left out', () => {
    const request = { users: many(20_001), apps: ['ios'] };
    const isOpen = ({ chunk }: ChunkName) => chunk !== 2;
    expect(planAll([request], isOpen).map(({ of }) => of)).toEqual([undefined, undefined]);
    const doneIn = ({ chunk }: ChunkName) => (chunk === 1 ? new Set([7]) : undefined);
    const rest = customDataUpdate.plan([request] as never, undefined, doneIn);
    expect(rest.map(({ items, of }) => [items, of])).toEqual([
      [10_000, undefined],
      [10_000, undefined],
    ]);
    const left = new Set(rest.flatMap(sent).map(({ id }) => id));
    expect(request.users.map(({ id }) => id).filter((id) => !left.has(id))).toEqual(['u10007']);
  });

  it('says where one request asks for what a call does, if that is about one user', () => {
    const placesOf = (...requests: Sent[]) =>
      planAll(requests.map((users) => ({ users, apps: ['ios'] }))).map(({ places }) => places);
    const [one, other] = [many(1), many(1, () => 'v')];
    expect(placesOf([...one, ...one])).toEqual([['/users/0', '/users/1']]);
    expect(placesOf([...one, ...other])).toEqual([undefined]);
    expect(placesOf(one, one)).toEqual([undefined]);
  });

  it('plans 20,000 updates of one user that can not be merged, each in a wave of its own', () => {
    const apart = many(20_000, () => 'u').map(({ id, update }) => ({ id, update: { ...update, overwrite: true } }));
    expect(plan({ users: apart }).map(({ wave }) => wave)).toEqual(apart.map((_, index) => index));
  });

  it.each([
    ['one attribute in two forms', { 'u.a': 1 }, { 'date(u.a)': 1 }],
    ['a tag both added and removed', { 'ut.t': ['x'] }, { 'ut.t': { $add: ['y'], $remove: ['y'] } }],
    ['a collection that ends up empty', { 'ut.t': ['x'] }, { 'ut.t': { $remove: ['x'] } }],
  ])('merges nothing of which nobody knows what Batch makes: %s', (_name, first, second) => {
    const calls = plan({ users: [user('u1', first), user('u1', second)] });
    expect(calls.map(({ wave, body }) => [wave, JSON.parse(body)[0].update.values])).toEqual([
      [0, first],
      [1, second],
    ]);
  });

  it('names a user once in a call, later calls in later waves, and never an empty call', () => {
    fc.assert(
      fc.property(users, (asked) => {
        const waves = plan({ users: asked }).map((call) => ({
          wave: call.wave ?? 0,
          ids: sent(call).map(({ id }) => id),
        }));
        for (const { ids } of waves) expect(new Set(ids).size).toBe(ids.length);
        for (const { ids } of waves) expect(ids.length).toBeGreaterThan(0);
        expect(waves.map(({ wave }) => wave)).toEqual([...waves.keys()]);
      }),
    );
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', {}, ['/users']],
    ['no users', { users: [] }, ['/users']],
    ['a user without id', { users: [{ update: { values: { 'u.a': 1 } } }] }, ['/users/0/id']],
    [
      'an id that is a number or empty',
      { users: [user(7 as never, { 'u.a': 1 }), user('', { 'u.a': 1 })] },
      ['/users/0/id', '/users/1/id'],
    ],
    ['no values', { users: [user('u', {})] }, ['/users/0/update/values']],
    ['an unknown key', { users: [user('u', { name: 'x' })] }, ['/users/0/update/values/name']],
    [
      'a key without name',
      { users: [user('u', { 'u.': 'x', 'ut.': ['x'] })] },
      ['/users/0/update/values/u.', '/users/0/update/values/ut.'],
    ],
    ['an attribute that is a list', { users: [user('u', { 'u.a': ['x'] })] }, ['/users/0/update/values/u.a']],
    ['an attribute that is an object', { users: [user('u', { 'u.a': {} })] }, ['/users/0/update/values/u.a']],
    ['an empty collection', { users: [user('u', { 'ut.a': [] })] }, ['/users/0/update/values/ut.a']],
    ['tags that are numbers', { users: [user('u', { 'ut.a': [1] })] }, ['/users/0/update/values/ut.a']],
    ['a tag', { users: [user('u', { 'ut.a': 'x' })] }, ['/users/0/update/values/ut.a']],
    ['an edit of nothing', { users: [user('u', { 'ut.a': {} })] }, ['/users/0/update/values/ut.a']],
    ['an unknown edit', { users: [user('u', { 'ut.a': { $push: ['x'] } })] }, ['/users/0/update/values/ut.a']],
    [
      'a date without time',
      { users: [user('u', { 'date(u.a)': '2026-01-02' })] },
      ['/users/0/update/values/date(u.a)'],
    ],
    [
      'a day that no calendar has',
      { users: [user('u', { 'date(u.a)': '2026-02-30T00:00:00Z' })] },
      ['/users/0/update/values/date(u.a)'],
    ],
    ['a date of true', { users: [user('u', { 'date(u.a)': true })] }, ['/users/0/update/values/date(u.a)']],
    [
      'a number that JSON can not carry',
      { users: [user('u', { 'u.a': Number.POSITIVE_INFINITY, 'date(u.b)': Number.POSITIVE_INFINITY })] },
      ['/users/0/update/values/date(u.b)', '/users/0/update/values/u.a'],
    ],
    [
      'a time whose UTC has no year of four digits',
      { users: [user('u', { 'date(u.a)': '9999-12-31T23:00:00.5-01:00' })] },
      ['/users/0/update/values/date(u.a)'],
    ],
    [
      'fields of ours in extra',
      { users: [user('u', { 'u.a': 1 }, { extra: { apps: [], extra: {} } })] },
      ['/users/0/update/extra/apps', '/users/0/update/extra/extra'],
    ],
    ['a URL that is a number', { users: [user('u', { 'url(u.a)': 1 })] }, ['/users/0/update/values/url(u.a)']],
    ['extra in the wrong place', { users: [user('u', { 'u.a': 1 })], extra: {} }, ['/extra']],
    ['overwrite of "yes"', { users: [user('u', { 'u.a': 1 }, { overwrite: 'yes' })] }, ['/users/0/update/overwrite']],
  ])('refuses %s and names every fault', (_name, request, pointers) => {
    expect(pointersOf(customDataUpdate, request)).toEqual(pointers);
  });

  it('says why an empty collection is refused', () => {
    expect(faultsOf({ users: [user('u', { 'ut.a': [] })] })[0]?.detail).toContain('Batch refuses an empty array');
  });

  it('takes names and texts whose limits nobody knows for sure', () => {
    expect(faultsOf({ users: [user('u', { 'u.Größe (cm)': 'x'.repeat(100) })] })).toEqual([]);
  });
});
