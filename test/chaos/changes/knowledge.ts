import { identify } from '../../../lib/ledger/identity.ts';
import type { Item, Table } from '../../support/table.ts';
import type { Asked, Capability } from './scenario.ts';

/** What the ledger knows a request by. */
export function hashOf(capability: Capability, { name, request }: Asked): string {
  return identify(capability, 'key', name, request).request;
}

/** What the ledger holds of one part that was sent, or may have been. */
export interface SentPart {
  /** As the letter should call the app. */
  readonly alias: string;
  readonly attempt: string;
  readonly items: number;
  readonly isAccepted: boolean;
}

/** The parts of a request of which the ledger knows that they were sent, or may have been, by their names. */
export function sentParts(table: Table, request: string, now: number): ReadonlyMap<string, SentPart> {
  const items = itemsOf(table, request).filter(({ expiresAt }) => Number(expiresAt?.N) >= Math.floor(now / 1000));
  const aliases = aliasesIn(items.find(({ part }) => part?.S === 'first'));
  const sent = items.filter(({ state, unknowns }) => {
    const isOver = state?.S === 'rejected' || state?.S === 'deferred';
    return !isOver || (state?.S === 'deferred' && unknowns !== undefined);
  });
  return new Map(
    sent.map(({ of, state, items: count, attempt }) => {
      const name = of?.S ?? '';
      const alias = aliases.get(name.replace(/#.*/, '')) ?? '';
      const part = { alias, attempt: attempt?.S ?? '', items: Number(count?.N), isAccepted: state?.S === 'accepted' };
      return [name, part];
    }),
  );
}

function itemsOf({ items }: Table, request: string): Item[] {
  return [...items].filter(([key]) => key.startsWith(`${request} `)).map(([, item]) => item);
}

function aliasesIn(first: Item | undefined): ReadonlyMap<string, string> {
  const apps: { alias: string; keyHash: string }[] = JSON.parse(first?.['apps']?.S ?? '[]');
  return new Map(apps.map(({ alias, keyHash }) => [keyHash, alias]));
}

/** What a letter leaves out of what the ledger knew, if anything. */
export function leftOut(
  { reason = '', detail = '' }: Readonly<Record<string, string>>,
  known: readonly SentPart[],
): string | undefined {
  if (known.length === 0) return undefined;
  if (reason === 'invalid') return `invalid, though parts of it were sent: ${detail}`;
  for (const alias of new Set(known.map((part) => part.alias))) {
    const parts = known.filter((part) => part.alias === alias);
    const accepted = sum(parts.filter(({ isAccepted }) => isAccepted));
    const told = countsIn(detail, alias);
    if (told.accepted < accepted || told.accepted + told.maybe < sum(parts)) {
      return `${reason} "${detail}", though of ${alias} the ledger knew ${sum(parts)} as sent, ${accepted} as accepted`;
    }
  }
  return undefined;
}

function sum(parts: readonly SentPart[]): number {
  return parts.reduce((total, { items }) => total + items, 0);
}

/** `ios: 2 accepted, 1 unknown INTERRUPTED; android: 3 deferred STILL_RUNNING` */
function countsIn(detail: string, alias: string): { accepted: number; maybe: number } {
  const own = detail.split('; ').find((app) => app.startsWith(`${alias}: `)) ?? '';
  const count = (pattern: RegExp) => [...own.matchAll(pattern)].reduce((total, [, items]) => total + Number(items), 0);
  return { accepted: count(/(\d+) accepted/g), maybe: count(/(\d+) (?:unknown|deferred STILL_RUNNING)/g) };
}
