import { describe, expect, it } from 'vitest';
import { transactionalStats as endpoint } from '../../../../lib/endpoints/v1/transactional-stats.ts';
import { fixturesOf } from '../../../support/fixtures.ts';
import { expectAsDocumented, pointersOf } from '../../../support/planned.ts';

const group_id = 'welcome';

describe('transactional stats', () => {
  it.each(fixturesOf('transactional-stats'))('leaves as documented: $name', (fixture) => {
    expectAsDocumented(endpoint, fixture);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['no day', { group_id }, ['/since']],
    ['a time', { group_id, since: '2026-11-01T00:00:00' }, ['/since']],
    ['a day that no calendar has', { group_id, since: '2026-02-30' }, ['/since']],
    ['an end before its beginning', { group_id, since: '2026-11-02', until: '2026-11-01' }, ['/since']],
    ['a period of no day', { group_id, since: '2026-11-02', until: '2026-11-02' }, ['/since']],
    ['more than six months', { group_id, since: '2026-04-30', until: '2026-11-01' }, ['/since']],
    ['more than six months up to today', { group_id, since: '2026-05-22' }, ['/since']],
    ['a beginning that is still to come', { group_id, since: '2026-11-24' }, ['/since']],
    ['a group that is none', { group_id: 'a/b', since: '2026-11-01' }, ['/group_id']],
    ['an unknown member', { group_id, since: '2026-11-01', unti: '2026-11-02' }, ['/unti']],
  ])('refuses %s', (_name, query, pointers) => {
    expect(pointersOf(endpoint, query)).toEqual(pointers);
  });

  it.each<[string, Record<string, string>]>([
    ['six months', { since: '2026-05-01', until: '2026-11-01' }],
    ['six months up to today', { since: '2026-05-23' }],
    ['today', { since: '2026-11-23' }],
  ])('takes %s', (_name, period) => {
    expect(pointersOf(endpoint, { group_id, ...period })).toEqual([]);
  });
});
