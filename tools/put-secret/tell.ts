import type { Change } from './change.ts';
import type { Current } from './vault.ts';

/** The default of BATCH_SECRET_TTL_SECONDS: lib/environment.ts. */
const TTL_SECONDS = 300;

/** What is about to be done: the fate of each key, and never a key. */
export function tellPlan({ exists, secret }: Current, change: Change, where: string): string {
  const others = change.fates.length - 1;
  const width = Math.max(...[...change.fates.map(({ name }) => name), ...change.removed].map(({ length }) => length));
  return [
    exists ? `A new version of ${where}. The current one stays as AWSPREVIOUS.` : `A new secret: ${where}.`,
    ...(exists && !secret ? ['The functions can not read the current one, so nothing can be compared with it.'] : []),
    `${change.fates.length} keys, the REST API key and ${others} of apps and projects:`,
    ...change.fates.map(({ name, fate }) => `  ${name.padEnd(width)}  ${fate}`),
    ...change.removed.map((name) => `  ${name.padEnd(width)}  removed`),
  ].join('\n');
}

/** What a person should think about before agreeing. */
export function tellWarnings({ removed, twins }: Change): string[] {
  const them = removed.length === 1 ? 'it' : 'them';
  return [
    ...(removed.length > 0
      ? [
          `Without ${removed.join(', ')}: requests that name ${them} will get 400, and those that name none will leave ${them} out.`,
        ]
      : []),
    ...twins.map((names) => `The same key stands for ${names.join(' and ')}. Was it pasted twice?`),
  ].map((warning) => `Warning. ${warning}`);
}

/** What a person is asked to agree to. */
export function tellQuestion({ exists }: Current): string {
  return exists ? 'Put this version?' : 'Create this secret?';
}

/** What follows from it. */
export function tellEnd({ exists }: Current): string {
  if (!exists) return 'Created. Functions that are deployed read it at their next request.';
  return `Done. Functions take it within ${TTL_SECONDS} s (BATCH_SECRET_TTL_SECONDS), or at once when Batch refuses the old key. Nothing has to be deployed.`;
}
