import { describe, expect, it } from 'vitest';
import { call, calls, clock, control, fault, REST_API_KEY, useBatch } from '../../support/batch-simulator.ts';

useBatch();

const UPDATE = '/2.11/profiles/update';
const MASS = '/2.11/profiles/mass-update';
const HEADERS = {
  'content-type': 'application/json',
  authorization: `Bearer ${REST_API_KEY}`,
  'x-batch-project': 'PROJECTKEY',
};

const post = (body: unknown, path = UPDATE, headers: Record<string, string> = HEADERS) =>
  call('POST', path, body, headers);
const of = (custom_id: string, more: object = {}) => ({ identifiers: { custom_id }, ...more });
const many = (count: number, more: object = { attributes: { a: 1 } }) =>
  Array.from({ length: count }, (_, index) => of(`u${index}`, more));
const held = async (id: string) => (await control('GET', `profiles/main/${id}`)).body;
const withEvent = (more: object) => [of('u1', { events: [{ name: 'a', ...more }] })];

describe('the keys of a project', () => {
  it.each<[string, Record<string, string>]>([
    ['another REST key', { authorization: 'Bearer other' }],
    ['a REST key without its scheme', { authorization: REST_API_KEY }],
    ['an app key', { 'x-batch-project': 'IOSKEY' }],
    ['the header of the older platform alone', { authorization: '', 'x-authorization': REST_API_KEY }],
  ])('are refused: %s', async (_, headers) => {
    expect(await post(many(1), UPDATE, { ...HEADERS, ...headers })).toEqual({
      status: 401,
      body: { error_code: '10', error_message: expect.any(String) },
    });
  });

  it('are those of the newer platform alone', async () => {
    expect((await post(many(1), '/2.11/PROJECTKEY/profiles/update')).status).toBe(404);
    expect((await post(many(1), '/1.1/PROJECTKEY/campaigns/create')).status).toBe(401);
  });

  it('stand in the record of calls by their alias', async () => {
    await post(many(1));
    expect(await calls()).toMatchObject([
      { app: null, project: 'main', endpoint: 'profiles/update', carriedOut: true },
    ]);
    expect((await control('GET', 'stats')).body).toMatchObject({ byProject: { main: { calls: 1, accepted: 1 } } });
  });
});

describe('a call as a whole', () => {
  it.each<[string, unknown, string]>([
    ['no list', { profiles: [] }, 'body'],
    ['nothing', [], 'body'],
    ['no identifiers', [{}], '[0].identifiers'],
    ['no identifier', [{ identifiers: {} }], '[0].identifiers.custom_id'],
    ['both', [{ identifiers: { custom_id: 'a', installation: {} } }], '[0].identifiers.installation'],
    ['a profile twice', [of('a'), of('a')], '[1]'],
    ['an unknown member', [of('a', { overwrite: true })], '[0].overwrite'],
    ['an event without a name', [of('a', { events: [{}] })], '[0].events[0].name'],
  ])('is refused with %s', async (_, body, place) => {
    const answered = await post(body);
    expect(answered.status).toBe(400);
    expect(answered.body.error_message).toContain(`${place}: `);
  });

  it('is refused with one operation too many, and then nothing is taken', async () => {
    expect((await post(many(201))).body).toEqual({ error_code: '31', error_message: expect.any(String) });
    expect((await control('GET', 'profiles/main/u0')).status).toBe(404);
    expect((await post(many(200))).status).toBe(202);
    expect((await post(many(10_000), MASS)).status).toBe(202);
    expect((await post(many(10_001), MASS)).status).toBe(400);
  });

  it('draws on a bucket of 1,000, filled at 300 a second, and takes nothing without room', async () => {
    for (let count = 0; count < 5; count += 1) expect((await post(many(200))).status).toBe(202);
    expect(await post([of('late')])).toEqual({
      status: 429,
      body: { error_code: '60', error_message: expect.any(String) },
    });
    expect((await control('GET', 'profiles/main/late')).status).toBe(404);
    expect((await post(many(5_000), MASS)).status).toBe(202);
    clock.nowMs += 500;
    expect((await post(many(151))).status).toBe(429);
    expect((await post(many(150))).status).toBe(202);
  });

  it('meets the faults of its project, told as the newer platform tells them', async () => {
    await fault({ kind: '503', app: 'main' });
    expect(await post(many(1))).toEqual({ status: 503, body: { error_code: '2', error_message: expect.any(String) } });
  });
});

