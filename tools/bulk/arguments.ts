import { parseArgs } from 'node:util';
import { misuse } from '../shared/arguments.ts';
import { faultsOfStack, STACK_OPTIONS, type StackChoice } from '../shared/stack-options.ts';
import { type Order, type OrderOptions, readOrder } from './order.ts';

/** The manual. */
export const USAGE = `npm run bulk -- send FILE --capability NAME --request JSON|@FILE
             [--format csv|ndjson] [--column id] [--list custom_ids] [--unique | --no-unique] [--pace ITEMS_A_MINUTE]
             [--key KEY] [--uploaded OBJECT_KEY]
npm run bulk -- status ID
npm run bulk -- cancel ID
             [--stage dev] [--region REGION] [--url URL] [--endpoint-url URL]

  send      uploads a file, sends a request to all of its lines, and stays until it is known what became of them
  status    what became of them so far
  cancel    sends nothing more; what was sent stays sent

--request       the capability's request without its list, as JSON or in a file
--format        by the ending of the file unless given: .csv, .ndjson or .jsonl
--column        of a CSV file, or member of a JSON object: what names whom
--list          for pushes: custom_ids, install_ids, tokens
--no-unique     sends to an id as often as it is in the file, at most once in a part
--key           names the start, so that it can be repeated; made up unless given
--uploaded      instead of FILE: a file that lies in the bucket of the stack already
--url           of the HTTP API; unless given it is asked of CloudFormation, stack batch-push-functions-<stage>
--endpoint-url  where CloudFormation is asked instead of AWS

Exit status: 0 if all lines were accepted, 1 if not, 2 for a command line at fault, 130 if stopped.
Account, region and credentials are those of your AWS environment. For the embedded stack: --url http://127.0.0.1:3000`;

const OPTIONS = {
  ...STACK_OPTIONS,
  capability: { type: 'string' },
  request: { type: 'string' },
  format: { type: 'string' },
  column: { type: 'string' },
  list: { type: 'string' },
  unique: { type: 'boolean' },
  pace: { type: 'string' },
  key: { type: 'string' },
  uploaded: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** As `bulk-status` takes it. */
const ID = /^[A-Za-z0-9_-]{16,64}$/;

/** What somebody asked for. */
export type Arguments = StackChoice &
  (
    | { readonly command: 'send'; readonly order: Order }
    | { readonly command: 'status' | 'cancel'; readonly id: string }
  );

/** Reads a command line, and the files that it names as far as they are needed to see whether it is right. */
export function readArguments(args: readonly string[]): Arguments | 'help' | { readonly faults: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: idLast(args),
      options: OPTIONS,
      allowPositionals: true,
      allowNegative: true,
    });
    if (values.help) return 'help';
    const { stage, region, url, 'endpoint-url': endpointUrl, ...options } = values;
    const stack = { stage, region, url, endpointUrl };
    const read = readCommand(positionals, options);
    const faults = [...('faults' in read ? read.faults : []), ...faultsOfStack(stack)];
    return 'faults' in read || faults.length > 0 ? { faults } : { ...stack, ...read };
  } catch (error) {
    return { faults: [misuse(error as Error)] };
  }
}

type Command = { command: 'send'; order: Order } | { command: 'status' | 'cancel'; id: string };

function readCommand(
  [command, operand, ...others]: readonly string[],
  options: OrderOptions,
): Command | { faults: readonly string[] } {
  if (others.length > 0) return { faults: [`${others[0]} is one argument too many.`] };
  if (command === 'send') {
    const read = readOrder(operand, options);
    return 'faults' in read ? read : { command, order: read };
  }
  if (command !== 'status' && command !== 'cancel') {
    return { faults: [command === undefined ? 'A command is missing.' : `${command} is not a command.`] };
  }
  const needless = Object.keys(options)[0];
  if (needless !== undefined) return { faults: [`--${needless} is for \`send\` alone.`] };
  return operand !== undefined && ID.test(operand)
    ? { command, id: operand }
    : { faults: [`\`${command}\` needs the id of a bulk: 16 to 64 of A-Z a-z 0-9 _ -`] };
}

/** The id of a bulk may begin with a dash, and would be taken for options. */
function idLast(args: readonly string[]): string[] {
  const [command = '', id = '', ...options] = args;
  const isIdWithDash = ['status', 'cancel'].includes(command) && id.startsWith('-') && ID.test(id);
  return isIdWithDash ? [command, ...options, '--', id] : [...args];
}
