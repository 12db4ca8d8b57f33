import type { AttemptTools } from '../../attempt/admission.ts';
import type { Endpoint, RequestFields } from '../../endpoints/endpoint.ts';
import { ConfigurationError, LedgerUnavailableError, SecretsUnavailableError } from '../../errors.ts';
import type { Log, LogContext } from '../../observe/log.ts';
import type { BulkPartTools } from './bulk-parts.ts';
import type { TellingTools } from './outcome-events.ts';
import type { Settling, SettlingTools } from './settle.ts';

/** What it takes to work through a batch. */
export interface QueueTools extends AttemptTools, SettlingTools, TellingTools, BulkPartTools {
  readonly unknownOutcome: 'park' | 'resend';
  /** For how long the ledger remembers, in milliseconds. */
  readonly ledgerTtlMs: number;
  /** How often SQS lets a message be received before it moves it away; nobody counts if left out. */
  readonly maxReceiveCount: number | undefined;
}

/** What one batch is worked through with. */
export interface Work<Request extends RequestFields> extends Settling {
  readonly endpoint: Endpoint<Request>;
  readonly tools: QueueTools;
}

/** Logs why nothing, or nothing of one message, could be tried. */
export function reportError(error: unknown, log: Log, context: LogContext): void {
  const isOurs =
    error instanceof ConfigurationError ||
    error instanceof SecretsUnavailableError ||
    error instanceof LedgerUnavailableError;
  if (isOurs) log.notReady(context, error);
  else log.failure(context, error);
}
