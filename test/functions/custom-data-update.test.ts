import { describe, expect, it } from 'vitest';
import { fixturesOf } from '../support/fixtures.ts';
import { holdToRoles } from '../support/hold-to-roles.ts';
import { SOON_TIRED_OF_BATCH } from '../support/patience.ts';
import { useStack } from '../support/stack.ts';

const users = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `u${index}`, update: { values: { 'u.index': index } } }));

describe('custom-data-update, as built, over the embedded stack', () => {
  const { post, calls, control, fault, awsCalls } = useStack();
  holdToRoles(awsCalls);
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

  it('makes 4 calls of 10,001 users on 2 apps', async () => {
    const { status, body } = await update({ users: users(10_001), apps: ['ios', 'android'] });
    expect(status).toBe(200);
    expect(body.results.map(({ app, items }) => [app, items])).toEqual([
      ['ios', 10_000],
      ['ios', 1],
      ['android', 10_000],
      ['android', 1],
    ]);
    expect(await calls()).toHaveLength(4);
  });

  it.each([['500'], ['reset-after-reading'], ['502']])(
    'tries again what may have been carried out: %s',
    async (kind) => {
      await fault({ kind });
      expect((await update({ users: users(1), apps: ['ios'] })).status).toBe(200);
      expect(await calls()).toHaveLength(2);
    },
  );
});

describe('custom-data-update, where Batch says nothing', () => {
  const { post, calls, fault } = useStack(SOON_TIRED_OF_BATCH);

  it('tries again what may have been carried out', async () => {
    await fault({ kind: 'hang' });
    expect((await post('/data/users', JSON.stringify({ users: users(1), apps: ['ios'] }))).status).toBe(200);
    expect(await calls()).toHaveLength(2);
  });
});
