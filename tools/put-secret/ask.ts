import type { Secret } from '../../lib/aws/secret.ts';
import { isAlias, isKey } from './check.ts';
import type { Terminal } from './terminal.ts';

/** Answered in place of a key: no key is that short. */
const REMOVE = '-';

/** Asks for a secret until it is one. What the current one holds can be kept without being typed again. */
export async function askSecret(terminal: Terminal, current: Secret | undefined): Promise<Secret> {
  terminal.tell('Keys are not shown while you type or paste them.');
  const restApiKey = await askKeyOrKeep(terminal, 'REST API key', current?.restApiKey);
  const apps = new Map<string, string>();
  for (const [alias, key] of current?.apps ?? []) {
    const kept = await askKeyOrRemove(terminal, alias, key);
    if (kept !== undefined) apps.set(alias, kept);
  }
  for (let alias = await askAlias(terminal, apps); alias !== ''; alias = await askAlias(terminal, apps)) {
    apps.set(alias, await askKey(terminal, `App key of ${alias}: `));
  }
  return { restApiKey, apps };
}

async function askKeyOrKeep(terminal: Terminal, name: string, current: string | undefined): Promise<string> {
  if (current === undefined) return askKey(terminal, `${name}: `);
  return (await askKey(terminal, `${name} (Enter keeps it): `, [''])) || current;
}

async function askKeyOrRemove(terminal: Terminal, alias: string, current: string): Promise<string | undefined> {
  const question = `App key of ${alias} (Enter keeps it, ${REMOVE} removes ${alias}): `;
  const answer = await askKey(terminal, question, ['', REMOVE]);
  return answer === REMOVE ? undefined : answer || current;
}

/** A key, or one of the answers that stand for something else. */
async function askKey(terminal: Terminal, question: string, others: readonly string[] = []): Promise<string> {
  for (;;) {
    const answer = await terminal.askHidden(question);
    if (others.includes(answer) || (isKey(answer) && answer !== REMOVE)) return answer;
    terminal.tell('That is no key: a key is one word, without white space or accents.');
  }
}

/** Empty if that is all. */
async function askAlias(terminal: Terminal, apps: ReadonlyMap<string, string>): Promise<string> {
  const question =
    apps.size > 0 ? "Another app's alias (Enter if that is all): " : "An app's alias, such as ios or android: ";
  for (;;) {
    const alias = await terminal.ask(question);
    if (alias === '' && apps.size > 0) return alias;
    if (isAlias(alias) && !apps.has(alias)) return alias;
    terminal.tell(apps.has(alias) ? `There is ${alias} already.` : 'That is no alias: 1 to 32 of a-z, 0-9 and -.');
  }
}
