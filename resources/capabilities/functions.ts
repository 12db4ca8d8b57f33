import { calledByAlias } from './alias.ts';
import {
  allFunctionsOf,
  type Capability,
  type CapabilityFunction,
  pathsOf,
  queueIdsOf,
  tellsOutcomes,
} from './capability.ts';
import { ownEnvironment } from './own.ts';
import { rateOf } from './rates.ts';
import { arnOf, type Piece, ref, type Settings } from './settings.ts';

/**
 * The functions, as the framework takes them. A capability has up to two of one bundle: one answers its route, one works
 * through its queue. Apart, because an answer is due in 29 s and a batch is not, and because neither should have the
 * other's rights.
 */
export function functionsOf(capabilities: readonly Capability[], settings: Settings): Record<string, Piece> {
  const all = allFunctionsOf(capabilities).map((fn) => [
    fn.name,
    {
      ...ofBundle(fn),
      ...calledByAlias(fn, settings),
      ...(fn.handler === 'http' ? ofRoute(fn, capabilities, settings) : ofQueue(fn, capabilities, settings)),
    },
  ]);
  return Object.fromEntries(all);
}

function ofBundle({ capability, handler, roleId }: CapabilityFunction): Piece {
  const { name, row } = capability;
  return {
    handler: `dist/${name}/index.${handler}`,
    role: roleId,
    ...(row.memorySize && { memorySize: row.memorySize }),
    package: { patterns: [`dist/${name}/index.js`] },
  };
}

function ofRoute({ capability }: CapabilityFunction, all: readonly Capability[], settings: Settings): Piece {
  const { summary, route, waysIn, effect, uses, row } = capability;
  return {
    description: summary,
    environment: {
      ...row.environment,
      ...(uses ? ownEnvironment(uses.http, all, settings) : effect === 'once' && ledgerOf(capability, settings)),
      ...(effect === 'once' && { REQUIRE_KEY: settings.parameters.requireKey }),
      ...rateOf(capability, settings),
      ...(waysIn.includes('queue') && { QUEUE_URL: ref(queueIdsOf(capability).queue) }),
    },
    events: pathsOf(capability).map((path) => ({
      httpApi: { method: route.method, path, authorizer: authorizerOf(capability, settings) },
    })),
  };
}

/** With scopes a token is for one capability, and not for all. */
function authorizerOf({ name }: Capability, { authorizer, parameters: { jwtScopes } }: Settings): Piece {
  return jwtScopes === '' ? authorizer : { ...authorizer, scopes: [jwtScopes.replace('*', name)] };
}

function ofQueue({ capability }: CapabilityFunction, all: readonly Capability[], settings: Settings): Piece {
  const { summary, row, uses, consumer } = capability;
  const { timeout, ...batches } = consumer;
  const { queue, deadLetters } = queueIdsOf(capability);
  return {
    description: `${summary}, from its queue`,
    timeout,
    environment: {
      ...row.environment,
      ...(uses ? ownEnvironment(uses.queue ?? [], all, settings) : ledgerOf(capability, settings)),
      ...rateOf(capability, settings),
      QUEUE_URL: ref(queue),
      DEAD_LETTER_QUEUE_URL: ref(deadLetters),
      MAX_RECEIVE_COUNT: settings.maxReceiveCount,
      ...(tellsOutcomes(capability, settings) && { EVENT_BUS_NAME: ref('EventBus') }),
    },
    events: [{ sqs: { arn: arnOf(queue), functionResponseType: 'ReportBatchItemFailures', ...batches } }],
  };
}

/**
 * What a function is told of the ledger. On a queue what may be repeated has it too: what is done of a message that goes
 * back is kept, since an older word that is said again would overwrite a newer one. But nothing of it is ever parked.
 */
function ledgerOf({ effect }: Capability, { ledger, parameters: { unknownOutcome } }: Settings): Piece {
  return { ...ledger, ...(effect === 'once' && { UNKNOWN_OUTCOME: unknownOutcome }) };
}
