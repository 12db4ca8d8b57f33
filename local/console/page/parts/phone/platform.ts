/** What a push is shown by. `other`: an app whose alias says nothing of it. */
export type Platform = 'ios' | 'android' | 'web' | 'other';

/** What aliases tell of a platform. Ours: an alias may be anything. */
const HINTS: readonly (readonly [Platform, RegExp])[] = [
  ['ios', /ios|iphone|ipad|apple/i],
  ['android', /android|google|huawei/i],
  ['web', /web|chrome|browser|site/i],
];

/** What the pushes of an app are shown by, as far as the app's alias tells. */
export function platformOf(app: string): Platform {
  return HINTS.find(([, hint]) => hint.test(app))?.[0] ?? 'other';
}

/** What people call it. */
export const NAMES: Readonly<Record<Platform, string>> = {
  ios: 'iPhone',
  android: 'Android phone',
  web: 'Chrome on a desktop',
  other: 'Phone',
};

/** How a push is met: on the locked screen, as it comes in while the phone is in use, or pulled open. */
export type Form = 'lock' | 'banner' | 'open';
