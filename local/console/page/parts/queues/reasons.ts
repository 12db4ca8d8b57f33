/** Why a letter lies there, in words, and what a person can do: what docs/dead-letters.md and docs/operations.md say, short. */
export interface Reason {
  readonly means: string;
  readonly first: string;
}

const REASONS: Readonly<Record<string, Reason>> = {
  invalid: {
    means: 'The gateway refused it: the request has a fault, or a guard said no. Nothing was sent.',
    first:
      'Mend what refused it (an app missing in the secret, a setting), then retry. A faulty body has to be sent anew: discard this one.',
  },
  rejected: {
    means:
      'Batch refused all or part of it, or the gateway did, after a part had been sent (NO_LONGER_VALID). What Batch accepted stands in the detail.',
    first: 'Find out why from the detail and mend the cause, then retry. What was accepted is not sent again.',
  },
  exhausted: {
    means:
      'It went back to its queue until it had been received as often as it may be: Batch, the keys or something of AWS was out of reach all that time.',
    first: 'Mend the outage, then retry.',
  },
  'moved-by-sqs': {
    means:
      'SQS itself moved it, because its function could not bury it on the last receive: it died, was throttled, had a faulty setting, or could not write to the dead-letter queue.',
    first: 'Read the function’s log and mend the cause, then retry.',
  },
  'too-old': {
    means:
      'It was first sent longer ago than the ledger remembers, so some of it may have been sent and be forgotten. It was not carried out.',
    first: 'Discard it, or resend it if it should still go out.',
  },
  'unknown-outcome': {
    means:
      'It may have been sent: Batch did not answer in time, broke off, or failed in a way that leaves it open. Nobody can ask Batch, so it is not repeated by itself.',
    first:
      'Find out whether people got it: the phones of this page show it, Batch’s dashboard does in production. Discard it if so, resend it if not. If nobody can tell: better once too few, or once too often?',
  },
};

/** A reason that this page has no words for stands for itself. */
export function reasonOf(name: string): Reason {
  return REASONS[name] ?? { means: name, first: 'See the detail.' };
}
