import Table from 'cli-table3';
import type { Answer, NoAnswer } from '../shared/gateway.ts';
import type { SmokeRequest } from './requests.ts';
import type { Verdict } from './verdict.ts';

/** One request that reaches nobody. */
export interface Check {
  readonly capability: string;
  readonly request: SmokeRequest;
  readonly answer: Answer | NoAnswer;
  readonly verdict: Verdict;
}

/** A line for each capability. */
export function tellChecks(checks: readonly Check[]): string {
  const table = new Table({
    head: ['capability', 'route', 'answer', 'would reach'],
    style: { head: [], border: [], compact: true },
  });
  for (const { capability, request, answer, verdict } of checks) {
    const status = 'noAnswer' in answer ? answer.noAnswer : answer.status;
    table.push([capability, `${request.method} ${request.path}`, status, reachedBy(verdict)]);
  }
  return table.toString();
}

function reachedBy(verdict: Verdict): string {
  if ('fault' in verdict) return 'failed';
  return verdict.reached?.aliases.join(', ') ?? verdict.because ?? '–';
}

/** What is about to be sent, for real. */
export function tellPush(app: string, until: Date): string {
  const time = until.toISOString().slice(11, 16);
  return `A push to one person on ${app}. Until ${time} UTC this command sends it once, however often it is run.`;
}

/** What became of a push. */
export function tellAnswer(answer: Answer | NoAnswer, hint: string): string {
  if ('noAnswer' in answer) return `No answer (${answer.noAnswer}): it may have been sent.`;
  const { status, isReplayed, body } = answer;
  return [
    `${status} ${JSON.stringify(body, null, 2)}`,
    ...(isReplayed ? ['That is what was answered the first time. Now nothing was sent.'] : []),
    ...(status === 500 ? [hint] : []),
  ].join('\n');
}
