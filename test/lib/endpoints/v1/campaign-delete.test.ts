import { describe, expect, it } from 'vitest';
import { campaignDelete as endpoint } from '../../../../lib/endpoints/v1/campaign-delete.ts';
import { fixturesOf } from '../../../support/fixtures.ts';
import { expectAsDocumented, pointersOf } from '../../../support/planned.ts';

describe('campaign delete', () => {
  it.each(fixturesOf('campaign-delete'))('leaves as documented: $name', (fixture) => {
    expectAsDocumented(endpoint, fixture);
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', {}, ['/campaigns']],
    ['a list of tokens', { campaigns: ['a'] }, ['/campaigns']],
    ['apps beside campaigns', { campaigns: { ios: 'a' }, apps: ['ios'] }, ['/apps']],
    ['extra, since no body leaves', { campaigns: { ios: 'a' }, extra: {} }, ['/extra']],
    [
      'what leads to another route',
      { campaigns: { ios: '..', android: 'list' } },
      ['/campaigns/android', '/campaigns/ios'],
    ],
  ])('refuses %s and names every fault', (_name, request, pointers) => {
    expect(pointersOf(endpoint, request)).toEqual(pointers);
  });

  it('deletes once what several ask for', () => {
    const requests = [{ ios: 'a' }, { ios: 'a', android: 'a' }, { ios: 'b' }].map((campaigns) => ({
      campaigns: campaigns as Record<string, string>,
      apps: Object.keys(campaigns),
    }));
    expect(
      endpoint.plan(requests).map(({ app, token, parts }) => [app, token, parts.map((part) => part.request)]),
    ).toEqual([
      ['ios', 'a', [0, 1]],
      ['android', 'a', [1]],
      ['ios', 'b', [2]],
    ]);
  });
});
