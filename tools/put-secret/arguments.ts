import { parseArgs } from 'node:util';
import { PARAMETERS, STAGE } from '../../resources/parameters/list.ts';
import { obeys } from '../../resources/parameters/rule.ts';
import { isHttpUrl, isStage, misuse } from '../shared/arguments.ts';

/** The manual. */
export const USAGE = `npm run put-secret -- [--stage dev] [--secret-id NAME] [--yes] [--endpoint-url URL]

Puts Batch's keys into AWS Secrets Manager, where the functions of the stage read them. On a terminal it asks for the keys
and shows none of them. Without one it reads the whole secret from stdin, as a password manager may hand it over:

  {"restApiKey": "...", "apps": {"<alias>": "<app key>"}, "projects": {"<alias>": "<project key>"}}

Apps or projects may be left out, not both: apps are for Batch's older APIs, projects for its newer platform.

--secret-id  unless given batch-push-functions/<stage>, as in serverless.yml
--yes        does not ask; without a terminal it has to be there

Keys are never arguments: a shell writes those down, and everybody on the machine sees them.
Account, region and credentials are those of your AWS environment; --endpoint-url is for the embedded stack.`;

const OPTIONS = {
  stage: { type: 'string', default: 'dev' },
  'secret-id': { type: 'string' },
  yes: { type: 'boolean', default: false },
  'endpoint-url': { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** What somebody asked for. */
export interface Arguments {
  readonly stage: string;
  /** The secret's name. */
  readonly secretId: string;
  readonly yes: boolean;
  readonly endpointUrl: string | undefined;
}

/** Reads a command line; a fault quotes no stray argument, which may be a key. */
export function readArguments(args: readonly string[]): Arguments | 'help' | { readonly faults: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    if (values.help) return 'help';
    const { stage, yes, 'secret-id': secretId = `batch-push-functions/${stage}`, 'endpoint-url': endpointUrl } = values;
    const faults = [
      ...(positionals.length > 0 ? ['Everything but the options is asked for, or read from stdin.'] : []),
      ...(isStage(stage) ? [] : [`--stage has to be ${STAGE.rule.expected}.`]),
      ...(obeys(secretId, PARAMETERS.secretId.rule)
        ? []
        : ['--secret-id has to be the name of a secret, not its ARN.']),
      ...(endpointUrl === undefined || isHttpUrl(endpointUrl)
        ? []
        : ['--endpoint-url has to be an http or https URL.']),
    ];
    return faults.length > 0 ? { faults } : { stage, secretId, yes, endpointUrl };
  } catch (error) {
    return { faults: [misuse(error as Error)] };
  }
}
