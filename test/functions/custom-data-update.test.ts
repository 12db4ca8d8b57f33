import { describe, expect, it } from 'vitest';
import { fixturesOf } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';

describe('custom-data-update, as built, over the embedded stack', () => {
  const { post, calls, control, fault } = useStack();
  const update = (request: unknown) => post('/data/users', JSON.stringify(request));

  it.each(fixturesOf('custom-data-update'))('Batch takes $name', async ({ request, bodies }) => {
    expect(await update({ apps: ['ios'], ...request })).toMatchObject({ status: 200 });
    expect((await calls()).map(({ body }) => body)).toEqual(bodies);
  });

  it('leaves at Batch what was asked for, app by app', async () => {
    await update({ users: [{ id: 'ü/1', update: { values: { 'u.a': 1, 'u.b': 2, 'ut.t': ['x'] } } }] });
    await update({
      users: [{ id: 'ü/1', update: { values: { 'u.b': null, 'ut.t': { $add: ['y'] } } } }],
      apps: ['ios'],
    });
    expect(await control('GET', `users/ios/${encodeURIComponent('ü/1')}`)).toEqual({ 'u.a': 1, 'ut.t': ['x', 'y'] });
    expect(await control('GET', `users/web/${encodeURIComponent('ü/1')}`)).toEqual({
      'u.a': 1,
      'u.b': 2,
      'ut.t': ['x'],
    });
  });

  it('tries again what may have been carried out', async () => {
    await fault({ kind: '500' });
    expect((await update({ users: [{ id: 'u1', update: { values: { 'u.a': 1 } } }], apps: ['ios'] })).status).toBe(200);
    expect(await calls()).toHaveLength(2);
  });
});
