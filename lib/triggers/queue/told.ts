import type { Share } from '../../attempt/share.ts';
import type { Outcome } from '../../delivery/outcome.ts';
import type { Part } from '../../endpoints/call.ts';
import { placesIn } from '../../endpoints/piece.ts';
import type { Identity } from '../../ledger/identity.ts';
import { type Known, partsOf } from '../../ledger/known.ts';
import { inPieces } from '../../ledger/pieces.ts';
import type { Count, LedgerRecord } from '../../ledger/record.ts';
import { INTERRUPTED, outcomeOfCount, recallEnd } from '../../ledger/remembered.ts';

/** How some items of a message ended. */
export interface Told {
  readonly app: string;
  readonly items: number;
  /** Whom they are about, where that is known and an item is not a person each. */
  readonly people?: number | undefined;
  readonly outcome: Outcome;
  /** It is an earlier attempt that ended so. */
  readonly remembered?: boolean | undefined;
}

/** How items ended, as others are told; what may be under way in another function nobody waits for any more. */
export function statusOfTold({ outcome }: Told): 'accepted' | 'rejected' | 'deferred' | 'unknown' | 'cancelled' {
  if (outcome.status !== 'deferred') return outcome.status;
  if (outcome.by === 'cancelled') return 'cancelled';
  return outcome.by === 'running' ? 'unknown' : 'deferred';
}

/** What became of a message's request in this attempt. */
export function toldOf(shares: readonly Share[]): Told[] {
  return shares.map(({ app, items, parts, delivered: { outcome, remembered } }) => {
    return { app, items, people: peopleIn(parts), outcome, remembered };
  });
}

function peopleIn(parts: readonly Part[]): number {
  return parts.reduce((sum, { items, size = items, piece, places }) => {
    return sum + (piece ? placesIn(piece).length : (places?.length ?? size));
  }, 0);
}

/** What the ledger knows of a message's request. Of what it has no record of, nothing was sent. */
export function toldByLedger({ whole, parts }: Known, identity: Identity, now: number): Told[] {
  const aliases = new Map(whole.apps.map(({ keyHash, alias }) => [keyHash, alias]));
  return partsOf(whole).flatMap((part) => {
    const [keyHash = '', chunk = ''] = part.split('#');
    const app = aliases.get(keyHash) ?? '';
    const record = parts.get(part);
    const { counts, begun } = record?.end ?? {};
    const toldBy = (some: readonly Count[]) =>
      some.map((count) => ({ app, items: count.items, outcome: outcomeOfCount(count), remembered: true }));
    if (counts) return toldBy(counts);
    const items = whole.chunks[Number(chunk)] ?? 0;
    if (begun) {
      const left = items - begun.counts.reduce((sum, count) => sum + count.items, 0);
      return [...toldBy(begun.counts), { app, items: left, outcome: NOT_SENT, remembered: true }];
    }
    if (!record) return [{ app, items, outcome: NOT_SENT, remembered: true }];
    return inPieces(record).map((piece) => {
      return { app, items: piece.items, outcome: outcomeOf(piece, identity, now), remembered: true };
    });
  });
}

function outcomeOf(record: LedgerRecord, identity: Identity, now: number): Outcome {
  if (record.state === 'sending' && record.until >= now) return RUNNING;
  if (record.state === 'deferred') return record.unknowns ? INTERRUPTED : NOT_SENT;
  return recallEnd(record, identity);
}

const NOT_SENT: Outcome = { status: 'deferred', by: 'deadline', error: { name: 'NOT_SENT', detail: 'Not sent.' } };
const RUNNING: Outcome = { status: 'deferred', by: 'running', error: { name: 'STILL_RUNNING', detail: 'Not sent.' } };

/** Whether another function may be at it just now. */
export function isRunning({ outcome }: Told): boolean {
  return outcome.status === 'deferred' && outcome.by === 'running';
}

/** Added up, by app and outcome. */
export function summed(told: readonly Told[], countOf: (each: Told) => number) {
  const sums = new Map<
    string,
    { readonly app: string; readonly status: ReturnType<typeof statusOfTold>; items: number }
  >();
  for (const each of told) {
    const { app } = each;
    const status = statusOfTold(each);
    const key = `${app} ${status}`;
    const sum = sums.get(key) ?? { app, status, items: 0 };
    sum.items += countOf(each);
    sums.set(key, sum);
  }
  return [...sums.values()];
}
