import { describe, expect, it } from 'vitest';
import { isGone, lacksKeys, retarget, targetsOf, toWhole, unknownApps } from '../../../lib/ledger/apps.ts';
import { ENOUGH_FAULTS } from '../../../lib/request/schema.ts';

const FIRST = new Map([
  ['ios', 'key-1'],
  ['android', 'key-2'],
]);
const { apps } = toWhole(targetsOf(undefined, FIRST), 'app', [1]);
const [ios, android] = apps.map(({ keyHash }) => keyHash);

const named = (...aliases: string[]) => aliases.map((alias, index) => ({ alias, pointer: `/apps/${index}` }) as never);
/** What the apps of the first try are called now. */
const now = (keys: Record<string, string>, how?: { mayBeRotated: boolean }) =>
  retarget(apps, new Map(Object.entries(keys)), how).map(({ alias, app }) => [alias, app]);

describe('the apps of a request', () => {
  it('are all of the secret, or those that it names', () => {
    expect(targetsOf(undefined, FIRST).map(({ app }) => app)).toEqual(['ios', 'android']);
    expect(targetsOf(named('android', 'tv'), FIRST)).toEqual([{ alias: 'android', keyHash: android, app: 'android' }]);
    expect(ios).not.toBe(android);
  });

  it('say what they are where they are projects', () => {
    expect(toWhole([], 'project', [2])).toEqual({ apps: [], chunks: [2], account: 'project' });
    expect(toWhole([], 'app', [2])).not.toHaveProperty('account');
  });

  it('that the secret does not have are looked for no longer than there is one to tell', () => {
    expect(unknownApps(named('ios', 'tv'), FIRST)).toEqual(named('ios', 'tv').slice(1));
    expect(unknownApps(named(...Array.from({ length: 2_000 }, () => 'tv')), FIRST)).toHaveLength(ENOUGH_FAULTS);
  });

  it('lack a key as soon as one of theirs is gone', () => {
    expect(lacksKeys(apps, FIRST)).toBe(false);
    expect(lacksKeys(apps, new Map([['renamed', 'key-1']]))).toBe(true);
  });
});

describe('an app that a request was for when it was first tried', () => {
  it('is found by its key, whatever that is called by now', () => {
    expect(now({ iphone: 'key-1', android: 'key-2' })).toEqual([
      ['ios', 'iphone'],
      ['android', 'android'],
    ]);
  });

  it('is found by its alias where the key is gone, which was rotated; and not where it can not have been', () => {
    expect(now({ ios: 'key-3', android: 'key-2' })).toContainEqual(['ios', 'ios']);
    const [[, app = ''] = []] = now({ ios: 'key-3', android: 'key-2' }, { mayBeRotated: false });
    expect(isGone({ app })).toBe(true);
  });

  it('is not sent to under its alias where that has the key of another one of the request: it would be reached twice', () => {
    const [[, app = ''] = []] = now({ ios: 'key-2' });
    expect(isGone({ app })).toBe(true);
  });

  it('is gone where neither is there, under a name that no alias can have', () => {
    const [[alias, app = ''] = [], [, other = ''] = []] = now({ android: 'key-2' });
    expect([alias, isGone({ app })]).toEqual(['ios', true]);
    expect(app).not.toMatch(/^[a-z0-9-]{1,32}$/);
    expect(isGone({ app: other })).toBe(false);
  });
});
