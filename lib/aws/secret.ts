import * as z from 'zod/mini';
import { ConfigurationError } from '../errors.ts';
import { aliasSchema } from '../request/schema.ts';

/** The keys to Batch: one for the whole account, one for each app. */
export interface Secret {
  readonly restApiKey: string;
  /** App keys by alias, in the order of the secret. */
  readonly apps: ReadonlyMap<string, string>;
}

/** Keys travel in a header and in a path, so they are printable. Batch's keys differ in length: that is not looked at. */
const keySchema = z.string().check(z.regex(/^[\x21-\x7e]+$/));

const secretSchema = z.object({
  restApiKey: keySchema,
  apps: z.record(aliasSchema, keySchema).check(z.refine((apps) => Object.keys(apps).length > 0)),
});

/** @throws ConfigurationError that names the faulty member and quotes no key, not even a misplaced one. */
export function parseSecret(text: string): Secret {
  const parsed = secretSchema.safeParse(parseJson(text));
  if (parsed.success) return distinctApps(parsed.data);
  const members = new Set(
    parsed.error.issues.flatMap(({ path }) => path.slice(0, 1).map((name) => `\`${String(name)}\``)),
  );
  throw new ConfigurationError(
    `The secret must be {"restApiKey": "...", "apps": {"<alias>": "<app key>"}}, with at least one app, aliases of ` +
      `a-z, 0-9 and -, and keys without white space. At fault: ${[...members].join(', ') || 'the whole'}.`,
  );
}

/** Sent to both aliases of one key, a push would reach each phone twice. */
function distinctApps({ restApiKey, apps }: z.infer<typeof secretSchema>): Secret {
  const aliases = new Map<string, string>();
  for (const [alias, key] of Object.entries(apps)) {
    const earlier = aliases.get(key);
    if (earlier !== undefined) throw sameKey(earlier, alias, [restApiKey, ...Object.values(apps)]);
    aliases.set(key, alias);
  }
  return { restApiKey, apps: new Map(Object.entries(apps)) };
}

function sameKey(one: string, other: string, keys: readonly string[]): ConfigurationError {
  const [first, second] = [one, other].map((alias) => (keys.includes(alias) ? '***' : alias));
  return new ConfigurationError(`The apps \`${first}\` and \`${second}\` of the secret have the same key.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new ConfigurationError('The secret is not JSON.');
  }
}
