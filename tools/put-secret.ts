import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { AwsError } from '../lib/aws/error.ts';
import type { Secret } from '../lib/aws/secret.ts';
import { ConfigurationError } from '../lib/errors.ts';
import { type Arguments, readArguments, USAGE } from './put-secret/arguments.ts';
import { askSecret } from './put-secret/ask.ts';
import { compare, isUnchanged } from './put-secret/change.ts';
import { checkSecret } from './put-secret/check.ts';
import { tellEnd, tellPlan, tellQuestion, tellWarnings } from './put-secret/tell.ts';
import { openTerminal } from './put-secret/terminal.ts';
import { openVault, type Vault } from './put-secret/vault.ts';
import { explainAwsError } from './shared/aws.ts';
import { confirm } from './shared/terminal.ts';

/** What a shell expects of a program that was told to stop. */
const STOPPED = 130;

/** Rights and state of the secret: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
const HINTS = {
  AccessDeniedException:
    'You need secretsmanager:GetSecretValue, secretsmanager:CreateSecret and secretsmanager:PutSecretValue on it.',
  InvalidRequestException: 'It may be marked for deletion: `aws secretsmanager restore-secret` takes that back.',
};

const { stdin, stdout } = process;
const stopping = new AbortController();

async function main(asked: ReturnType<typeof readArguments>): Promise<number> {
  if (asked === 'help') {
    console.log(USAGE);
    return 0;
  }
  if ('faults' in asked) return fail(`${asked.faults.join('\n')}\n\n${USAGE}`);
  if (!stdin.isTTY && !asked.yes) return fail('There is no terminal to ask on, so it needs --yes. Nothing was done.');
  const vault = openVault(asked.secretId, asked.endpointUrl);
  try {
    return await run(vault, asked);
  } catch (error) {
    // Not whatever is thrown once it is stopping: a version that is being put is not taken back.
    if ((error as Error).name === 'AbortError') return stop();
    if (error instanceof ConfigurationError) return fail(`${error.message} Nothing was done.`);
    return fail(explainAwsError(error as AwsError, HINTS));
  } finally {
    vault.close();
  }
}

async function run(vault: Vault, { secretId, yes }: Arguments): Promise<number> {
  const piped = stdin.isTTY ? undefined : checkSecret(await text(addAbortSignal(stopping.signal, stdin)));
  const current = await vault.read(stopping.signal);
  const secret = piped ?? (await ask(current.secret));
  const change = compare(current.secret, secret);
  const where = `${secretId} in ${await vault.region()}`;
  console.log(
    isUnchanged(change) ? `${where} holds these keys already. Nothing was done.` : tellPlan(current, change, where),
  );
  for (const warning of tellWarnings(change)) console.error(warning);
  if (isUnchanged(change)) return 0;
  if (!yes && !(await confirm(tellQuestion(current), stdin, stdout, stopping.signal))) return stop();
  await (current.exists ? vault.putVersion(secret) : vault.create(secret));
  console.log(tellEnd(current));
  return 0;
}

async function ask(current: Secret | undefined): Promise<Secret> {
  const terminal = openTerminal(stdin, stdout, stopping);
  try {
    return await askSecret(terminal, current);
  } finally {
    terminal.close();
  }
}

function fail(message: string): number {
  console.error(message);
  return 1;
}

/** Before anything was done. */
function stop(): number {
  console.error('Nothing was done.');
  return stopping.signal.aborted ? STOPPED : 1;
}

// More than once, since npm passes on a Ctrl-C that the terminal has sent us already.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
process.exitCode = await main(readArguments(process.argv.slice(2)));
