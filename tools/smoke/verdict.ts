import type { Answer, NoAnswer } from '../shared/gateway.ts';
import { type SmokeRequest, UNKNOWN } from './requests.ts';

/** The apps, or projects, that a dry run would have reached. */
interface Reached {
  readonly account: 'app' | 'project';
  readonly aliases: readonly string[];
}

/** What an answer comes to: what a dry run would have reached, nothing for a refusal, or why that is nothing; or what is likely wrong. */
export type Verdict = { readonly reached?: Reached; readonly because?: string } | { readonly fault: string };

/** Who has no use for one of Batch's platforms leaves its keys out. */
const NO_KEYS = /^The secret has no `(?:apps|projects)`/;

/** By status. Faults of the deployment: the requests themselves are right. */
const HINTS: Readonly<Record<number, string>> = {
  401: 'The routes take a JWT (authorizer=jwt), and this test signs with AWS IAM.',
  403: 'Signature or rights: these credentials need execute-api:Invoke on the routes, in the region of the API.',
  404: 'Wrong URL, stage or region: there is no such route.',
  429: 'The stage throttles its callers, or the account is out of concurrency. It passes.',
};

/** @param stage is what a command in a hint is about */
export function judge(answer: Answer | NoAnswer, stage: string, expects: SmokeRequest['expects'] = 'plan'): Verdict {
  if ('noAnswer' in answer) return { fault: `No connection (${answer.noAnswer}): is the URL right, and the stack up?` };
  const { status, body } = answer;
  const hint = HINTS[status];
  if (hint !== undefined) return { fault: hint };
  const [noKeys] = NO_KEYS.exec(detailOf(body) ?? '') ?? [];
  if (status === 500 && noKeys !== undefined) return { because: noKeys };
  if (status === 500) return { fault: `${detailOf(body) ?? 'The function did not start.'} ${mendKeys(stage)}` };
  if (status > 500)
    return { fault: `${detailOf(body) ?? 'AWS itself is in trouble there.'} It passes; run this again.` };
  if (expects === 'refusal' && status === 400 && isAboutUnknown(body)) return {};
  const reached = plannedFor(body);
  if (status === 200 && reached) return { reached };
  return { fault: 'That is not how these functions answer. Is it another version, or another service?' };
}

/** Every fault once, that the capabilities know different apps among them. */
export function faultsOf(verdicts: readonly Verdict[]): string[] {
  const faults = verdicts.flatMap((verdict) => ('fault' in verdict ? [verdict.fault] : []));
  if (faults.length > 0) return [...new Set(faults)];
  const reached = verdicts.flatMap((verdict) => ('reached' in verdict && verdict.reached ? [verdict.reached] : []));
  return (['app', 'project'] as const)
    .filter((account) => areDifferent(reached.filter((each) => each.account === account)))
    .map(
      (account) => `They know different ${account}s. A new version of the secret takes 300 s to reach all functions.`,
    );
}

function areDifferent(reached: readonly Reached[]): boolean {
  return new Set(reached.map(({ aliases }) => aliases.join())).size > 1;
}

/** What to do about a 500: it is the keys or the configuration. */
export function mendKeys(stage: string): string {
  return `Mostly it is the secret: \`npm run put-secret -- --stage ${stage}\`. Otherwise the function's log says more.`;
}

/** In the functions' own words; AWS's are in another member. */
function detailOf(body: unknown): string | undefined {
  const { detail } = (body ?? {}) as { detail?: unknown };
  return typeof detail === 'string' ? detail : undefined;
}

/** Whether it names the member of the query that nobody knows. */
function isAboutUnknown(body: unknown): boolean {
  const { errors } = (body ?? {}) as { errors?: unknown };
  const isIt = (error: unknown) => (error as { parameter?: unknown } | null)?.parameter === UNKNOWN;
  return Array.isArray(errors) && errors.some(isIt);
}

/** Nothing if this is no answer to a dry run. */
function plannedFor(body: unknown): Reached | undefined {
  const { status, results } = (body ?? {}) as { status?: unknown; results?: unknown };
  if (status !== 'dry_run' || !Array.isArray(results)) return undefined;
  const isPlanned = (result: unknown) => (result as { status?: unknown } | null)?.status === 'planned';
  if (results.length === 0 || !results.every(isPlanned)) return undefined;
  const account = results.every((result) => 'project' in result) ? 'project' : 'app';
  return { account, aliases: results.map((result) => String(result[account])) };
}
