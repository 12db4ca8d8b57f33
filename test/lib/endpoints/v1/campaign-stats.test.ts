import { describe, expect, it } from 'vitest';
import { campaignStats as endpoint } from '../../../../lib/endpoints/v1/campaign-stats.ts';
import { fixturesOf } from '../../../support/fixtures.ts';
import { expectAsDocumented, pointersOf } from '../../../support/planned.ts';

describe('campaign stats', () => {
  it.each(fixturesOf('campaign-stats'))('leaves as documented: $name', (fixture) => {
    expectAsDocumented(endpoint, fixture);
  });

  it.each(['.', '..', 'list', 'stats'])('refuses the token "%s", which would be another route', (token) => {
    expect(pointersOf(endpoint, { app: 'ios', token })).toEqual(['/token']);
  });

  it('takes no other member', () => {
    expect(pointersOf(endpoint, { app: 'ios', token: 'a', apps: 'ios', dry_run: 'true' })).toEqual([
      '/apps',
      '/dry_run',
    ]);
  });
});
