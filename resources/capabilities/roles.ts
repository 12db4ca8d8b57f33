import { allFunctionsOf, type Capability, type CapabilityFunction, queueIdsOf, tellsOutcomes } from './capability.ts';
import { keyRights } from './keys.ts';
import { networkRights } from './network.ts';
import { ownRights } from './own.ts';
import { keepsRate, mayKeepRate } from './rates.ts';
import { arnOf, type Piece, type Settings } from './settings.ts';

/**
 * A role for each function, with what it needs and no more.
 *
 * @param prefix what names of functions begin with
 */
export function rolesOf(
  capabilities: readonly Capability[],
  settings: Settings,
  prefix: string,
): Record<string, Piece> {
  const all = allFunctionsOf(capabilities).map((fn) => {
    const rights =
      fn.handler === 'http' ? httpRights(fn, capabilities, settings) : queueRights(fn, capabilities, settings);
    // Whether a limit is set or not, the rights to a key are the same: then a released template can decide over each alone.
    const counting = mayKeepRate(fn.capability) ? [settings.rights.count] : [];
    const following = [
      ...keyRights([...rights, ...counting], settings),
      ...networkRights(`${prefix}-${fn.name}`, settings),
    ];
    return [fn.roleId, roleOf([...rights, ...following], settings.lambdaMayAssume, settings)];
  });
  return Object.fromEntries(all);
}

/** @param mayAssume who takes it */
export function roleOf(
  rights: readonly Piece[],
  mayAssume: Piece,
  { parameters }: Pick<Settings, 'parameters'>,
): Piece {
  const { permissionsBoundary, rolePath } = parameters;
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      ...(rolePath !== '' && { Path: rolePath }),
      ...(permissionsBoundary !== '' && { PermissionsBoundary: permissionsBoundary }),
      AssumeRolePolicyDocument: mayAssume,
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
