import { describe, expect, it } from 'vitest';
import { customDataDelete as endpoint } from '../../../../lib/endpoints/v1/custom-data-delete.ts';
import { fixturesOf } from '../../../support/fixtures.ts';
import { expectAsDocumented, pointersOf } from '../../../support/planned.ts';

const users = (from: number, count: number) => Array.from({ length: count }, (_, index) => `u${from + index}`);
const plan = (...lists: string[][]) => endpoint.plan(lists.map((each) => ({ users: each, apps: ['ios'] })));

describe('custom data delete', () => {
  it.each(fixturesOf('custom-data-delete'))('leaves as documented: $name', (fixture) => {
    expectAsDocumented(endpoint, fixture);
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', {}, ['/users']],
    ['nobody', { users: [] }, ['/users']],
    ['users that are no ids', { users: ['u1', '', 7, { id: 'u1' }] }, ['/users/1', '/users/2', '/users/3']],
    ['extra, since a list leaves', { users: ['u1'], extra: {} }, ['/extra']],
  ])('refuses %s and names every fault', (_name, request, pointers) => {
    expect(pointersOf(endpoint, request)).toEqual(pointers);
  });

  it('cuts at 10,000 ids a call, over all messages', () => {
    const calls = plan(users(0, 10_000), users(5_000, 10_000));
    expect(calls.map(({ items }) => items)).toEqual([10_000, 5_000]);
  });

  it('sends an id once that several ask for, and tells each', () => {
    const [call, ...others] = plan(['u1', 'u2'], ['u2', 'u3']);
    expect(others).toEqual([]);
    expect(JSON.parse(call?.body ?? '')).toEqual(['u1', 'u2', 'u3']);
    expect(call?.parts).toMatchObject([
      { request: 0, chunk: 0, items: 2 },
      { request: 1, chunk: 0, items: 1 + 1 },
    ]);
  });

  it('is halved down to one user, who is not tried twice', () => {
    const halves = plan(['u1', 'u2'], ['u2'])[0]?.narrow?.() ?? [];
    expect(halves.map(({ body }) => JSON.parse(body))).toEqual([['u1'], ['u2']]);
    expect(halves.map(({ narrow }) => narrow)).toEqual([undefined, undefined]);
  });
});
