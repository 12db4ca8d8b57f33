import { parseArgs } from 'node:util';
import { STAGE } from '../../resources/parameters/list.ts';
import { isStage, misuse } from '../shared/arguments.ts';

/** The manual. */
export const USAGE = `npm run deploy-policy -- --account ACCOUNT --region REGION [--stage dev] [--param name=value]...

Writes what whoever deploys the stage has to be allowed, and no more, as policies for IAM into deploy-policy/: to make, change and remove
what the stage's template has. Without credentials.

--account  the account that is deployed to, twelve digits
--region   the region that is deployed to
--param    as for the deployment; what stands in stages/<stage>.yml is taken from there

docs/deploy.md says what to do with them.`;

const OPTIONS = {
  account: { type: 'string', default: '' },
  region: { type: 'string', default: '' },
  stage: { type: 'string', default: STAGE.default },
  param: { type: 'string', multiple: true, default: [] },
  help: { type: 'boolean', default: false },
} as const satisfies NonNullable<Parameters<typeof parseArgs>[0]>['options'];

/** What somebody asked for. */
export interface Arguments {
  readonly account: string;
  readonly region: string;
  readonly stage: string;
  readonly params: readonly string[];
}

/** Reads a command line. */
export function readArguments(args: readonly string[]): Arguments | 'help' | { readonly faults: readonly string[] } {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    const { account, region, stage, param: params, help } = values;
    if (help) return 'help';
    const faults = [
      ...(/^\d{12}$/.test(account) ? [] : ['--account has to be twelve digits.']),
      ...(/^[a-z]+(-[a-z]+)+-\d$/.test(region) ? [] : ['--region has to be a region of AWS, such as eu-west-1.']),
      ...(isStage(stage) ? [] : [`--stage has to be ${STAGE.rule.expected}.`]),
    ];
    return faults.length > 0 ? { faults } : { account, region, stage, params };
  } catch (error) {
    return { faults: [misuse(error as Error)] };
  }
}
