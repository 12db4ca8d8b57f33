import type { Known } from './known.ts';
import { inPieces } from './pieces.ts';
import { type LedgerRecord, partName } from './record.ts';
import { INTERRUPTED } from './remembered.ts';

/** How far a part has come, as others are told; `cancelled` is one of a bulk that was called off before it was sent. */
export type PartStatus = 'running' | 'accepted' | 'rejected' | 'deferred' | 'unknown' | 'cancelled';

/** What is told of one part: nothing that Batch said of it, and of nobody. */
export interface PartResult {
  readonly app?: string;
  readonly project?: string;
  readonly chunk: number;
  readonly status: PartStatus;
  readonly token?: string;
  readonly error?: { readonly name: string };
}

/** What is told of a request: how far it has come as a whole, and each of its parts. */
export interface RequestStatus {
  readonly status: PartStatus | 'partial';
  readonly results: readonly PartResult[];
}

/** A part that ended in several ways is told as the first of these that it ended in. */
const WORST_FIRST: readonly PartStatus[] = ['running', 'deferred', 'unknown', 'rejected', 'cancelled', 'accepted'];

/**
 * What the ledger knows of a request: each app that it was for when it was first tried, each chunk, those that were never begun
 * as well.
 */
export function statusOf({ whole, parts }: Pick<Known, 'whole' | 'parts'>, now: number): RequestStatus {
  const { apps, chunks, account = 'app' } = whole;
  const told = apps.flatMap(({ alias, keyHash }) =>
    chunks.map((_, chunk) => {
      const record = parts.get(partName(keyHash, chunk));
      const ends = record ? endsOf(record, now) : [OPEN];
      const worst = worstOf(ends);
      return { ends, result: { [account]: alias, chunk, ...worst } };
    }),
  );
  return {
    status: overall(told.flatMap(({ ends }) => ends.map(({ status }) => status))),
    results: told.map(({ result }) => result),
  };
}

/** What all the parts together come to. `running` and `deferred` may still change by themselves. */
export function overall(all: readonly PartStatus[]): RequestStatus['status'] {
  const has = (status: PartStatus) => all.includes(status);
  if (has('running')) return 'running';
  if (has('deferred')) return 'deferred';
  if (all.every((status) => status === 'accepted')) return 'accepted';
  if (has('accepted')) return 'partial';
  if (has('unknown')) return 'unknown';
  return has('rejected') ? 'rejected' : 'cancelled';
}

type End = Pick<PartResult, 'status' | 'token' | 'error'>;

const OPEN: End = { status: 'deferred' };

/** How a part ended, or each piece of it. */
function endsOf(record: LedgerRecord, now: number): End[] {
  const { counts, begun } = record.end ?? {};
  if (counts) return counts.map(({ status, error }) => toEnd(status, { error }));
  if (begun) return [...begun.counts.map(({ status, error }) => toEnd(status, { error })), OPEN];
  return inPieces(record).map(({ state, until, end = {} }) => {
    if (state !== 'sending') return toEnd(state, end);
    return until >= now ? { status: 'running' } : toEnd('unknown', { error: INTERRUPTED.error.name });
  });
}

function toEnd(status: PartStatus, { token, error }: { token?: string | undefined; error?: string | undefined }): End {
  return { status, ...(token !== undefined && { token }), ...(error !== undefined && { error: { name: error } }) };
}

function worstOf(ends: readonly End[]): End {
  const worst = WORST_FIRST.map((status) => ends.find((end) => end.status === status)).find((end) => end !== undefined);
  return worst ?? OPEN;
}
