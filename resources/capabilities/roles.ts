import { allFunctionsOf, type Capability, type CapabilityFunction, queueIdsOf, tellsOutcomes } from './capability.ts';
import { ownRights } from './own.ts';
import { keepsRate } from './rates.ts';
import { arnOf, type Piece, type Settings } from './settings.ts';

/** A role for each function, with what it needs and no more. */
export function rolesOf(capabilities: readonly Capability[], settings: Settings): Record<string, Piece> {
  const all = allFunctionsOf(capabilities).map((fn) => [fn.roleId, roleOf(fn, capabilities, settings)]);
  return Object.fromEntries(all);
}

function roleOf(fn: CapabilityFunction, all: readonly Capability[], settings: Settings): Piece {
  const rights = fn.handler === 'http' ? httpRights(fn, all, settings) : queueRights(fn, all, settings);
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: settings.lambdaMayAssume,
      Policies: [{ PolicyName: 'rights', PolicyDocument: { Version: '2012-10-17', Statement: rights } }],
    },
  };
}

/** Over HTTP only what must not be repeated has the ledger. What only reads has neither that nor a queue. */
function httpRights(
  { capability, logGroupId }: CapabilityFunction,
  all: readonly Capability[],
  settings: Settings,
): Piece[] {
  const { waysIn, effect, uses } = capability;
  const { rights: may } = settings;
  const own = effect === 'once' ? [may.readSecret, may.remember, may.mark] : [may.readSecret];
  return [
    ...(uses ? ownRights(uses.http, all, settings) : own),
    ...(keepsRate(capability, settings) ? [may.count] : []),
    ...(waysIn.includes('queue') ? [on(queueIdsOf(capability).queue, may.send)] : []),
    on(logGroupId, may.log),
    may.trace,
  ];
}

function queueRights(
  { capability, logGroupId }: CapabilityFunction,
  all: readonly Capability[],
  settings: Settings,
): Piece[] {
  const { queue, deadLetters } = queueIdsOf(capability);
  const { rights: may } = settings;
  return [
    ...(capability.uses ? ownRights(capability.uses.queue ?? [], all, settings) : [may.readSecret, may.remember]),
    ...(capability.effect === 'once' && !capability.uses ? [may.mark] : []),
    ...(capability.takesBulk ? [may.lookUp] : []),
    ...(capability.uses?.queue?.includes('hand-over') ? [on(queue, may.send)] : []),
    ...(tellsOutcomes(capability, settings) ? [may.putEvents] : []),
    ...(keepsRate(capability, settings) ? [may.count] : []),
    on(queue, may.consume),
    on(deadLetters, may.send),
    on(logGroupId, may.log),
    may.trace,
  ];
}

const on = (id: string, right: Piece): Piece => ({ ...right, Resource: arnOf(id) });
