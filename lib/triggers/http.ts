import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { type Claims, createClaims, KEY_REUSED } from '../claims.ts';
import { type Deadline, deadlineOf, sooner } from '../deadline.ts';
import { type Delivered, type DeliveryTools, deliver } from '../deliver.ts';
import type { Endpoint, Fault, Permissions, RequestFields } from '../endpoints/endpoint.ts';
import {
  ConfigurationError,
  InvalidRequestError,
  MaybeQueuedError,
  QueueUnavailableError,
  SecretsUnavailableError,
} from '../errors.ts';
import { identify } from '../identity.ts';
import type { Ledger } from '../ledger.ts';
import { type Log, type LogContext, logContextOf } from '../log.ts';
import type { Queues } from '../queues.ts';
import { THROTTLED_FLOOR_MS } from '../retry.ts';
import { validate } from '../validation.ts';
import { answerDelivered, answerPlanned, type HttpAnswer, problem } from './http-answer.ts';
import { enqueue } from './http-async.ts';
import { gatewayIdOf, keyFaults, keyHeader, prefersAsync, readBody } from './http-request.ts';
import { prepare, requireLedger } from './prepare.ts';

/** What API Gateway calls: an event of payload 2.0 in, a structured result out. */
export type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<HttpAnswer>;

/** What it takes to answer an event. */
export interface HttpTools extends DeliveryTools, Permissions {
  readonly queues: Queues;
  /** Where requests go whose caller would rather not wait. */
  readonly queueUrl: string | undefined;
  readonly unknownOutcome: 'park' | 'resend';
  /** Only requests with a key need one. */
  readonly ledger: Ledger | undefined;
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
  const body = readBody(event);
  const key = keyHeader(event);
  const ready = await prepare(makeTools, deadline);
  const { request, faults } = validate(endpoint, body, 'error' in ready ? undefined : [...ready.secret.apps.keys()]);
  const allFaults = [...faults, ...keyFaults(key, body)];
  if (!request || allFaults.length > 0) throw new InvalidRequestError(allFaults);
  if ('error' in ready) throw ready.error;

  const forbidden = endpoint.guard?.(request, ready.tools) ?? [];
  if (forbidden.length > 0) throw new InvalidRequestError(forbidden, 403);

  const calls = endpoint.plan([request]);
  const isAsync = prefersAsync(event);
  if (request.dry_run && isAsync) throw new InvalidRequestError([DRY_ASYNC]);
  if (request.dry_run) return { answer: answerPlanned(endpoint, calls), delivered: [] };
  const name = key ?? request.idempotency_key;
  const claims = claimsOn(endpoint, { name, body }, deadline, ready.tools);
  if (isAsync) return { answer: await enqueue(named(body, name), ready.tools, deadline), delivered: [] };
  // What follows the calls, the ledger's last word, needs time of its own.
  const callsDeadline = claims ? sooner(deadline) : deadline;
  const delivered = await deliver(endpoint, calls, ready.secret, callsDeadline, ready.tools, claims);
  if (delivered.some(({ outcome }) => outcome === KEY_REUSED)) throw new InvalidRequestError([keyReused(key)], 422);
  return { answer: answerDelivered(endpoint, delivered), delivered };
}

/**
 * What a request with a name has in the ledger. `resend` sends what was cut off; what was answered as `unknown` is
 * answered so again, since its caller knows.
 */
function claimsOn(
  { idempotent, name: capability }: Pick<Endpoint, 'idempotent' | 'name'>,
  { name, body }: { name: string | undefined; body: unknown },
  deadline: Deadline,
  { ledger, unknownOutcome, clock }: HttpTools,
): Claims | undefined {
  if (idempotent || name === undefined) return undefined;
  const identity = identify(capability, name, body);
  const request = { identity, repeats: [], resendsInterrupted: unknownOutcome === 'resend' };
  return createClaims(requireLedger(ledger), [request], { deadline, now: clock.now });
}

function named(body: unknown, name: string | undefined): unknown {
  return name === undefined ? body : { ...(body as object), idempotency_key: name };
}

function keyReused(header: string | undefined): Fault {
  const place = header === undefined ? { pointer: '/idempotency_key' } : { header: 'Idempotency-Key' };
  return { ...place, detail: 'belongs to another request' };
}

const DRY_ASYNC = { pointer: '/dry_run', detail: 'can not be queued: a dry run is for its answer' };

function answerError(error: unknown, log: Log, context: LogContext): HttpAnswer {
  if (error instanceof InvalidRequestError) {
    return problem(error.status, { detail: error.message, errors: error.faults });
  }
  if (error instanceof SecretsUnavailableError || error instanceof QueueUnavailableError) {
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
