import * as z from 'zod/mini';
import type { Account } from '../endpoints/endpoint.ts';
import { ConfigurationError } from '../errors.ts';
import { aliasSchema, isObject, rule } from '../request/schema.ts';

/** Keys by alias, in the order of the secret. */
export type KeysByAlias = ReadonlyMap<string, string>;

/** The keys to Batch: one for the whole account, one for each app, and one for each project of its newer platform. */
export interface Secret {
  readonly restApiKey: string;
  readonly apps: KeysByAlias;
  readonly projects: KeysByAlias;
}

/** The keys of one kind of account. */
export function keysOf({ apps, projects }: Secret, account: Account): KeysByAlias {
  return account === 'app' ? apps : projects;
}

/** Keys travel in a header and in a path, so they are printable. Batch's keys differ in length: that is not looked at. */
const keySchema = z.string().check(z.regex(/^[\x21-\x7e]+$/));

const keysSchema = z.optional(z.record(aliasSchema, keySchema));

const secretSchema = z.object({ restApiKey: keySchema, apps: keysSchema, projects: keysSchema }).check(
  rule(({ apps, projects }, report) => {
    const isNone = (keys: unknown) => keys === undefined || (isObject(keys) && Object.keys(keys).length === 0);
    if (isNone(apps) && isNone(projects)) report(['apps'], 'must not be empty, unless there are projects');
  }),
);

/** @throws ConfigurationError that names the faulty member and quotes no key, not even a misplaced one. */
export function parseSecret(text: string): Secret {
  const parsed = secretSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const members = parsed.error.issues.flatMap(({ path }) => path.slice(0, 1).map((name) => `\`${String(name)}\``));
    throw malformed([...new Set(members)]);
  }
  const { restApiKey, apps = {}, projects = {} } = parsed.data;
  const named = [...namedIn('app', apps), ...namedIn('project', projects)];
  mustBeDistinct(named, restApiKey);
  return { restApiKey, apps: new Map(Object.entries(apps)), projects: new Map(Object.entries(projects)) };
}

/** A key, and what it is called. */
interface Named {
  readonly account: Account;
  readonly alias: string;
  readonly key: string;
}

function namedIn(account: Account, keys: Readonly<Record<string, string>>): Named[] {
  return Object.entries(keys).map(([alias, key]) => ({ account, alias, key }));
}

function malformed(members: readonly string[]): ConfigurationError {
  return new ConfigurationError(
    'The secret must be {"restApiKey": "...", "apps": {"<alias>": "<app key>"}, "projects": {"<alias>": "<project ' +
      'key>"}}, with at least one app or project, aliases of a-z, 0-9 and -, and keys without white space. At fault: ' +
      `${members.join(', ') || 'the whole'}.`,
  );
}

/** Sent to both aliases of one key, a push would reach each phone twice. Of one alias for two keys nobody knows which is meant. */
function mustBeDistinct(named: readonly Named[], restApiKey: string): void {
  const byKey = new Map<string, Named>();
  const aliases = new Set<string>();
  const keys = [restApiKey, ...named.map(({ key }) => key)];
  const shown = (alias: string) => (keys.includes(alias) ? '***' : alias);
  for (const each of named) {
    const { account, alias, key } = each;
    const twin = byKey.get(key);
    if (twin) {
      const both =
        twin.account === account
          ? `The ${account}s \`${shown(twin.alias)}\` and \`${shown(alias)}\``
          : `The app \`${shown(twin.alias)}\` and the project \`${shown(alias)}\``;
      throw new ConfigurationError(`${both} of the secret have the same key.`);
    }
    if (aliases.has(alias)) {
      throw new ConfigurationError(`The secret has \`${shown(alias)}\` as an app and as a project.`);
    }
    byKey.set(key, each);
    aliases.add(alias);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new ConfigurationError('The secret is not JSON.');
  }
}
