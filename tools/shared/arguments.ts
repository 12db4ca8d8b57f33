import { STAGE } from '../../resources/parameters/list.ts';
import { obeys } from '../../resources/parameters/rule.ts';

/** What `parseArgs` says is wrong, without its advice on how to pass what we don't take. */
export function misuse({ message }: Error): string {
  return `${message.split(/\.\s/)[0]}.`;
}

/** Whether a stack can be of that stage. */
export function isStage(stage: string): boolean {
  return obeys(stage, STAGE.rule);
}

/** Whether a client can be given it as an endpoint. */
export function isHttpUrl(url: string): boolean {
  return /^https?:\/\//.test(url) && URL.canParse(url);
}
