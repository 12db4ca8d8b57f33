import type { Effect } from '../../lib/endpoints/call.ts';
import type { OwnCapability, Route, WayIn } from '../../lib/endpoints/capability.ts';
import type { Account, Endpoint } from '../../lib/endpoints/endpoint.ts';
import type { Consumer, Row, Settings } from './settings.ts';

/** What a capability says of itself, with what `serverless.yml` says of it. */
export interface Capability {
  readonly name: string;
  readonly summary: string;
  readonly route: Pick<Route, 'method' | 'path' | 'otherPath'>;
  readonly waysIn: readonly WayIn[];
  readonly effect: Effect;
  /** Whose keys it needs, where it calls Batch. */
  readonly account?: Account;
  /** What of AWS it speaks to, where it does not call Batch. */
  readonly uses?: OwnCapability['uses'];
  /** Whether its queue takes the parts of bulks. */
  readonly takesBulk: boolean;
  readonly row: Row;
  readonly consumer: Consumer;
}

/** A function of a capability, and the logical ids of what is there for it: the framework's and ours. */
export interface CapabilityFunction {
  readonly name: string;
  readonly capability: Capability;
  /** The bundle's export that AWS calls, which is also the way in. */
  readonly handler: WayIn;
  readonly roleId: string;
  readonly functionId: string;
  readonly logGroupId: string;
  /** Of what leads its route to it, and lets API Gateway call it. */
  readonly integrationId: string;
  readonly permissionId: string;
  readonly aliasId: string;
  readonly canaryId: string;
}

/** Each capability with its row of the table. */
export function capabilitiesOf(
  catalog: readonly (Endpoint | OwnCapability)[],
  { capabilities: table, consumer }: Pick<Settings, 'capabilities' | 'consumer'>,
): Capability[] {
  return catalog.map((capability) => {
    const { name, summary, route, waysIn, effect } = capability;
    const row = table[name] ?? {};
    const takesBulk = 'bulk' in capability && capability.bulk !== undefined;
    const own = 'uses' in capability ? { uses: capability.uses } : { account: capability.account };
    return { name, summary, route, waysIn, effect, ...own, takesBulk, row, consumer: { ...consumer, ...row.queue } };
  });
}

/** Whether what became of its messages is told on the bus. */
export function tellsOutcomes({ uses }: Capability, { parameters }: Pick<Settings, 'parameters'>): boolean {
  return uses === undefined && parameters.outcomeEvents === 'true';
}

/** Where API Gateway takes its requests. */
export function pathsOf({ route: { path, otherPath } }: Pick<Capability, 'route'>): string[] {
  return otherPath === undefined ? [path] : [path, otherPath];
}

/** Those that a queue leads to. */
export function queuedOf(capabilities: readonly Capability[]): Capability[] {
  return capabilities.filter(({ waysIn }) => waysIn.includes('queue'));
}

/** Those among them whose messages come from others; on a queue of one of the gateway's own there is only what we put there. */
export function openQueuedOf(capabilities: readonly Capability[]): Capability[] {
  return queuedOf(capabilities).filter(({ uses }) => uses === undefined);
}

/** Up to two of each capability, in the order of their names. */
export function allFunctionsOf(capabilities: readonly Capability[]): CapabilityFunction[] {
  return capabilities.flatMap((capability) => capability.waysIn.map((handler) => functionOf(capability, handler)));
}

function functionOf(capability: Capability, handler: WayIn): CapabilityFunction {
  const name = handler === 'queue' ? `${capability.name}-queue` : capability.name;
  // https://www.serverless.com/framework/docs/providers/aws/guide/resources#aws-cloudformation-resource-reference
  const frameworkId = capitalized(name.replaceAll('-', 'Dash'));
  const id = `${idOf(capability.name)}${capitalized(handler)}`;
  return {
    name,
    capability,
    handler,
    roleId: `${id}Role`,
    functionId: `${frameworkId}LambdaFunction`,
    logGroupId: `${frameworkId}LogGroup`,
    integrationId: `HttpApiIntegration${frameworkId}`,
    permissionId: `${frameworkId}LambdaPermissionHttpApi`,
    aliasId: `${id}Alias`,
    canaryId: `${id}Canary`,
  };
}

/** The logical ids of a capability's queue. They are for good: under another id CloudFormation makes another queue. */
export function queueIdsOf({ name }: Pick<Capability, 'name'>) {
  const id = idOf(name);
  return {
    queue: `${id}Queue`,
    queuePolicy: `${id}QueuePolicy`,
    deadLetters: `${id}DeadLetters`,
    deadLettersPolicy: `${id}DeadLettersPolicy`,
    rule: `${id}Rule`,
  };
}

/** `campaign-create` as logical ids have it: `CampaignCreate`. */
const idOf = (name: string) => name.split('-').map(capitalized).join('');

const capitalized = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
