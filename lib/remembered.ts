import type { Identity } from './identity.ts';
import type { End, LedgerRecord } from './ledger.ts';
import type { Outcome, Unknown } from './outcome.ts';

/** What the ledger keeps of an outcome. Batch's words are sealed, since they may quote an id. */
export function endOf(outcome: Outcome, identity: Identity): End {
  switch (outcome.status) {
    case 'accepted':
      return { token: outcome.token };
    case 'deferred':
      return {};
    case 'rejected':
    case 'unknown':
      return { error: outcome.error.name, sealed: identity.seal(JSON.stringify(outcome)) };
  }
}

/** The outcome of an earlier attempt that has come to an end, or has died. */
export function recall({ state, end = {} }: LedgerRecord, identity: Identity): Outcome {
  if (state === 'accepted') return { status: 'accepted', ...(end.token !== undefined && { token: end.token }) };
  return end.sealed ? JSON.parse(identity.unseal(end.sealed)) : INTERRUPTED;
}

const INTERRUPTED: Unknown = {
  status: 'unknown',
  error: {
    name: 'INTERRUPTED',
    detail: 'An earlier attempt was cut off. The call may have been carried out.',
  },
};
