import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Case,
  call,
  control,
  expectCase,
  heldBy,
  ids,
  post,
  USERS,
  useBatch,
  user,
} from '../../support/batch-simulator.ts';

useBatch();

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

  it('takes null for an overwrite that is not used, and keeps what was held', async () => {
    await post(USERS, [user('u1', { 'u.a': 1 })]);
    expect((await post(USERS, [user('u1', { 'u.b': 1 }, { overwrite: null })])).status).toBe(200);
    expect(await heldBy('u1')).toEqual({ 'u.a': 1, 'u.b': 1 });
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

describe('the deletion of custom data', () => {
  const held = async () => (await control('GET', 'users')).body;
  const taken = { status: 200, body: { token: expect.stringMatching(/^[0-9a-f-]{36}$/) } };

  beforeEach(async () => {
    await post(
      USERS,
      ['a', 'b', 'c/ü'].map((id) => user(id, { 'u.a': 1 })),
    );
    await post('/1.0/SDK%2F%C3%BC/data/users', [user('a', { 'u.a': 2 })]);
  });

  it('takes one user in the path, percent-encoded', async () => {
    expect(await call('DELETE', `${USERS}/c%2F%C3%BC`)).toEqual(taken);
    expect(await held()).toEqual({ ios: { a: { 'u.a': 1 }, b: { 'u.a': 1 } }, web: { a: { 'u.a': 2 } } });
  });

  it('takes many users in a body, of one app', async () => {
    expect(await call('DELETE', USERS, ['a', 'c/ü'])).toEqual(taken);
    expect(await held()).toEqual({ ios: { b: { 'u.a': 1 } }, web: { a: { 'u.a': 2 } } });
  });

  it('takes ids that are unknown, or stand there twice', async () => {
    expect(await call('DELETE', `${USERS}/nobody`)).toEqual(taken);
    expect(await call('DELETE', USERS, ['nobody', 'a', 'a'])).toEqual(taken);
    expect(Object.keys((await held()).ios)).toEqual(['b', 'c/ü']);
  });

  it('takes 10,000 users at once', async () => {
    expect(await call('DELETE', USERS, ids(10_000))).toEqual(taken);
  });

  it.each<[rule: string, body: unknown, code: number, named?: string]>([
    ['wants a body without an id in the path', undefined, 32],
    ['wants an array', { ids: ['a'] }, 31, 'body'],
    ['wants at least one id', [], 31, 'body'],
    ['wants ids to be strings', ['a', 7], 31, '[1]'],
    ['wants ids not to be empty', ['a', ''], 31, '[1]'],
    ['refuses 10,001 users', ids(10_001), 31, 'body'],
  ])('%s', async (_, body, code, named = '') => {
    const answered = await call('DELETE', USERS, body);
    expect(answered).toMatchObject({ status: 400, body: { code } });
    if (named) expect(answered.body.message).toContain(`${named}: `);
    expect(Object.keys((await held()).ios)).toHaveLength(3);
  });
});
