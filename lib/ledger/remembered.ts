import type { Outcome, Unknown } from '../delivery/outcome.ts';
import type { Identity } from './identity.ts';
import type { Count, End, LedgerRecord } from './record.ts';

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
export function recallEnd({ state, end = {} }: LedgerRecord, identity: Identity): Outcome {
  if (state === 'accepted') return { status: 'accepted', ...(end.token !== undefined && { token: end.token }) };
  if (!end.sealed) return INTERRUPTED;
  try {
    return JSON.parse(identity.unseal(end.sealed));
  } catch {
    // How it ended is known all the same.
    const error = { name: end.error ?? '', detail: 'What Batch said of it can not be read any more.' };
    return state === 'rejected' ? { status: 'rejected', httpStatus: 400, error } : { status: 'unknown', error };
  }
}

/** How some items of a part ended that may be repeated. What Batch said of them is not kept. */
export function outcomeOfCount({ status, error }: Count): Outcome {
  return status === 'accepted' ? { status } : { status, httpStatus: 400, error: { name: error ?? '', detail: '' } };
}

export const INTERRUPTED: Unknown = {
  status: 'unknown',
  error: {
    name: 'INTERRUPTED',
    detail: 'An earlier attempt was cut off. The call may have been carried out.',
  },
};
