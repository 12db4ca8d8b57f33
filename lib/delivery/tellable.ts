import type { Secret } from '../aws/secret.ts';
import { cut } from '../request/text.ts';
import type { Outcome } from './outcome.ts';

/**
 * Longest that Batch's own message may be. Ours: one that names 10,000 ids would fit into no item of the ledger, which holds
 * 400 kB, nor many of them into an answer of Lambda's.
 */
const MAX_DETAIL_CHARACTERS = 500;

/**
 * An outcome without keys: Batch's messages may quote the URL, and the URL holds the app key. Cut last, so that no half of a
 * key is left.
 */
export function tellable(outcome: Outcome, secret: Secret): Outcome {
  const tell = (text: string) => cut(withoutKeys(text, secret), MAX_DETAIL_CHARACTERS);
  if (outcome.status !== 'accepted') {
    return { ...outcome, error: { ...outcome.error, detail: tell(outcome.error.detail) } };
  }
  const { refused } = outcome;
  return refused
    ? { ...outcome, refused: refused.map(({ index, reason }) => ({ index, reason: tell(reason) })) }
    : outcome;
}

function withoutKeys(message: string, { restApiKey, apps, projects }: Secret): string {
  const keys = [restApiKey, ...apps.values(), ...projects.values()].flatMap((key) => [key, encodeURIComponent(key)]);
  // One key may be the beginning of another.
  keys.sort((one, other) => other.length - one.length);
  return keys.reduce((text, key) => text.replaceAll(key, '***'), message);
}
