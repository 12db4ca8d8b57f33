import { allFunctionsOf, type Capability, type CapabilityFunction } from './capability.ts';
import type { Piece, Settings } from './settings.ts';

/** What routes and queues lead to in place of the function itself, where a new version takes its place bit by bit. */
export const ALIAS = 'live';

type Canary = Pick<Settings, 'parameters'>;

/** Whether functions are called by their alias. */
export const hasAliases = ({ parameters }: Canary): boolean => parameters.canary !== 'off';

/** What the framework has to know for that: resources/aliases.cjs. */
export function calledByAlias({ aliasId }: CapabilityFunction, settings: Canary): Piece {
  return hasAliases(settings) ? { versionFunction: true, targetAlias: { name: ALIAS, logicalId: aliasId } } : {};
}

/** What comes first, by logical id: API Gateway may call an alias before the route leads to it, also in a stack that had none. */
export function permittedFirst(capabilities: readonly Capability[], settings: Canary): Record<string, Piece> {
  if (!hasAliases(settings)) return {};
  const routed = allFunctionsOf(capabilities).filter(({ handler }) => handler === 'http');
  return Object.fromEntries(
    routed.map(({ integrationId, permissionId }) => [integrationId, { DependsOn: [permissionId] }]),
  );
}
