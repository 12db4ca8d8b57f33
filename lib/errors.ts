/** One thing that is wrong with what a caller sent. Holds no value of the caller's, so that it can be shown. */
export interface Fault {
  /** RFC 6901 pointer to the faulty or missing member; left out where there is no such place. */
  readonly pointer?: string;
  /** The header at fault, in place of a pointer. */
  readonly header?: string;
  readonly detail: string;
}

/** The caller's request can't be carried out as it stands. Not for what Batch refuses: that is an outcome. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly faults: readonly Fault[];
  readonly status: 400 | 413;

  constructor(faults: readonly Fault[], status: 400 | 413 = 400) {
    super('The request is invalid.');
    this.faults = faults;
    this.status = status;
  }
}

/** The stack itself is set up wrongly and only its operator can mend it: environment, secret, rights. Nothing was sent. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** Secrets Manager gave no answer and no earlier secret is at hand. Passes by itself; nothing was sent. */
export class SecretsUnavailableError extends Error {
  override readonly name = 'SecretsUnavailableError';
}
