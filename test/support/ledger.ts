import type { Entry, Ledger, LedgerRecord, Terms } from '../../lib/ledger.ts';

/** A ledger in memory, by the same rules as the one in DynamoDB: `test/lib/ledger.test.ts` holds both to them. */
export function fakeLedger(now: () => number, ttlMs = 7 * 24 * 3600 * 1000) {
  const records = new Map<string, LedgerRecord>();
  const writes: LedgerRecord[] = [];
  let refuses: (record: LedgerRecord) => Error | undefined = () => undefined;
  let attempts = 0;

  async function put(record: LedgerRecord): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const error = refuses(record);
    if (error) throw error;
    writes.push(record);
    records.set(keyOf(record), record);
  }

  const ledger: Ledger = {
    async claim(entry, terms) {
      const expiresAt = Math.ceil((now() + ttlMs) / 1000);
      const record = { ...entry, state: 'sending', attempt: `${attempts++}`, until: terms.until, expiresAt } as const;
      await new Promise((resolve) => setImmediate(resolve));
      const found = records.get(keyOf(entry));
      if (found && !isClaimable(found, entry, terms, now())) return { found };
      const error = refuses(record);
      if (error) throw error;
      writes.push(record);
      records.set(keyOf(record), record);
      return { claimed: record };
    },
    async settle(claimed, state, end) {
      if (records.get(keyOf(claimed))?.attempt !== claimed.attempt) throw new Error('It is not this attempt’s.');
      await put({ ...claimed, state, end });
    },
  };
  return {
    ledger,
    records,
    writes,
    /** From now on, what is to be written may fail. */
    refuse(decide: typeof refuses) {
      refuses = decide;
    },
  };
}

function keyOf({ request, place }: Entry): string {
  return `${request} ${place}`;
}

function isClaimable(found: LedgerRecord, entry: Entry, terms: Terms, nowMs: number): boolean {
  if (found.expiresAt < Math.floor(nowMs / 1000)) return true;
  if (found.bodyHash !== entry.bodyHash) return entry.place !== 'first';
  if (found.part !== entry.part) return false;
  if (found.state === 'sending') return terms.resendsInterrupted && found.until < nowMs;
  return found.state === 'deferred' || terms.repeats.includes(found.state);
}
