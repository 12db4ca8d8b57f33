import { parseArgs } from 'node:util';
import { STAGE } from '../../resources/parameters/list.ts';
import { isHttpUrl, isStage } from '../shared/arguments.ts';
import { CAPABILITIES, type Capability } from './capabilities.ts';
import { REASONS, type Reason } from './letter.ts';
import type { Action } from './policy.ts';

const COMMANDS = ['list', 'show', 'retry', 'resend', 'discard'] as const;

const CAPABILITY_NAMES = CAPABILITIES.map(({ name }) => name);

/** The capabilities and reasons of the manual are those of the code. */
export const USAGE = `npm run dead-letters -- list | show | retry | resend | discard
             [--stage dev] [--queue CAPABILITY] [--reason REASON]... [--id ID]...
             [--yes] [--reveal] [--endpoint-url URL]

  list      how many letters there are, by reason, and how old
  show      each letter
  retry     puts letters back on their queue, if nothing can be sent twice by that
  resend    puts the others back (too-old, unknown-outcome): people may get the same push twice
  discard   deletes letters

--queue   ${CAPABILITY_NAMES.join(', ')}; all of them unless given
--reason  ${REASONS.join(', ')}
--id      the message id of a letter, as \`show\` tells it
--yes     does not ask
--reveal  lets \`show\` tell what may be personal data: the request and its name

Account, region and credentials are those of your AWS environment; --endpoint-url is for the embedded stack.`;

const OPTIONS = {
  stage: { type: 'string' },
  queue: { type: 'string' },
  reason: { type: 'string', multiple: true },
  id: { type: 'string', multiple: true },
  yes: { type: 'boolean' },
  reveal: { type: 'boolean' },
  'endpoint-url': { type: 'string' },
  help: { type: 'boolean' },
} as const;

type OptionName = keyof typeof OPTIONS;

/** Which letters are meant; an empty list means all. */
export interface Filter {
  readonly reasons: readonly Reason[];
  readonly ids: readonly string[];
}

/** What somebody asked for. */
export interface Arguments {
  readonly command: 'list' | 'show' | Action;
  readonly stage: string;
  readonly capabilities: readonly Capability[];
  readonly filter: Filter;
  readonly yes: boolean;
  readonly reveal: boolean;
  readonly endpointUrl: string | undefined;
}

/** Reads a command line; `faults` is every one of them. */
export function readArguments(args: readonly string[]): Arguments | 'help' | { readonly faults: readonly string[] } {
  // Strictly it would stop at the first fault.
  const parsed = parseArgs({ args: [...args], options: OPTIONS, strict: false, allowPositionals: true, tokens: true });
  const options = parsed.tokens.flatMap((token) => (token.kind === 'option' ? [token as OptionToken] : []));
  const [command] = parsed.positionals;
  const given = (name: OptionName) => options.filter((one) => one.name === name && misuse(one) === undefined);
  const values = (name: OptionName) => given(name).map(({ value = '' }) => value);
  const faults = [
    ...faultsOfCommand(parsed.positionals),
    ...options.flatMap((option) => misuse(option) ?? []),
    ...Object.keys(OPTIONS).flatMap((name) => faultsOfValues(name, values(name as OptionName))),
  ];
  if (given('help').length > 0) return 'help';
  if (faults.length > 0) return { faults };
  const queue = values('queue').at(-1);
  return {
    command: command as Arguments['command'],
    stage: values('stage').at(-1) ?? 'dev',
    capabilities: CAPABILITIES.filter(({ name }) => queue === undefined || name === queue),
    filter: { reasons: values('reason') as Reason[], ids: values('id') },
    yes: given('yes').length > 0,
    reveal: given('reveal').length > 0,
    endpointUrl: values('endpoint-url').at(-1),
  };
}

/** As `parseArgs` tells it. */
interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string;
  readonly inlineValue?: boolean;
}

function misuse({ name, rawName, value, inlineValue }: OptionToken): string | undefined {
  if (!Object.hasOwn(OPTIONS, name)) return `${rawName} is not an option.`;
  if (OPTIONS[name as OptionName].type === 'boolean')
    return value === undefined ? undefined : `${rawName} takes no value.`;
  const isNextOption = !inlineValue && value?.startsWith('-');
  return value && !isNextOption ? undefined : `${rawName} needs a value.`;
}

function faultsOfCommand([command, ...others]: readonly string[]): string[] {
  if (command === undefined) return ['A command is missing.'];
  return [
    ...((COMMANDS as readonly string[]).includes(command) ? [] : [`${command} is not a command.`]),
    ...others.map((other) => `${other} is one command too many.`),
  ];
}

const RULES: Readonly<Record<string, { isRight(value: string): boolean; readonly fault: string }>> = {
  stage: { isRight: isStage, fault: `is no stage: ${STAGE.rule.expected}.` },
  queue: { isRight: (queue) => CAPABILITY_NAMES.includes(queue), fault: 'is not a capability.' },
  reason: { isRight: (reason) => (REASONS as readonly string[]).includes(reason), fault: 'is not a reason.' },
  'endpoint-url': {
    isRight: isHttpUrl,
    fault: 'is not a URL with http or https.',
  },
};

function faultsOfValues(name: string, values: readonly string[]): string[] {
  const rule = RULES[name];
  return rule ? values.filter((value) => !rule.isRight(value)).map((value) => `--${name}: ${value} ${rule.fault}`) : [];
}
