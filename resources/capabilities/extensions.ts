import { permittedFirst } from './alias.ts';
import { allFunctionsOf, type Capability, type CapabilityFunction } from './capability.ts';
import { encrypted } from './keys.ts';
import { networkOf } from './network.ts';
import type { Piece, Settings } from './settings.ts';

/** What a team decides about resources that others make, by logical id: properties of theirs, and what comes before them. */
export function extensionsOf(capabilities: readonly Capability[], settings: Settings): Record<string, Piece> {
  const functions = allFunctionsOf(capabilities).map(
    (fn) => [fn.functionId, functionProperties(fn, settings)] as const,
  );
  const all = [...functions, ...encrypted(capabilities, settings), ...apiProperties(settings)];
  return {
    ...Object.fromEntries(all.map(([id, Properties]) => [id, { Properties }])),
    ...permittedFirst(capabilities, settings),
  };
}

/** Queues bound their functions by themselves: `maximumConcurrency` in the table of capabilities. */
function functionProperties({ handler }: CapabilityFunction, settings: Settings): Piece {
  const { architecture, reservedConcurrency } = settings.parameters;
  const isBounded = handler === 'http' && reservedConcurrency !== '0';
  return {
    Architectures: [architecture],
    ...(isBounded && { ReservedConcurrentExecutions: reservedConcurrency }),
    ...networkOf(settings),
  };
}

function apiProperties({ parameters: { disableDefaultEndpoint } }: Settings): readonly (readonly [string, Piece])[] {
  return disableDefaultEndpoint === 'false' ? [] : [['HttpApi', { DisableExecuteApiEndpoint: disableDefaultEndpoint }]];
}
