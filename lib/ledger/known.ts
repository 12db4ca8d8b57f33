import type { Deadline } from '../deadline.ts';
import type { Identity } from './identity.ts';
import type { Ledger } from './ledger.ts';
import { inPieces } from './pieces.ts';
import { type LedgerRecord, type PartName, partName, unknownsOf, type Whole } from './record.ts';

/** What the ledger knows of a request before anything is tried. */
export interface Known {
  readonly bodyHash: string;
  readonly whole: Whole;
  /** Of each part that there is a record of. */
  readonly parts: ReadonlyMap<PartName, LedgerRecord>;
  /** When the ledger forgets it: seconds since the epoch. */
  readonly expiresAt: number;
}

/** Reads a request and all its parts; undefined if nobody has tried it yet. Throws what the ledger throws. */
export async function recall(
  ledger: Ledger,
  { request }: Pick<Identity, 'request'>,
  deadline: Deadline,
): Promise<Known | undefined> {
  const first = await ledger.read({ request, place: 'first' }, deadline);
  if (!first?.whole) return undefined;
  const others = partsOf(first.whole).filter((part) => part !== first.part);
  const found = await Promise.all(others.map((place) => ledger.read({ request, place }, deadline)));
  return knownOf([first, ...found.filter((record) => record !== undefined)]);
}

/** What records of a request come to, however many there are; undefined if nobody has tried it yet. */
export function knownOf(records: readonly LedgerRecord[]): Known | undefined {
  const first = records.find(({ place }) => place === 'first');
  if (!first?.whole) return undefined;
  const { bodyHash, whole, expiresAt } = first;
  const own = records.filter((record) => record.bodyHash === bodyHash);
  return { bodyHash, whole, parts: new Map(own.map((record) => [record.part, record])), expiresAt };
}

/** App by app, chunk by chunk. */
export function partsOf({ apps, chunks }: Whole): PartName[] {
  return apps.flatMap(({ keyHash }) => chunks.map((_, chunk) => partName(keyHash, chunk)));
}

/** Whether something of a part has reached Batch, or may have. */
export function mayHaveBeenSent(record: LedgerRecord): boolean {
  return (
    record.end?.begun !== undefined ||
    inPieces(record).some((piece) => piece.state !== 'deferred' || unknownsOf(piece) > 0)
  );
}
