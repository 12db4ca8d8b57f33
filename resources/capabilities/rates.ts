import type { Capability } from './capability.ts';
import type { Piece, Settings } from './settings.ts';

type Rates = Pick<Settings, 'parameters' | 'ledger'>;

/** What a capability's functions are told of the rate that they keep to, if to any. A limit of calls needs the ledger's table. */
export function rateOf(
  { account, effect }: Pick<Capability, 'account' | 'effect'>,
  { parameters: { callsPerSecond, profilesPerSecond, profilesBurst }, ledger }: Rates,
): Piece {
  if (account === undefined) return {};
  if (account === 'project') {
    return { BATCH_PROFILES_PER_SECOND: profilesPerSecond, BATCH_PROFILES_BURST: profilesBurst };
  }
  if (effect === 'read' || callsPerSecond === '') return {};
  return { ...ledger, BATCH_CALLS_PER_SECOND: callsPerSecond };
}

/** Whether a capability's functions would count if a team set a limit. */
export function mayKeepRate({ account, effect }: Pick<Capability, 'account' | 'effect'>): boolean {
  return account !== undefined && (account === 'project' || effect !== 'read');
}

/** Whether a capability's functions count in the ledger's table for that. */
export function keepsRate({ account, effect }: Pick<Capability, 'account' | 'effect'>, { parameters }: Rates): boolean {
  if (account === undefined) return false;
  if (account === 'project') return parameters.profilesPerSecond !== '0';
  return effect !== 'read' && parameters.callsPerSecond !== '';
}