describe('an attribute', () => {
  it.each<[string, Record<string, unknown>]>([
    ['an upper-case key', { Age: 1 }],
    ['a long key', { ['a'.repeat(31)]: 1 }],
    ['a long string', { a: 'x'.repeat(301) }],
    ['blanks', { a: '  ' }],
    ['a line break', { a: 'x\ny' }],
    ['an object', { a: { b: 1 } }],
    ['an empty array', { a: [] }],
    ['an array of numbers', { a: [1] }],
    ['an array of 26', { a: Array.from({ length: 26 }, String) }],
    ['another edit', { a: { $set: ['x'] } }],
    ['a date without a zone', { 'date(a)': '2026-11-23T12:00:00' }],
    ['a day that is none', { 'date(a)': '2026-02-30T12:00:00Z' }],
    ['a URL without a scheme', { 'url(a)': 'a.example' }],
    ['no e-mail address', { $email_address: 'a' }],
    ['no phone number', { $phone_number: '06' }],
    ['no subscription', { $email_marketing: 'maybe' }],
    ['no language', { $language: 'f' }],
    ['no time zone', { $timezone: 'Europe/Nowhere' }],
    ['no topics', { $topic_preferences: ['A B'] }],
    ['an attribute of Batch’s that it does not have', { $shoe_size: 1 }],
  ])('is dropped alone, and named: %s', async (_, attributes) => {
    const answered = await post([of('good'), of('bad', { attributes: { ...attributes, ok: true } })]);
    const [attribute] = Object.keys(attributes);
    expect(answered).toEqual({
      status: 202,
      body: {
        code: 'SUCCESS_WITH_PARTIAL_ERRORS',
        errors: [{ category: 'attribute', bulk_index: 1, reason: expect.any(String), attribute }],
      },
    });
    expect((await held('bad')).attributes).toEqual({ ok: true });
  });

  it('stays until it is set again, is edited, and is erased by null', async () => {
    const all = { a: 1, b: ['x', 'y'], 'date(c)': '2026-11-23T12:00:00+01:00', $language: 'fr', d: null };
    expect(await post([of('u1', { attributes: all })])).toEqual({ status: 202, body: { code: 'SUCCESS' } });
    await post([of('u1', { attributes: { a: null, b: { $add: ['z'], $remove: ['x'] } } })]);
    expect((await held('u1')).attributes).toEqual({
      b: ['y', 'z'],
      'date(c)': '2026-11-23T12:00:00+01:00',
      $language: 'fr',
    });
    await post([of('u1', { attributes: { b: { $remove: ['y', 'z'] } } })]);
    expect((await held('u1')).attributes).not.toHaveProperty('b');
    expect((await held('u1')).history).toHaveLength(3);
  });

  it.each<[string, object]>([
    ['51 attributes', { attributes: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`a${index}`, 1])) }],
    ['16 arrays', { attributes: Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`a${index}`, ['x']])) }],
    ['16 events', { events: Array.from({ length: 16 }, () => ({ name: 'a' })) }],
  ])('is one of too many: %s, of which none is taken', async (_, more) => {
    const { body } = await post([of('u1', more)]);
    expect(body.errors).toMatchObject([{ bulk_index: 0 }]);
    expect(await held('u1')).toMatchObject({ attributes: {}, events: [] });
  });
});

describe('an event', () => {
  it.each<[string, object]>([
    ['the prefix of the older platform', { name: 'ue.a' }],
    ['the future', { time: '2031-05-01T12:00:02Z' }],
    ['more than 24 hours ago', { time: '2031-04-30T12:00:00Z' }],
    ['a time without a zone', { time: '2031-05-01T11:00:00' }],
    ['21 attributes', { attributes: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`a${index}`, 1])) }],
    ['null', { attributes: { a: null } }],
    ['objects four deep', { attributes: { a: { b: { c: { d: 1 } } } } }],
    ['a list of numbers', { attributes: { a: [1] } }],
    ['a long label', { attributes: { $label: 'x'.repeat(201) } }],
    ['11 tags', { attributes: { $tags: Array.from({ length: 11 }, String) } }],
    [
      'more than 25 kB',
      {
        attributes: {
          a: Array.from({ length: 25 }, () => ({
            ['b'.repeat(30)]: 'x'.repeat(300),
            c: Array.from({ length: 4 }, () => 'y'.repeat(300)),
          })),
        },
      },
    ],
  ])('is dropped alone, and named: %s', async (_, more) => {
    const { status, body } = await post([of('u1', { events: [{ name: 'good' }, { name: 'a', ...more }] })]);
    expect([status, body.errors]).toMatchObject([202, [{ category: 'event', bulk_index: 0 }]]);
    expect((await held('u1')).events).toMatchObject([{ name: 'good' }]);
  });

  it('is kept as often as it comes, in order', async () => {
    const attributes = { $label: 'l', $tags: ['t'], a: [{ b: [{ c: 1 }] }], 'url(d)': 'https://a.example' };
    const event = { time: '2031-05-01T11:00:00Z', attributes };
    await post(withEvent(event));
    await post(withEvent(event));
    await post(withEvent({ name: 'b' }));
    expect((await held('u1')).events).toEqual([
      { name: 'a', ...event },
      { name: 'a', ...event },
      { name: 'b', time: '2031-05-01T12:00:00.500Z' },
    ]);
  });

  it('of an installation creates no profile', async () => {
    expect(
      (await post([{ identifiers: { installation: { installation_id: 'i' } }, events: [{ name: 'a' }] }])).status,
    ).toBe(202);
    expect((await control('GET', 'stats')).body.byProject.main.accepted).toBe(1);
  });
});
