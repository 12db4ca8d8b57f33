import type { Fault } from './request/fault.ts';

/** The caller's request can't be carried out as it stands. Not for what Batch refuses: that is an outcome. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly faults: readonly Fault[];
  readonly status: 400 | 403 | 404 | 413 | 422;

  constructor(faults: readonly Fault[], status: 400 | 403 | 404 | 413 | 422 = 400) {
    super(MESSAGES[status] ?? 'The request is invalid.');
    this.faults = faults;
    this.status = status;
  }
}

const MESSAGES: Readonly<Record<number, string>> = {
  403: 'The request is not allowed.',
  404: 'The request is about what is not there.',
};

/** The stack itself is set up wrongly and only its operator can mend it: environment, secret, rights. Nothing was sent. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** Secrets Manager gave no answer and no earlier secret is at hand. Passes by itself; nothing was sent. */
export class SecretsUnavailableError extends Error {
  override readonly name = 'SecretsUnavailableError';
}

/** What the ledger knows of a request can't be asked just now, and nothing may be said of it without. Passes by itself. */
export class LedgerUnavailableError extends Error {
  override readonly name = 'LedgerUnavailableError';
}

/** SQS certainly did not take a request that was to be queued. Passes by itself. */
export class QueueUnavailableError extends Error {
  override readonly name = 'QueueUnavailableError';
}

/** Nobody can tell whether SQS took a request that was to be queued. */
export class MaybeQueuedError extends Error {
  override readonly name = 'MaybeQueuedError';
}

/** S3 gave no answer that says how it is with an object. Passes by itself. */
export class ObjectsUnavailableError extends Error {
  override readonly name = 'ObjectsUnavailableError';
}

/** Whose message is our own words, and may be logged. */
export type OurError =
  | ConfigurationError
  | SecretsUnavailableError
  | LedgerUnavailableError
  | QueueUnavailableError
  | ObjectsUnavailableError
  | MaybeQueuedError;
