import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { type Asked, type AttemptTools, requireLedger, type Turned } from '../../attempt/admission.ts';
import { Attempt } from '../../attempt/attempt.ts';
import { faultsBeside, toFault } from '../../attempt/refusals.ts';
import { type Deadline, deadlineOf, sooner } from '../../deadline.ts';
import type { Delivered } from '../../delivery/delivered.ts';
import { THROTTLED_FLOOR_MS } from '../../delivery/retry.ts';
import { type Endpoint, effectOf, type RequestFields } from '../../endpoints/endpoint.ts';
import {
  ConfigurationError,
  InvalidRequestError,
  LedgerUnavailableError,
  MaybeQueuedError,
  QueueUnavailableError,
  SecretsUnavailableError,
} from '../../errors.ts';
import type { Identity } from '../../ledger/identity.ts';
import { type Log, type LogContext, logContextOf } from '../../observe/log.ts';
import type { Fault } from '../../request/fault.ts';
import { clip, validate } from '../../request/validation.ts';
import { prepare } from '../prepare.ts';
import { answerShares, type HttpAnswer, problem } from './answer.ts';
import { answerPlanned } from './dry-run.ts';
import { asParameter, gatewayIdOf, type HttpRequest, readRequest } from './request.ts';

/** What API Gateway calls: an event of payload 2.0 in, a structured result out. */
export type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<HttpAnswer>;

/** What it takes to answer an event. */
export interface HttpTools extends AttemptTools {
  /** Puts a request on its queue, whose caller would rather not wait; where there is one. Answers and throws as `enqueue`. */
  readonly enqueue?: (body: unknown, deadline: Deadline) => Promise<HttpAnswer>;
  readonly unknownOutcome: 'park' | 'resend';
}

/**
 * Turns events into requests and outcomes into answers. The handler never throws.
 *
 * @param makeTools throws ConfigurationError for as long as the environment is faulty
 */
export function createHttpTrigger<Request extends RequestFields>(
  endpoint: Endpoint<Request>,
  log: Log,
  makeTools: () => HttpTools,
): HttpHandler {
  return async (event, context) => {
    const logContext = logContextOf(endpoint, context, gatewayIdOf(event));
    try {
      const { answer, delivered } = await handle(endpoint, event, deadlineOf(context), makeTools);
      log.calls(logContext, delivered);
      log.answer(logContext, answer.statusCode);
      return answer;
    } catch (error) {
      const answer = answerError(error, log, logContext);
      log.answer(logContext, answer.statusCode);
      return answer;
    }
  };
}

async function handle<Request extends RequestFields>(
  endpoint: Endpoint<Request>,
  event: APIGatewayProxyEventV2,
  deadline: Deadline,
  makeTools: () => HttpTools,
): Promise<{ answer: HttpAnswer; delivered: readonly Delivered[] }> {
  const asked = readRequest(event, endpoint);
  const { body, isAsync } = asked;
  const ready = await prepare(makeTools, deadline);
  const { request, faults } = validate(endpoint.schema, body);
  const allFaults = [...faults, ...asked.faults];
  if (!request || allFaults.length > 0) {
    const others = 'error' in ready ? [] : faultsBeside(endpoint, body, ready.secret, ready.tools);
    throw invalid(endpoint, [...allFaults, ...others]);
  }
  if ('error' in ready) throw ready.error;

  const { tools, secret } = ready;
  if (request.dry_run && isAsync) throw invalid(endpoint, [DRY_ASYNC]);
  const effect = effectOf(endpoint, request);
  const isNamed = effect === 'once' && !request.dry_run;
  const identity = isNamed ? identityOf(endpoint, asked.name, body, tools) : undefined;
  // What follows the calls, the ledger's last word, needs time of its own.
  const deadlines = { whole: deadline, ofCalls: identity ? sooner(deadline) : deadline };
  const attempt = new Attempt(endpoint, secret, deadlines, tools);
  const admission = await attempt.admit(askedBy({ request, effect, identity }, isAsync, tools));
  if ('turned' in admission) throw turnedAway(endpoint, admission, asked);
  if (request.dry_run) return { answer: answerPlanned(endpoint, attempt.plan([admission])), delivered: [] };
  if (isAsync && tools.enqueue)
    return { answer: await tools.enqueue(named(body, asked.name), deadline), delivered: [] };

  const { delivered, shares, defects } = await attempt.carryOut([admission]);
  for (const defect of defects.values()) throw defect;
  if (delivered.some(({ hindrance }) => hindrance === 'other-body')) {
    throw turnedAway(endpoint, { turned: 'other-body', refusals: [] }, asked);
  }
  return { answer: answerShares({ ...endpoint, effect }, shares[0] ?? []), delivered };
}

