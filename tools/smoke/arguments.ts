import { parseArgs } from 'node:util';
import { misuse } from '../shared/arguments.ts';
import { faultsOfStack, STACK_OPTIONS, type StackChoice } from '../shared/stack-options.ts';

/** The manual. */
export const USAGE = `npm run smoke -- [--stage dev] [--region REGION] [--url URL] [--push-to CUSTOM_ID --app ALIAS] [--endpoint-url URL]

Sees whether a deployed stack works: one signed request of each capability with "dry_run": true, so that functions, rights and
keys take part and Batch is not bothered. Nobody gets a push, unless asked for:

--push-to       then sends one push to this custom id, which is a user's id in your app,
--app           on this app
--url           of the HTTP API; unless given it is asked of CloudFormation, stack batch-push-functions-<stage>
--endpoint-url  where CloudFormation is asked instead of AWS

Account, region and credentials are those of your AWS environment. For the embedded stack: --url http://127.0.0.1:3000`;

const OPTIONS = {
  ...STACK_OPTIONS,
  'push-to': { type: 'string' },
  app: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** One push, to a custom id on the app of an alias. */
export interface Push {
  readonly to: string;
  readonly app: string;
}

/** What somebody asked for. */
export interface Arguments extends StackChoice {
  readonly push: Push | undefined;
}

/** Reads a command line. */
export function readArguments(args: readonly string[]): Arguments | 'help' | { readonly faults: readonly string[] } {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    if (values.help) return 'help';
    const { stage, region, url, app, 'endpoint-url': endpointUrl, 'push-to': to } = values;
    const stack = { stage, region, url, endpointUrl };
    const faults = [
      ...faultsOfStack(stack),
      ...(Boolean(to) === Boolean(app) ? [] : ['--push-to and --app need each other.']),
    ];
    return faults.length > 0 ? { faults } : { ...stack, push: to && app ? { to, app } : undefined };
  } catch (error) {
    return { faults: [misuse(error as Error)] };
  }
}
