import { identify } from '../../lib/ledger/identity.ts';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import type { Entry, LedgerRecord, State } from '../../lib/ledger/record.ts';

export const LEDGER_TTL_MS = 7 * 24 * 3600 * 1000;
const HOUR_SECONDS = 3600;

/** A ledger in memory, by the same rules as the one in DynamoDB: `test/lib/ledger/ledger.test.ts` holds both to them. */
export function fakeLedger(now: () => number, ttlMs = LEDGER_TTL_MS) {
  const records = new Map<string, LedgerRecord>();
  const writes: LedgerRecord[] = [];
  const reads: string[] = [];
  let refuses: (record: LedgerRecord) => Error | undefined = () => undefined;
  let attempts = 0;

  async function put(record: LedgerRecord): Promise<void> {
    const error = refuses(record);
    if (error) throw error;
    writes.push(record);
    records.set(keyOf(record), record);
  }

  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const seconds = () => Math.floor(now() / 1000);
  const expiryAt = (place: Entry['place']) =>
    Math.ceil((now() + ttlMs) / 1000) + (place === 'first' ? HOUR_SECONDS : 0);
  const alive = (at: Pick<Entry, 'request' | 'place'>) => {
    const found = records.get(keyOf(at));
    return found && found.expiresAt >= seconds() ? found : undefined;
  };
  const toRecord = (entry: Entry, state: State, until: number): LedgerRecord => ({
    ...entry,
    state,
    attempt: `${attempts++}`,
    until,
    expiresAt: expiryAt(entry.place),
  });

  const ledger: Ledger = {
    identify,
    async claim(entry, terms) {
      await turn();
      const found = alive(entry);
      const record = toRecord(entry, 'sending', terms.until);
      if (found) {
        if (!isOfSamePart(found, entry) || !terms.mayRepeat(found)) return { found };
        Object.assign(record, {
          expiresAt: Math.max(record.expiresAt, found.expiresAt),
          whole: found.whole,
          unknowns: (found.unknowns ?? 0) + (found.state === 'sending' ? 1 : 0),
          word: terms.word ?? found.word,
          wordBefore: found.word,
          end: { pieces: terms.kept?.(found) },
        });
      }
      await put(record);
      return { claimed: record };
    },
    async settle(claimed, state, end) {
      await turn();
      if (records.get(keyOf(claimed))?.attempt !== claimed.attempt) throw new Error('It is not this attempt’s.');
      const isUnknown =
        state === 'unknown' || (state !== 'sending' && end.pieces?.some((each) => each.state === 'unknown'));
      const unknowns = (claimed.unknowns ?? 0) + (isUnknown ? 1 : 0);
      const word = state === 'deferred' ? claimed.wordBefore : claimed.word;
      await put({ ...claimed, word, state, end, ...(unknowns > 0 && { unknowns }) });
    },
    async read(at) {
      await turn();
      reads.push(keyOf(at));
      return alive(at);
    },
    async note(entry, state, end) {
      await turn();
      if (entry.place !== 'first' || !alive(entry)) await put({ ...toRecord(entry, state, 0), end });
    },
    async prolong(first) {
      await turn();
      const found = records.get(keyOf(first));
      const isStill = found?.attempt === first.attempt && found.state === first.state;
      const isShort = first.expiresAt < expiryAt('first') - HOUR_SECONDS / 2;
      if (isStill && isShort) await put({ ...first, expiresAt: expiryAt('first') });
    },
  };
  return {
    ledger,
    records,
    writes,
    reads,
    /** From now on, what is to be written may fail. */
    refuse(decide: typeof refuses) {
      refuses = decide;
    },
  };
}

function keyOf({ request, place }: Pick<Entry, 'request' | 'place'>): string {
  return `${request} ${place}`;
}

function isOfSamePart(found: LedgerRecord, { bodyHash, part, whole }: Entry): boolean {
  const isForSameApps = JSON.stringify(found.whole?.apps) === JSON.stringify(whole?.apps);
  return found.bodyHash === bodyHash && found.part === part && isForSameApps;
}
