import { createHash } from 'node:crypto';
import type { Secret } from '../aws/secret.ts';
import type { NamedApp } from '../endpoints/endpoint.ts';
import { ENOUGH_FAULTS } from '../request/schema.ts';

/**
 * An app that a request is for. The ledger knows it by the hash of its key, since its alias may be given to another app, or
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

/** What the ledger keeps of a target. */
export type RememberedApp = Pick<Target, 'alias' | 'keyHash'>;

/** The same of several. */
export function toRemember(targets: readonly Target[]): RememberedApp[] {
  return targets.map(({ alias, keyHash }) => ({ alias, keyHash }));
}

/** Of a key's SHA-256 as much as tells apart the few keys of a company: 96 bits. */
function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 16);
}

const hashes = new WeakMap<Secret, ReadonlyMap<string, string>>();

/** The hashes of a secret's app keys, by alias. */
function hashesOf(secret: Secret): ReadonlyMap<string, string> {
  const known = hashes.get(secret);
  if (known) return known;
  const made = new Map([...secret.apps].map(([alias, key]) => [alias, hashOf(key)]));
  hashes.set(secret, made);
  return made;
}

/** Those of the apps that the secret does not have; as many as are told. */
export function unknownApps(named: readonly NamedApp[], secret: Secret): NamedApp[] {
  const unknown: NamedApp[] = [];
  for (const app of named) {
    if (unknown.length === ENOUGH_FAULTS) break;
    if (!secret.apps.has(app.alias)) unknown.push(app);
  }
  return unknown;
}

/** Whether the secret, or our copy of it, has not all the keys that these apps had. */
export function lacksKeys(apps: readonly RememberedApp[], secret: Secret): boolean {
  const keyHashes = new Set(hashesOf(secret).values());
  return apps.some(({ keyHash }) => !keyHashes.has(keyHash));
}

/** The targets of a request that is tried for the first time: the apps it names, or all there are. */
export function targetsOf(named: readonly NamedApp[] | undefined, secret: Secret): Target[] {
  const keyHashes = hashesOf(secret);
  const aliases = named?.map(({ alias }) => alias) ?? [...secret.apps.keys()];
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
  secret: Secret,
  { mayBeRotated = true }: { mayBeRotated?: boolean } = {},
): Target[] {
  const keyHashes = hashesOf(secret);
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
