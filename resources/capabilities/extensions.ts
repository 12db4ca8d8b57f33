import { allFunctionsOf, type Capability, type CapabilityFunction } from './capability.ts';
import type { Piece, Settings } from './settings.ts';

/** What a team decides about resources that the framework makes, or `serverless.yml`: properties of theirs, by logical id. */
export function extensionsOf(capabilities: readonly Capability[], settings: Settings): Record<string, Piece> {
  const functions = allFunctionsOf(capabilities).map(
    (fn) => [fn.functionId, functionProperties(fn, settings)] as const,
  );
  const all = functions.filter(([, properties]) => Object.keys(properties).length > 0);
  return Object.fromEntries(all.map(([id, Properties]) => [id, { Properties }]));
}

/** Queues bound their functions by themselves: `maximumConcurrency` in the table of capabilities. */
function functionProperties({ handler }: CapabilityFunction, { parameters: { reservedConcurrency } }: Settings): Piece {
  return handler === 'http' && reservedConcurrency !== '0' ? { ReservedConcurrentExecutions: reservedConcurrency } : {};
}
