import { parseSecret, type Secret } from '../../lib/aws/secret.ts';
import { ConfigurationError } from '../../lib/errors.ts';

/** A REST key is an alias by its form: 32 lower-case hex digits. Ours: shorter than any key, longer than any name. */
const LOOKS_LIKE_A_KEY = /^[0-9a-f]{20,}$/;

/**
 * Reads a secret as the functions do.
 *
 * @throws ConfigurationError naming every faulty member and quoting nothing, also for a key in an alias's place: aliases
 *   are shown, in every answer and log
 */
export function checkSecret(text: string): Secret {
  const secret = parseSecret(text);
  for (const member of ['apps', 'projects'] as const) {
    if (![...secret[member].keys()].some((alias) => LOOKS_LIKE_A_KEY.test(alias))) continue;
    throw new ConfigurationError(
      `In \`${member}\` the alias comes first, then the key: what stands as an alias looks like a key.`,
    );
  }
  return secret;
}

/** Whether the functions would take a key. */
export function isKey(key: string): boolean {
  return isTaken({ restApiKey: key });
}

/** Whether the functions would take an alias, and we too. */
export function isAlias(alias: string): boolean {
  return isTaken({ apps: { [alias]: 'key' } });
}

/** The schema is that of whole secrets. */
function isTaken(member: { restApiKey?: string; apps?: Record<string, string> }): boolean {
  try {
    checkSecret(JSON.stringify({ restApiKey: 'key', apps: { alias: 'key' }, ...member }));
    return true;
  } catch {
    return false;
  }
}
