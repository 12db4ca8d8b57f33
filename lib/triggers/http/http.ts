import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Asked, type AttemptTools, requireLedger, type Turned } from '../../attempt/admission.ts';
import { Attempt } from '../../attempt/attempt.ts';
import { faultsBeside, toFault } from '../../attempt/refusals.ts';
import { type Deadline, sooner } from '../../deadline.ts';
import { type Endpoint, effectOf, type RequestFields } from '../../endpoints/endpoint.ts';
import { InvalidRequestError } from '../../errors.ts';
import type { Identity } from '../../ledger/identity.ts';
import type { Marks } from '../../ledger/marks.ts';
import type { Log } from '../../observe/log.ts';
import type { Fault } from '../../request/fault.ts';
import { isObject } from '../../request/schema.ts';
import { clip, validate } from '../../request/validation.ts';
import { prepare } from '../prepare.ts';
import { answerQueued, answerShares } from './answer.ts';
import { answerPlanned } from './dry-run.ts';
import { type Answered, createHandler, type HttpHandler } from './handler.ts';
import { asParameter, type HttpRequest, NO_KEY, otherBody, readRequest } from './request.ts';

/** What it takes to answer an event. */
export interface HttpTools extends AttemptTools {
  /** Puts a request on its queue, whose caller would rather not wait; where there is one. Answers and throws as `enqueue`. */
  readonly enqueue?: (body: unknown, deadline: Deadline) => Promise<string>;
  /** Where it is written down that a request was queued; where there is a ledger. */
  readonly marks?: Marks | undefined;
  readonly unknownOutcome: 'park' | 'resend';
  /** Whether what must not be repeated has to have a key. */
  readonly requireKey?: boolean;
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
  return createHandler(endpoint, log, (event, deadline, report) =>
    handle(endpoint, event, { deadline, report }, makeTools),
  );
}

async function handle<Request extends RequestFields>(
  endpoint: Endpoint<Request>,
  event: APIGatewayProxyEventV2,
  { deadline, report }: { readonly deadline: Deadline; report(error: unknown): void },
  makeTools: () => HttpTools,
): Promise<Answered> {
  const asked = readRequest(event, endpoint);
  const { body, isAsync } = asked;
  const ready = await prepare(makeTools, deadline);
  const { request, faults } = validate(endpoint.schema, body);
  const allFaults = [...faults, ...asked.faults, ...lacksKey(endpoint, request, asked, ready.tools)];
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
  if (request.dry_run) return { answer: answerPlanned(endpoint, attempt.plan([admission])) };
  if (isAsync && tools.enqueue) {
    const at = tools.clock.now();
    const id = await tools.enqueue(named(body, asked.name), deadline);
    const { name: key = id } = asked;
    if (effect === 'once') {
      await tools.marks?.queued({ capability: endpoint.name, name: key, id, at }, deadline).catch(report);
    }
    return { answer: answerQueued(id, key) };
  }

  const { delivered, shares, defects } = await attempt.carryOut([admission]);
  for (const defect of defects.values()) throw defect;
  if (delivered.some(({ hindrance }) => hindrance === 'other-body')) {
    throw turnedAway(endpoint, { turned: 'other-body', refusals: [] }, asked);
  }
  return { answer: answerShares({ ...endpoint, effect }, shares[0] ?? []), delivered };
}

/** A request of the kind that the operator wants named, and that is not. */
function lacksKey<Request extends RequestFields>(
  endpoint: Endpoint<Request>,
  request: Request | undefined,
  { name, body, isNamedByHeader }: HttpRequest,
  tools: HttpTools | undefined,
): Fault[] {
  if (!tools?.requireKey || isNamedByHeader || name !== undefined || (isObject(body) && body['dry_run'] === true))
    return [];
  // Of an invalid request nobody knows the effect, where that depends on it.
  const fixed = endpoint.effectOf ? undefined : endpoint.effect;
  const effect = request ? effectOf(endpoint, request) : fixed;
  return effect === 'once' ? [NO_KEY] : [];
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
  asked: HttpRequest,
): InvalidRequestError {
  if (turned === 'other-body') return invalid(endpoint, [otherBody(asked)], 422);
  const status = [400, 404, 403].find((each) => refusals.some((refusal) => refusal.status === each)) as 400 | 403 | 404;
  const faults = refusals.filter((refusal) => refusal.status === status).map(toFault);
  return invalid(endpoint, faults, status);
}

function named(body: unknown, name: string | undefined): unknown {
  return name === undefined ? body : { ...(body as object), idempotency_key: name };
}

const DRY_ASYNC = { pointer: '/dry_run', detail: 'can not be queued: a dry run is for its answer' };
