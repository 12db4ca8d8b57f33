import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Delivered } from '../delivery/delivered.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { OurError } from '../errors.ts';
import { cut } from '../request/text.ts';
import { createFigures, type Figures } from './metrics.ts';
import { unfailing } from './unfailing.ts';

/** Longest that a token of Batch's is logged. Ours: enough to find a campaign by, whatever Batch puts there. */
const MAX_TOKEN_CHARACTERS = 100;

/** Which function wrote a line, and in which invocation, by the names that Powertools has for it. */
export interface LogContext {
  readonly endpoint: string;
  readonly function_name: string | undefined;
  /** Lambda's id of the invocation, which AWS's own lines carry too. */
  readonly function_request_id: string | undefined;
  /** API Gateway's id of the request, which its access log and its caller have; on a queue the message's or the invocation's. */
  readonly correlation_id: string | undefined;
}

/** What became of a message, as far as it is logged: not a dead letter's `detail`. */
export interface LoggedFate {
  readonly kind: 'done' | 'deferred' | 'dead';
  readonly delaySeconds?: number;
  readonly reason?: string;
}

/**
 * Writes JSON lines, and metrics of the same events. Every field is named here, one by one: no body, no answer and
 * nobody else's error message gets in, because each may quote a person's id or a key.
 */
export interface Log {
  /** How the calls of an invocation ended. */
  calls(context: LogContext, delivered: readonly Delivered[]): void;
  answer(context: LogContext, status: number): void;
  /** What became of messages, by their ids. */
  fates(context: LogContext, fates: readonly (readonly [messageId: string, LoggedFate])[]): void;
  /** Nothing could be sent. The message of an error of ours (`errors.ts`) quotes nothing. */
  notReady(context: LogContext, error: OurError): void;
  /** A defect of ours: where, but not its message. */
  failure(context: LogContext, error: unknown): void;
}

/** The context of one invocation. */
export function logContextOf(
  { name: endpoint }: Pick<Endpoint, 'name'>,
  context: Partial<Pick<Context, 'functionName' | 'awsRequestId'>> | undefined,
  correlationId = context?.awsRequestId,
): LogContext {
  const { functionName, awsRequestId } = context ?? {};
  return {
    endpoint,
    function_name: functionName,
    function_request_id: awsRequestId,
    correlation_id: correlationId,
  };
}

/** No method of it ever throws. */
export function createLog(): Log {
  // On its own, so that whichever of the two fails, the other is told.
  const figures = unfailing(createFigures());
  const lines = new Lines(figures);
  return unfailing<Log>({
    calls(context, delivered) {
      figures.calls(context.endpoint, delivered);
      for (const each of delivered) {
        lines.call(context, each);
        for (const thrown of [each.defect, each.unrecorded]) if (thrown !== undefined) lines.failure(context, thrown);
      }
    },
    answer(context, status) {
      lines.answer(context, status);
    },
    fates(context, fates) {
      const parked = fates.filter(([, { reason }]) => reason === 'unknown-outcome');
      figures.parked(context.endpoint, parked.length);
      for (const [messageId, fate] of fates) if (fate.kind !== 'done') lines.message(context, messageId, fate);
    },
    notReady(context, { name, message }) {
      lines.error('not ready', context, { error: name, problem: message });
    },
    failure(context, thrown) {
      lines.failure(context, thrown);
    },
  });
}

/** What each line holds. */
class Lines {
  readonly #figures: Pick<Figures, 'loggedError'>;
  #made: Logger | undefined;

  constructor(figures: Pick<Figures, 'loggedError'>) {
    this.#figures = figures;
  }

  call(context: LogContext, { call, outcome, exchanges, durationMs, remembered }: Delivered): void {
    const { app, items } = call;
    const fields = {
      ...context,
      app,
      items,
      outcome: outcome.status,
      attempts: exchanges.length,
      durationMs,
      remembered,
    };
    if (outcome.status === 'accepted') this.#logger().info('call', { ...fields, token: loggable(outcome.token) });
    else this.#logger().warn('call', { ...fields, error: outcome.error.name, code: outcome.error.code });
  }

  answer(context: LogContext, status: number): void {
    this.#logger().info('answer', { ...context, status });
  }

  message(context: LogContext, messageId: string, { kind, delaySeconds, reason }: LoggedFate): void {
    const fields = { ...context, correlation_id: messageId, fate: kind, delaySeconds, reason };
    this.#logger().info('message', fields);
  }

  failure(context: LogContext, thrown: unknown): void {
    const { name, stack = '' } = thrown instanceof Error ? thrown : new Error();
    const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
    this.error('failure', context, { error: name, frames });
  }

  /** Each line of this level counts for an alarm. */
  error(message: string, context: LogContext, fields: Record<string, unknown>): void {
    this.#figures.loggedError(context.endpoint);
    this.#logger().error(message, { ...context, ...fields });
  }

  #logger(): Logger {
    // Powertools reads its own variables, POWERTOOLS_SERVICE_NAME among them, when it is made.
    this.#made ??= new Logger();
    return this.#made;
  }
}

function loggable(token: string | undefined): string | undefined {
  return token === undefined ? undefined : cut(token, MAX_TOKEN_CHARACTERS);
}
