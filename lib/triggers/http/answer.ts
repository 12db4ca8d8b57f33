import { STATUS_CODES } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Share } from '../../attempt/share.ts';
import type { Outcome, OutcomeError, Unknown } from '../../delivery/outcome.ts';
import { THROTTLED_FLOOR_MS } from '../../delivery/retry.ts';
import type { Call } from '../../endpoints/call.ts';
import type { Endpoint } from '../../endpoints/endpoint.ts';
import type { Fault } from '../../request/fault.ts';

/** A response that always has a status. */
export type HttpAnswer = APIGatewayProxyStructuredResultV2 & { readonly statusCode: number };

/** One entry per call, as callers see it; or one per kind of call, if there are more than an answer can hold. */
interface Result {
  readonly app?: string;
  readonly project?: string;
  readonly status: Outcome['status'];
  readonly items?: number;
  /** Whom it is about, where the request was cut. */
  readonly of?: Call['of'];
  readonly token?: string;
  /** Batch's JSON, of a read. */
  readonly data?: unknown;
  readonly error?: OutcomeError & { readonly items?: readonly string[] };
  /** So many calls ended alike. */
  readonly calls?: number;
}

const EXPLANATIONS: Readonly<Record<number, string>> = {
  404: 'Batch does not know it.',
  409: 'Another attempt at this request may still be under way. Ask again later for how it ended.',
  422: 'Batch refuses the request as it stands; repeating it will not help.',
  500: "The gateway's keys or configuration are at fault. Nothing was sent.",
  503: 'Nothing was sent. The same request may work later.',
  504: 'Batch may have carried out the request or may not: nobody can tell. Repeating it does no harm.',
};

const MAY_BE_TWICE =
  'Batch may have carried out the request or may not: nobody can tell. Repeating it may send it twice.';

/** As far as an answer depends on it; `effect` is the request's. */
type Answered = Pick<Endpoint, 'account' | 'effect' | 'route'>;

