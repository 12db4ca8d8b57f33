import type { Use } from '../../lib/endpoints/capability.ts';
import type { Piece, Settings } from './settings.ts';

/** What a function that does not call Batch is told, by what it uses. */
export function ownEnvironment(uses: readonly Use[], { ledger }: Pick<Settings, 'ledger'>): Piece {
  return { ...(uses.some((use) => use === 'look-up' || use === 'write-down') && ledger) };
}

/** What it may do. */
export function ownRights(uses: readonly Use[], { rights: may }: Pick<Settings, 'rights'>): Piece[] {
  const rights: Readonly<Partial<Record<Use, Piece>>> = { secret: may.readSecret, 'look-up': may.lookUp };
  return uses.map((use) => rights[use]).filter((right) => right !== undefined);
}
