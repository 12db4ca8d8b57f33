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
  message(context: LogContext, messageId: string, fate: Fate): void;
  /** Nothing could be sent. The message of an error of ours (`errors.ts`) quotes nothing. */
  notReady(context: LogContext, error: OurError): void;
  /** A defect of ours: where, but not its message. */
  failure(context: LogContext, error: unknown): void;
}

export function createLog(): Log {
  const logger = new Logger({ serviceName: 'batch-push-functions' });
  return {
    call({ endpoint, requestId }, { call, outcome, tries, durationMs }) {
      const { app, items } = call;
      const fields = { endpoint, requestId, app, items, outcome: outcome.status, tries, durationMs };
      if (outcome.status === 'accepted') logger.info('call', { ...fields, token: outcome.token });
      else logger.warn('call', { ...fields, error: outcome.error.name, code: outcome.error.code });
    },
    answer({ endpoint, requestId }, status) {
      logger.info('answer', { endpoint, requestId, status });
    },
    message({ endpoint, requestId }, messageId, fate) {
      const { kind } = fate;
      const delaySeconds = kind === 'deferred' ? fate.delaySeconds : undefined;
      const reason = kind === 'dead' ? fate.reason : undefined;
      logger.info('message', { endpoint, requestId, messageId, fate: kind, delaySeconds, reason });
    },
    notReady({ endpoint, requestId }, { name, message }) {
      logger.error('not ready', { endpoint, requestId, error: name, problem: message });
    },
    failure({ endpoint, requestId }, error) {
      const { name, stack = '' } = error instanceof Error ? error : new Error();
      const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
      logger.error('failure', { endpoint, requestId, error: name, frames });
    },
  };
}
