import type { KeysByAlias, Secret } from '../../lib/aws/secret.ts';
import { isAlias, isKey } from './check.ts';
import type { Terminal } from './terminal.ts';

/** Answered in place of a key: no key is that short. */
const REMOVE = '-';

/** Asks for a secret until it is one. What the current one holds can be kept without being typed again. */
export async function askSecret(terminal: Terminal, current: Secret | undefined): Promise<Secret> {
  terminal.tell('Keys are not shown while you type or paste them.');
  const restApiKey = await askKeyOrKeep(terminal, 'REST API key', current?.restApiKey);
  const apps = await askKeys(terminal, APP, current?.apps, () => true);
  const isAliasFree = (alias: string) => !apps.has(alias);
  const projects = await askKeys(terminal, apps.size > 0 ? PROJECT : ONLY_PROJECT, current?.projects, isAliasFree);
  return { restApiKey, apps, projects };
}

/** What keys are asked for. */
interface Kind {
  readonly key: string;
  readonly first: string;
  readonly another: string;
  /** Whether one is needed at least. */
  readonly isNeeded: boolean;
}

const APP: Kind = {
  key: 'App key',
  first: "An app's alias, such as ios or android (Enter if there is none): ",
  another: "Another app's alias (Enter if that is all): ",
  isNeeded: false,
};
const PROJECT: Kind = {
  key: 'Project key',
  first: "The alias of a project of Batch's newer platform, such as main (Enter if there is none): ",
  another: "Another project's alias (Enter if that is all): ",
  isNeeded: false,
};
const ONLY_PROJECT: Kind = { ...PROJECT, first: 'The alias of a project, such as main: ', isNeeded: true };

async function askKeys(
  terminal: Terminal,
  kind: Kind,
  current: KeysByAlias | undefined,
  isFree: (alias: string) => boolean,
): Promise<KeysByAlias> {
  const keys = new Map<string, string>();
  for (const [alias, key] of current ?? []) {
    const kept = await askKeyOrRemove(terminal, `${kind.key} of ${alias}`, alias, key);
    if (kept !== undefined) keys.set(alias, kept);
  }
  const askOne = () => askAlias(terminal, kind, keys.size, (alias) => isFree(alias) && !keys.has(alias));
  for (let alias = await askOne(); alias !== ''; alias = await askOne()) {
    keys.set(alias, await askKey(terminal, `${kind.key} of ${alias}: `));
  }
  return keys;
}

async function askKeyOrKeep(terminal: Terminal, name: string, current: string | undefined): Promise<string> {
  if (current === undefined) return askKey(terminal, `${name}: `);
  return (await askKey(terminal, `${name} (Enter keeps it): `, [''])) || current;
}

async function askKeyOrRemove(
  terminal: Terminal,
  name: string,
  alias: string,
  current: string,
): Promise<string | undefined> {
  const question = `${name} (Enter keeps it, ${REMOVE} removes ${alias}): `;
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
async function askAlias(
  terminal: Terminal,
  { first, another, isNeeded }: Kind,
  known: number,
  isFree: (alias: string) => boolean,
): Promise<string> {
  for (;;) {
    const alias = await terminal.ask(known > 0 ? another : first);
    if (alias === '' && (known > 0 || !isNeeded)) return alias;
    if (isAlias(alias) && isFree(alias)) return alias;
    terminal.tell(isAlias(alias) ? `There is ${alias} already.` : 'That is no alias: 1 to 32 of a-z, 0-9 and -.');
  }
}
