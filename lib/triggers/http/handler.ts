import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { type Deadline, deadlineOf } from '../../deadline.ts';
import type { Delivered } from '../../delivery/delivered.ts';
import { THROTTLED_FLOOR_MS } from '../../delivery/retry.ts';
import type { Capability } from '../../endpoints/capability.ts';
import {
  ConfigurationError,
  InvalidRequestError,
  LedgerUnavailableError,
  MaybeQueuedError,
  QueueUnavailableError,
  SecretsUnavailableError,
} from '../../errors.ts';
import { type Log, type LogContext, logContextOf } from '../../observe/log.ts';
import { type HttpAnswer, problem } from './answer.ts';
import { gatewayIdOf } from './request.ts';

/** What API Gateway calls: an event of payload 2.0 in, a structured result out. */
export type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<HttpAnswer>;

/** An answer, and the calls to Batch that it is about, if there were any. */
export interface Answered {
  readonly answer: HttpAnswer;
  readonly delivered?: readonly Delivered[];
}

/**
 * Answers events, and whatever is thrown meanwhile. The handler never throws.
 *
 * @param answerEvent reports what has gone wrong and changes no answer
 */
export function createHandler(
  capability: Pick<Capability, 'name'>,
  log: Log,
  answerEvent: (
    event: APIGatewayProxyEventV2,
    deadline: Deadline,
    report: (error: unknown) => void,
  ) => Promise<Answered>,
): HttpHandler {
  return async (event, context) => {
    const logContext = logContextOf(capability, context, gatewayIdOf(event));
    try {
      const report = (error: unknown) => log.failure(logContext, error);
      const { answer, delivered = [] } = await answerEvent(event, deadlineOf(context), report);
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
