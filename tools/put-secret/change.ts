import type { KeysByAlias, Secret } from '../../lib/aws/secret.ts';

/** How a secret's keys differ from those of the current version; never a key. */
export interface Change {
  /** What becomes of each key, the REST key first. */
  readonly fates: readonly { readonly name: string; readonly fate: 'new' | 'changed' | 'unchanged' }[];
  /** Names of keys of apps and projects that the current version has and the next has not. */
  readonly removed: readonly string[];
  /** Names of keys that are one and the same, two or more each. */
  readonly twins: readonly (readonly string[])[];
}

/** Compares a secret with the current one, if that is one. */
export function compare(current: Secret | undefined, next: Secret): Change {
  const [before, after] = [current ? keysOf(current) : new Map<string, string>(), keysOf(next)];
  const fateOf = (name: string, key: string) => {
    if (!before.has(name)) return 'new';
    return before.get(name) === key ? 'unchanged' : 'changed';
  };
  return {
    fates: [...after].map(([name, key]) => ({ name, fate: fateOf(name, key) })),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    twins: twinsAmong([...after]),
  };
}

/** Whether there is nothing to put. */
export function isUnchanged({ fates, removed }: Change): boolean {
  return removed.length === 0 && fates.every(({ fate }) => fate === 'unchanged');
}

function keysOf({ restApiKey, apps, projects }: Secret): Map<string, string> {
  const named = (kind: string, keys: KeysByAlias) =>
    [...keys].map(([alias, key]): [string, string] => [`${kind} ${alias}`, key]);
  return new Map([['REST API key', restApiKey], ...named('app', apps), ...named('project', projects)]);
}

function twinsAmong(keys: readonly (readonly [name: string, key: string])[]): string[][] {
  const different = [...new Set(keys.map(([, key]) => key))];
  const namesOf = (key: string) => keys.filter(([, other]) => other === key).map(([name]) => name);
  return different.map(namesOf).filter(({ length }) => length > 1);
}
