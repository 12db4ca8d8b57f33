import { describe, expect, it } from 'vitest';
import type { Endpoint, RequestFields } from '../../lib/endpoints/endpoint.ts';
import { fixturesOf } from './fixtures.ts';
import { expectAsDocumented, pointersOf } from './planned.ts';

/** What holds for each read of one campaign. */
export function describeReadOfCampaign<Request extends RequestFields>(endpoint: Endpoint<Request>): void {
  describe(endpoint.name, () => {
    it.each(fixturesOf(endpoint.name))('leaves as documented: $name', (fixture) => {
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
}