/** The answer to a request whose calls have all ended. One that tells only of an earlier attempt says so. */
export function answerShares(endpoint: Answered, shares: readonly Share[]): HttpAnswer {
  if (shares.length === 0) throw new Error('There is nothing to tell of.');
  if (endpoint.effect === 'read') return answerRead(endpoint, shares);
  const answer = fitting(
    shares.map((share) => toResult(share, endpoint)),
    (results) => answerResults(endpoint, shares, results),
  );
  if (!shares.every(({ delivered }) => delivered.remembered)) return answer;
  return { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' } };
}

/** What Batch told is told whole, or it is said that it can't be. */
function answerRead(endpoint: Answered, shares: readonly Share[]): HttpAnswer {
  const whole = answerResults(
    endpoint,
    shares,
    shares.map((share) => toResult(share, endpoint)),
  );
  if (isShortEnough(whole)) return whole;
  const cut = shares.map(tooLarge);
  return answerResults(
    endpoint,
    cut,
    cut.map((share) => toResult(share, endpoint)),
  );
}

function answerResults(endpoint: Answered, shares: readonly Share[], results: readonly Result[]): HttpAnswer {
  const outcomes = shares.map(({ delivered }) => delivered.outcome);
  const accepted = outcomes.filter(({ status }) => status === 'accepted').length;
  const comesAgain = outcomes.some(({ status }) => status === 'deferred') ? retryAfterMs(outcomes) : undefined;
  if (!outcomes.some(isRunning)) {
    if (accepted === outcomes.length) return json(endpoint.route.successStatus, { status: 'accepted', results });
    if (accepted > 0) return json(207, { status: 'partial', results }, comesAgain);
  }
  const status = worstStatus(outcomes, endpoint);
  const detail = status === 504 && endpoint.effect === 'once' ? MAY_BE_TWICE : EXPLANATIONS[status];
  return problem(status, { detail, results }, status === 503 || status === 409 ? comesAgain : undefined);
}

/** An answer that Lambda hands on. An acceptance in one that it does not would be lost. */
function fitting(results: readonly Result[], answer: (results: readonly Result[]) => HttpAnswer): HttpAnswer {
  const whole = answer(results);
  if (isShortEnough(whole)) return whole;
  const byKind = answer(summed(results, ({ error }) => `${error?.name} ${error?.code} ${error?.detail}`));
  if (isShortEnough(byKind)) return byKind;
  return answer(summed(results, ({ error }) => `${error?.name} ${error?.code}`));
}

function tooLarge(share: Share): Share {
  if (share.delivered.outcome.status !== 'accepted') return share;
  return { ...share, delivered: { ...share.delivered, outcome: TOO_LARGE } };
}

const TOO_LARGE: Unknown = {
  status: 'unknown',
  error: { name: 'ANSWER_TOO_LARGE', detail: 'Longer than Lambda can hand on. Ask for one app, or for less.' },
};

/** Entries of one app that are alike, as one. */
function summed(results: readonly Result[], kindOf: (result: Result) => string): Result[] {
  const kinds = new Map<string, Result>();
  for (const result of results) {
    const { items: _, of: __, token: ___, error, ...alike } = result;
    const { items: ____, ...cause } = error ?? {};
    const key = `${JSON.stringify(alike)} ${kindOf(result)}`;
    const calls = (kinds.get(key)?.calls ?? 0) + 1;
    kinds.set(key, { ...alike, calls, ...(error && { error: cause as OutcomeError }) });
  }
  return [...kinds.values()];
}

function isNotFound(outcome: Outcome): boolean {
  return outcome.status === 'rejected' && outcome.httpStatus === 404;
}

function isRunning(outcome: Outcome): boolean {
  return outcome.status === 'deferred' && outcome.by === 'running';
}

/** Longest answer that Lambda hands on: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_ANSWER_BYTES = 6 * 1024 * 1024;

/** As Lambda hands it on: with its body as a string in JSON, whose quotes are escaped. */
export function lengthOf(answer: HttpAnswer): number {
  return Buffer.byteLength(JSON.stringify(answer));
}

function isShortEnough(answer: HttpAnswer): boolean {
  return lengthOf(answer) <= MAX_ANSWER_BYTES;
}

/** The answer to a request whose outcome is not waited for; `id` is its message's on the queue, `key` what it is known by. */
export function answerQueued(id: string, key: string): HttpAnswer {
  const answer = json(202, { status: 'queued', id, key });
  return { ...answer, headers: { ...answer.headers, 'preference-applied': 'respond-async' } };
}

/** RFC 9457. `retryAfterMs` becomes the header, in seconds. */
export function problem(
  status: number,
  members: { detail: string | undefined; errors?: readonly Fault[]; results?: readonly Result[] },
  retryAfterMs?: number,
): HttpAnswer {
  const body = { type: 'about:blank', title: STATUS_CODES[status], status, ...members };
  const headers = { 'content-type': 'application/problem+json', ...retryAfter(retryAfterMs) };
  return { statusCode: status, headers, body: JSON.stringify(body) };
}

export function json(statusCode: number, body: unknown, retryAfterMs?: number): HttpAnswer {
  const headers = { 'content-type': 'application/json', ...retryAfter(retryAfterMs) };
  return { statusCode, headers, body: JSON.stringify(body) };
}

function retryAfter(ms: number | undefined): Record<string, string> {
  return ms === undefined ? {} : { 'retry-after': String(Math.ceil(ms / 1000)) };
}

function toResult({ app, delivered: { call, outcome } }: Share, { account }: Answered): Result {
  const { items, places, of } = call;
  const { status } = outcome;
  const about = { [account]: app, status, items, ...(of && { of }) };
  if (status === 'accepted') {
    const { token = call.token, data } = outcome;
    return { ...about, ...(token !== undefined && { token }), ...(data !== undefined && { data }) };
  }
  const named = status === 'rejected' && places ? { items: places } : {};
  return { ...about, error: { ...outcome.error, ...named } };
}

/** The one place where outcomes become a status, but for those of which something was accepted and nothing is running. */
function worstStatus(
  outcomes: readonly Outcome[],
  { effect }: Pick<Endpoint, 'effect'>,
): 404 | 409 | 422 | 500 | 503 | 504 {
  if (outcomes.some(isRunning)) return 409;
  if (outcomes.some(({ status }) => status === 'unknown')) return 504;
  const deferred = outcomes.filter((outcome) => outcome.status === 'deferred');
  if (deferred.length === 0) return effect === 'read' && outcomes.every(isNotFound) ? 404 : 422;
  return deferred.every(({ by }) => by === 'keys' || by === 'configuration') ? 500 : 503;
}

function retryAfterMs(outcomes: readonly Outcome[]): number {
  const asked = outcomes.map((outcome) => (outcome.status === 'deferred' ? outcome.retryAfterMs : undefined));
  return Math.max(THROTTLED_FLOOR_MS, ...asked.filter((ms) => ms !== undefined));
}
