import { describe, expect, it } from 'vitest';
import { campaignGet as endpoint } from '../../../../lib/endpoints/v1/campaign-get.ts';
import { fixturesOf } from '../../../support/fixtures.ts';
import { expectAsDocumented, pointersOf } from '../../../support/planned.ts';

describe('campaign get', () => {
  it.each(fixturesOf('campaign-get'))('leaves as documented: $name', (fixture) => {
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
