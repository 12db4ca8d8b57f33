import { STAGE } from '../../resources/parameters/list.ts';
import { isHttpUrl, isStage } from './arguments.ts';

/** The options of a tool that calls the HTTP API of a stack, for `parseArgs`. */
export const STACK_OPTIONS = {
  stage: { type: 'string', default: 'dev' },
  region: { type: 'string' },
  url: { type: 'string' },
  'endpoint-url': { type: 'string' },
} as const;

/** Which stack is meant, and where it is asked for. */
export interface StackChoice {
  readonly stage: string;
  readonly region: string | undefined;
  readonly url: string | undefined;
  readonly endpointUrl: string | undefined;
}

/** Every fault of such options. */
export function faultsOfStack({ stage, url, endpointUrl }: StackChoice): string[] {
  return [
    ...(isStage(stage) ? [] : [`--stage has to be ${STAGE.rule.expected}.`]),
    ...(url === undefined || isHttpUrl(url) ? [] : ['--url has to be an http or https URL.']),
    ...(endpointUrl === undefined || isHttpUrl(endpointUrl) ? [] : ['--endpoint-url has to be an http or https URL.']),
  ];
}