function invalid(
  { route }: Pick<Endpoint, 'route'>,
  faults: readonly Fault[],
  status: InvalidRequestError['status'] = 400,
): InvalidRequestError {
  return new InvalidRequestError(clip(route.method === 'GET' ? faults.map(asParameter) : faults), status);
}

/** What the ledger knows a request by that must not be repeated, and whose caller has named it. */
function identityOf(
  { name: capability }: Pick<Endpoint, 'name'>,
  name: string | undefined,
  body: unknown,
  { ledger }: HttpTools,
): Identity | undefined {
  if (name === undefined) return undefined;
  return requireLedger(ledger).identify(capability, 'key', name, body);
}

/**
 * `resend` sends what was cut off; what was answered as `unknown` is answered so again, since its caller knows. A request that is to
 * be queued is looked up first: under a key that is another request's, nobody would be told that it was not carried out.
 */
function askedBy<Request>(
  named: Pick<Asked<Request>, 'request' | 'effect' | 'identity'>,
  isAsync: boolean,
  { unknownOutcome }: HttpTools,
): Asked<Request> {
  const repeats = { interrupted: unknownOutcome === 'resend', unknown: false };
  return { ...named, repeats, comesBack: isAsync };
}

function turnedAway(
  endpoint: Pick<Endpoint, 'route'>,
  { turned, refusals }: Turned,
  { isNamedByHeader }: HttpRequest,
): InvalidRequestError {
  if (turned === 'other-body') {
    const place = isNamedByHeader ? { header: 'Idempotency-Key' } : { pointer: '/idempotency_key' };
    return invalid(endpoint, [{ ...place, detail: 'belongs to another request' }], 422);
  }
  const status = [400, 404, 403].find((each) => refusals.some((refusal) => refusal.status === each)) as 400 | 403 | 404;
  const faults = refusals.filter((refusal) => refusal.status === status).map(toFault);
  return invalid(endpoint, faults, status);
}

function named(body: unknown, name: string | undefined): unknown {
  return name === undefined ? body : { ...(body as object), idempotency_key: name };
}

const DRY_ASYNC = { pointer: '/dry_run', detail: 'can not be queued: a dry run is for its answer' };

function answerError(error: unknown, log: Log, context: LogContext): HttpAnswer {
  if (error instanceof InvalidRequestError) {
    return problem(error.status, { detail: error.message, errors: error.faults });
  }
  if (
    error instanceof SecretsUnavailableError ||
    error instanceof LedgerUnavailableError ||
    error instanceof QueueUnavailableError
  ) {
    log.notReady(context, error);
    return problem(503, { detail: `${error.message} Nothing was sent.` }, THROTTLED_FLOOR_MS);
  }
  if (error instanceof MaybeQueuedError) {
    log.notReady(context, error);
    return problem(504, { detail: error.message });
  }
  if (error instanceof ConfigurationError) {
    log.notReady(context, error);
    return problem(500, { detail: `${error.message} Nothing was sent.` });
  }
  log.failure(context, error);
  return problem(500, { detail: 'An error in the gateway itself; its log says where.' });
}
