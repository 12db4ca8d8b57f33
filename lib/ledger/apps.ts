import { createHash } from 'node:crypto';
import type { KeysByAlias } from '../aws/secret.ts';
import type { Account, NamedApp } from '../endpoints/endpoint.ts';
import { ENOUGH_FAULTS } from '../request/schema.ts';
import type { RememberedApp, Whole } from './record.ts';

/**
 * An app, or a project, that a request is for. The ledger knows it by the hash of its key, since its alias may be given to another app, or
 * another alias to it, between two tries of a request.
 */
export interface Target {
  /** As the request, or the secret of the first try, has it: what callers are told. */
  readonly alias: string;
  /** Of its key at the first try. */
  readonly keyHash: string;
  /**
   * What it is called now, and what calls are planned for: an alias of the secret, or, if neither key nor alias are left in it, a
   * name that no alias can have.
   */
  readonly app: string;
}

/** What the ledger keeps of a request as a whole: for whom it is, and how many recipients or users each of its chunks has. */
export function toWhole(targets: readonly Target[], account: Account, chunks: readonly number[]): Whole {
  const apps = targets.map(({ alias, keyHash }) => ({ alias, keyHash }));
  return { apps, chunks, ...(account === 'project' && { account }) };
}

/** Of a key's SHA-256 as much as tells apart the few keys of a company: 96 bits. */
function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 16);
}

const hashes = new WeakMap<KeysByAlias, ReadonlyMap<string, string>>();

/** The hashes of keys, by alias. */
function hashesOf(keys: KeysByAlias): ReadonlyMap<string, string> {
  const known = hashes.get(keys);
  if (known) return known;
  const made = new Map([...keys].map(([alias, key]) => [alias, hashOf(key)]));
  hashes.set(keys, made);
  return made;
}

/** Those of the apps that the secret does not have; as many as are told. */
export function unknownApps(named: readonly NamedApp[], keys: KeysByAlias): NamedApp[] {
  const unknown: NamedApp[] = [];
  for (const app of named) {
    if (unknown.length === ENOUGH_FAULTS) break;
    if (!keys.has(app.alias)) unknown.push(app);
  }
  return unknown;
}

/** Whether the secret, or our copy of it, has not all the keys that these apps had. */
export function lacksKeys(apps: readonly RememberedApp[], keys: KeysByAlias): boolean {
  const keyHashes = new Set(hashesOf(keys).values());
  return apps.some(({ keyHash }) => !keyHashes.has(keyHash));
}

/** The targets of a request that is tried for the first time: the apps it names, or all there are. */
export function targetsOf(named: readonly NamedApp[] | undefined, keys: KeysByAlias): Target[] {
  const keyHashes = hashesOf(keys);
  const aliases = named?.map(({ alias }) => alias) ?? [...keys.keys()];
  return aliases.flatMap((alias) => {
    const keyHash = keyHashes.get(alias);
    return keyHash === undefined ? [] : [{ alias, keyHash, app: alias }];
  });
}

/**
 * The targets of a request that was tried before, in the secret as it is now: each goes to its key, whatever that is called
 * now; else to the key that its alias has now, which was rotated. Unless that is the key of another target: then aliases
 * were exchanged, and sending there would reach its people twice.
 */
export function retarget(
  apps: readonly RememberedApp[],
  keys: KeysByAlias,
  { mayBeRotated = true }: { mayBeRotated?: boolean } = {},
): Target[] {
  const keyHashes = hashesOf(keys);
  const aliasOf = new Map([...keyHashes].map(([alias, keyHash]) => [keyHash, alias]));
  const ownKeys = new Set(apps.map(({ keyHash }) => keyHash));
  return apps.map(({ alias, keyHash }) => {
    const rotated = keyHashes.get(alias);
    const sameName = mayBeRotated && rotated !== undefined && !ownKeys.has(rotated) ? alias : undefined;
    return { alias, keyHash, app: aliasOf.get(keyHash) ?? sameName ?? goneFrom(alias) };
  });
}

/** Aliases hold no `!`. */
function goneFrom(alias: string): string {
  return `${alias}!`;
}

/** Whether the secret has neither the key nor the alias of a target any more. */
export function isGone({ app }: Pick<Target, 'app'>): boolean {
  return app.endsWith('!');
}
