import type { Ledger, Terms } from '../../lib/ledger/ledger.ts';
import type { Entry } from '../../lib/ledger/record.ts';

const DAY_MS = 24 * 3600 * 1000;

export const TTL_MS = 7 * DAY_MS;
export const NOW = Date.parse('2026-01-01T00:00:00Z');
export const deadline = { remainingMs: () => 10_000 };

let requests = 0;

/** From now on it is about another request. */
export function nextRequest(): void {
  requests += 1;
}

export const entry = (more: Partial<Entry> = {}): Entry => ({
  request: `request-${requests}`,
  place: 'first',
  part: 'ios#0',
  bodyHash: 'a',
  items: 1,
  ...more,
});

export const terms = (more: Partial<Terms> = {}): Terms => ({
  until: NOW + 30_000,
  mayRepeat: () => false,
  ...more,
});

/** Throws if it is somebody else's. */
export async function claimed(ledger: Ledger, more?: Partial<Entry>, on?: Partial<Terms>) {
  const answer = await ledger.claim(entry(more), terms(on), deadline);
  if ('found' in answer) throw new Error(`It is ${answer.found.state}.`);
  return answer.claimed;
}

export async function isFree(ledger: Ledger, more?: Partial<Entry>, on?: Partial<Terms>): Promise<boolean> {
  return 'claimed' in (await ledger.claim(entry(more), terms(on), deadline));
}
