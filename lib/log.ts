import { Logger } from '@aws-lambda-powertools/logger';
import type { Delivered } from './deliver.ts';
import type { OurError } from './errors.ts';
import type { Fate } from './triggers/triage.ts';

/** Whose work a line is about. */
export interface LogContext {
  readonly endpoint: string;
  /** Lambda's request id, which AWS's own lines carry too. */
  readonly requestId: string | undefined;
}

/**
 * Writes JSON lines. Every field is named here, one by one: no body, no answer and nobody else's error message gets
 * in, because each may quote a person's id or a key.
 */
export interface Log {
  call(context: LogContext, delivered: Delivered): void;
  answer(context: LogContext, status: number): void;
  /** What became of a message that is not simply done. */
  message(context: LogContext, messageId: string, fate: Fate): void;
  /** Nothing could be sent. The message of an error of ours (`errors.ts`) quotes nothing. */
  notReady(context: LogContext, error: OurError): void;
  /** A defect of ours: where, but not its message. */
  failure(context: LogContext, error: unknown): void;
}

export function createLog(): Log {
  let made: Logger | undefined;
  const logger = () => {
    // Powertools reads its own variables, POWERTOOLS_SERVICE_NAME among them, when it is made.
    made ??= new Logger();
    return made;
  };
  const log: Log = {
    call(context, { call, outcome, tries, durationMs, remembered, defect, unrecorded }) {
      const { app, items } = call;
      const fields = { ...context, app, items, outcome: outcome.status, tries, durationMs, remembered };
      if (outcome.status === 'accepted') logger().info('call', { ...fields, token: outcome.token });
      else logger().warn('call', { ...fields, error: outcome.error.name, code: outcome.error.code });
      for (const error of [defect, unrecorded]) if (error !== undefined) log.failure(context, error);
    },
    answer(context, status) {
      logger().info('answer', { ...context, status });
    },
    message(context, messageId, fate) {
      if (fate.kind === 'done') return;
      const delaySeconds = fate.kind === 'deferred' ? fate.delaySeconds : undefined;
      const reason = fate.kind === 'dead' ? fate.reason : undefined;
      logger().info('message', { ...context, messageId, fate: fate.kind, delaySeconds, reason });
    },
    notReady(context, { name, message }) {
      logger().error('not ready', { ...context, error: name, problem: message });
    },
    failure(context, error) {
      const { name, stack = '' } = error instanceof Error ? error : new Error();
      const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
      logger().error('failure', { ...context, error: name, frames });
    },
  };
  return log;
}
