import { describe, expect, it } from 'vitest';
import { campaignList as endpoint } from '../../../../lib/endpoints/v1/campaign-list.ts';
import { fixturesOf } from '../../../support/fixtures.ts';
import { expectAsDocumented, pointersOf } from '../../../support/planned.ts';

describe('campaign list', () => {
  it.each(fixturesOf('campaign-list'))('leaves as documented: $name', (fixture) => {
    expectAsDocumented(endpoint, fixture);
  });

  it.each<[Record<string, string>, string[]]>([
    [{ from: '-1' }, ['/from']],
    [{ from: '1.5' }, ['/from']],
    [{ limit: '0' }, ['/limit']],
    [{ limit: '101' }, ['/limit']],
    [{ limit: '10,20' }, ['/limit']],
    [{ live: 'yes', from_api: '1' }, ['/from_api', '/live']],
    [{ apps: '' }, ['/apps/0']],
    [{ apps: 'ios,ios' }, ['/apps/1']],
    [{ apps: 'ios,andriod' }, ['/apps/1']],
    [{ page: '2', dry_run: 'true' }, ['/dry_run', '/page']],
  ])('refuses the query %j and names every fault', (query, pointers) => {
    expect(pointersOf(endpoint, query)).toEqual(pointers);
  });

  it('asks every app that it is for', () => {
    const calls = endpoint.plan([{ limit: '1', apps: ['ios', 'android'] }]);
    expect(calls).toMatchObject([
      { app: 'ios', path: '/campaigns/list?limit=1', body: '' },
      { app: 'android', path: '/campaigns/list?limit=1', body: '' },
    ]);
  });
});
