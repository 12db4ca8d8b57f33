import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { type Deadline, deadlineOf } from '../deadline.ts';
import { type Delivered, type DeliveryTools, deliver } from '../deliver.ts';
import type { Endpoint, Permissions, RequestFields } from '../endpoints/endpoint.ts';
import {
  ConfigurationError,
  InvalidRequestError,
  MaybeQueuedError,
  QueueUnavailableError,
  SecretsUnavailableError,
} from '../errors.ts';
import type { Log, LogContext } from '../log.ts';
import type { Queues } from '../queues.ts';
import { THROTTLED_FLOOR_MS } from '../retry.ts';
import { validate } from '../validation.ts';
import { answerDelivered, answerPlanned, type HttpAnswer, problem } from './http-answer.ts';
import { enqueue } from './http-async.ts';
import { keyFaults, keyHeader, prefersAsync, readBody } from './http-request.ts';
import { noLedger, prepare } from './prepare.ts';

/** What API Gateway calls: an event of payload 2.0 in, a structured result out. */
export type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<HttpAnswer>;

/** What it takes to answer an event. */
export interface HttpTools extends DeliveryTools, Permissions {
  readonly queues: Queues;
  /** Where requests go whose caller would rather not wait. */
  readonly queueUrl: string | undefined;
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
    const logContext = { endpoint: endpoint.name, requestId: context?.awsRequestId };
    try {
      const { answer, delivered } = await handle(endpoint, event, deadlineOf(context), makeTools);
      for (const each of delivered) log.call(logContext, each);
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
  if (request.dry_run && prefersAsync(event)) throw new InvalidRequestError([DRY_ASYNC]);
  if (request.dry_run) return { answer: answerPlanned(endpoint, calls), delivered: [] };
  if ((key ?? request.idempotency_key) !== undefined && !endpoint.idempotent) throw noLedger();
  if (prefersAsync(event)) return { answer: await enqueue(body, ready.tools, deadline), delivered: [] };
  const delivered = await deliver(endpoint, calls, ready.secret, deadline, ready.tools);
  return { answer: answerDelivered(endpoint, delivered), delivered };
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
