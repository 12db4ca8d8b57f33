import { STATUS_CODES } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Delivered } from '../deliver.ts';
import type { Call, Endpoint, Fault } from '../endpoints/endpoint.ts';
import { InvalidRequestError } from '../errors.ts';
import type { Outcome, OutcomeError } from '../outcome.ts';
import { THROTTLED_FLOOR_MS } from '../retry.ts';

/** A response that always has a status. */
export type HttpAnswer = APIGatewayProxyStructuredResultV2 & { readonly statusCode: number };

/** One entry per call, as callers see it. */
interface Result {
  readonly app: string;
  readonly status: Outcome['status'];
  readonly items: number;
  readonly token?: string;
  readonly error?: OutcomeError & { readonly items?: readonly string[] };
}

const EXPLANATIONS: Readonly<Record<number, string>> = {
  409: 'Another attempt at this request may still be under way. Ask again later for how it ended.',
  422: 'Batch refuses the request as it stands; repeating it will not help.',
  500: "The gateway's keys or configuration are at fault. Nothing was sent.",
  503: 'Nothing was sent. The same request may work later.',
  504: 'Batch may have carried out the request or may not: nobody can tell. Repeating it may send it twice.',
};

/** The answer to a request whose calls have all ended. One that tells only of an earlier attempt says so. */
export function answerDelivered(endpoint: Endpoint, delivered: readonly Delivered[]): HttpAnswer {
  const answer = answerOutcomes(endpoint, delivered);
  if (!delivered.every(({ remembered }) => remembered)) return answer;
  return { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' } };
}

function answerOutcomes(endpoint: Endpoint, delivered: readonly Delivered[]): HttpAnswer {
  const results = delivered.map(toResult);
  const outcomes = delivered.map(({ outcome }) => outcome);
  const accepted = outcomes.filter(({ status }) => status === 'accepted').length;
  if (!outcomes.some(isRunning)) {
    if (accepted === results.length) return json(endpoint.successStatus, { status: 'accepted', results });
    if (accepted > 0) return json(207, { status: 'partial', results });
  }
  const status = worstStatus(outcomes);
  const detail = EXPLANATIONS[status];
  return problem(status, { detail, results }, status === 503 || status === 409 ? retryAfterMs(outcomes) : undefined);
}

function isRunning(outcome: Outcome): boolean {
  return outcome.status === 'deferred' && outcome.by === 'running';
}

/** Longest answer that Lambda hands on: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;

/**
 * The answer to a dry run: what would be sent, with the alias where the app key would stand. Throws InvalidRequestError if
 * that is longer than an answer may be: it holds the request once for each app.
 */
export function answerPlanned(endpoint: Endpoint, calls: readonly Call[]): HttpAnswer {
  const results = calls.map(({ app, items, body }) => ({
    app,
    status: 'planned',
    items,
    request: { method: endpoint.method, path: `/${endpoint.version}/${app}${endpoint.path}`, body: JSON.parse(body) },
  }));
  const answer = json(200, { status: 'dry_run', results });
  const bytes = Buffer.byteLength(JSON.stringify(answer));
  if (bytes <= MAX_ANSWER_BYTES) return answer;
  const detail = `What would be sent has ${bytes} bytes; an answer at most ${MAX_ANSWER_BYTES}. Ask for fewer apps or recipients.`;
  throw new InvalidRequestError([{ detail }], 413);
}

/** The answer to a request whose outcome is not waited for; `id` is its message's on the queue. */
export function answerQueued(id: string): HttpAnswer {
  const answer = json(202, { status: 'queued', id });
  return { ...answer, headers: { ...answer.headers, 'preference-applied': 'respond-async' } };
}

/** RFC 9457. `retryAfterMs` becomes the header, in seconds. */
export function problem(
  status: number,
  members: { detail: string | undefined; errors?: readonly Fault[]; results?: readonly Result[] },
  retryAfterMs?: number,
): HttpAnswer {
  const body = { type: 'about:blank', title: STATUS_CODES[status], status, ...members };
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(retryAfterMs / 1000));
  return { statusCode: status, headers, body: JSON.stringify(body) };
}

function json(statusCode: number, body: unknown): HttpAnswer {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function toResult({ call: { app, items, places }, outcome }: Delivered): Result {
  const { status } = outcome;
  if (status === 'accepted')
    return { app, status, items, ...(outcome.token !== undefined && { token: outcome.token }) };
  const named = status === 'rejected' && places ? { items: places } : {};
  return { app, status, items, error: { ...outcome.error, ...named } };
}

/** The one place where outcomes become a status, but for those of which something was accepted and nothing is running. */
function worstStatus(outcomes: readonly Outcome[]): 409 | 422 | 500 | 503 | 504 {
  if (outcomes.some(isRunning)) return 409;
  if (outcomes.some(({ status }) => status === 'unknown')) return 504;
  const deferred = outcomes.filter((outcome) => outcome.status === 'deferred');
  if (deferred.length === 0) return 422;
  return deferred.every(({ by }) => by === 'keys' || by === 'configuration') ? 500 : 503;
}

function retryAfterMs(outcomes: readonly Outcome[]): number {
  const asked = outcomes.map((outcome) => (outcome.status === 'deferred' ? outcome.retryAfterMs : undefined));
  return Math.max(THROTTLED_FLOOR_MS, ...asked.filter((ms) => ms !== undefined));
}
