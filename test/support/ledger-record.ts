import { type LedgerRecord, partName } from '../../lib/ledger/record.ts';

/** What the ledger holds of a part of ten people, with `more`. */
export function recordOf(more: Partial<LedgerRecord> = {}): LedgerRecord {
  return {
    request: 'request',
    place: 'first',
    part: partName('ios-hash', 0),
    bodyHash: 'body',
    items: 10,
    state: 'sending',
    attempt: 'attempt',
    until: 0,
    expiresAt: 0,
    ...more,
  };
}
