import { targetsOf } from '../../../lib/ledger/apps.ts';
import type { Dice } from '../random.ts';

/** The apps that people have on their phones, whatever aliases and keys stand for them. */
const APPS = ['ios', 'android', 'web'];

/** The secret as it is now, and what its keys stand for. */
export interface WorldSecret {
  /** As Secrets Manager holds it. */
  text(): string;
  /** Changes something at random. */
  change(dice: Dice): void;
  /** Puts everything back in its place, keys that were rotated aside. */
  restore(): void;
  /** Whether Batch still takes a key. */
  isGood(key: string): boolean;
}

type Change = 'rename' | 'exchange' | 'add' | 'remove' | 'rotate';

/**
 * What may change in one scenario. All together can't be told from an app that was given another's place, to which its pushes
 * would go as to a rotated key, or from one that is gone for good.
 */
const KINDS: readonly (readonly Change[])[] = [
  ['add', 'remove', 'rotate'],
  ['add', 'remove', 'rename'],
  ['add', 'rename', 'exchange'],
];

/** A secret that changes in one of these ways. */
export function createSecret(dice: Dice): WorldSecret {
  let apps = new Map(APPS.map((app) => [app, `${app}-key-0`]));
  const changes = dice.pick(KINDS);
  const areOldKeysGood = dice.isLucky(50);
  const current = new Map(apps);
  let made = 0;

  function rename(alias: string): void {
    apps = new Map([...apps].map(([each, key]) => [each === alias ? `${alias}-${++made}` : each, key]));
  }

  function exchange(one: string, other: string): void {
    const [first = '', second = ''] = [apps.get(one), apps.get(other)];
    apps.set(one, second).set(other, first);
  }

  function rotate(alias: string): void {
    const key = `${appOf(apps.get(alias) ?? '')}-key-${++made}`;
    apps.set(alias, key);
    current.set(appOf(key), key);
  }

  /** Takes an app out, or puts back those that are out. */
  function remove(alias: string): void {
    if (apps.size >= APPS.length) apps.delete(alias);
    else restore();
  }

  function add(): void {
    const app = `more${++made}`;
    apps.set(app, `${app}-key-0`);
    current.set(app, `${app}-key-0`);
  }

  function restore(): void {
    apps = new Map(current);
  }

  return {
    text: () => JSON.stringify({ restApiKey: 'rest-key', apps: Object.fromEntries(apps) }),
    restore,
    isGood: (key) => areOldKeysGood || [...current.values()].includes(key),
    change(dice) {
      const aliases = [...apps.keys()];
      const [one, other] = [dice.pick(aliases), dice.pick(aliases)];
      const change = dice.pick(changes);
      if (change === 'rename') rename(one);
      else if (change === 'exchange') exchange(one, other);
      else if (change === 'rotate') rotate(one);
      else if (change === 'remove') remove(one);
      else add();
    },
  };
}

/** The app that a key stands for. */
export function appOf(key: string): string {
  return key.replace(/-key-\d+$/, '');
}

/** What the ledger knows a key by. */
export function keyHashOf(key: string): string {
  return targetsOf(undefined, new Map([['app', key]]))[0]?.keyHash ?? '';
}
