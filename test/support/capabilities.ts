import type { Effect } from '../../lib/endpoints/call.ts';
import type { OwnCapability, WayIn } from '../../lib/endpoints/capability.ts';
import { CATALOG, ENDPOINTS, isEndpoint } from '../../lib/endpoints/catalog.ts';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import { LOCAL_SECRET } from '../../local/stack.ts';

/** A capability as it is deployed, by the logical ids that it has for good: under another one CloudFormation makes another. */
export interface Deployed {
  readonly capability: string;
  readonly endpoint: Endpoint;
  readonly effect: Effect;
  readonly id: string;
  readonly detailType: string;
  readonly queueId: string;
  readonly deadLettersId: string;
  readonly httpRoleId: string;
  readonly httpFunctionId: string;
  readonly queueFunctionId: string;
  readonly routeKey: string;
}

/** Every capability of Batch's. */
export const DEPLOYED: readonly Deployed[] = ENDPOINTS.map(deployed);

/** The gateway's own. */
export const OWN = CATALOG.filter((capability) => !isEndpoint(capability)) as readonly OwnCapability[];

/** As API Gateway has its routes. */
export function routeKeysOf({ route: { method, path, otherPath } }: Pick<OwnCapability, 'route'>): string[] {
  return [path, ...(otherPath === undefined ? [] : [otherPath])].map((each) => `${method} ${each}`);
}

/** Those that a way leads to. */
export const deployedWith = (wayIn: WayIn) => DEPLOYED.filter(({ endpoint }) => endpoint.waysIn.includes(wayIn));

/** The first capability that fits: tests of what all such capabilities have in common try it on one. */
export function anyDeployed(fits: (endpoint: Endpoint) => boolean): Deployed {
  const found = DEPLOYED.find(({ endpoint }) => fits(endpoint));
  if (!found) throw new Error('There is no such capability.');
  return found;
}

function deployed(endpoint: Endpoint): Deployed {
  const { name: capability, effect, route } = endpoint;
  const words = capability.split('-').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  const id = words.join('');
  const functionId = `${capability.charAt(0).toUpperCase()}${capability.slice(1)}`.replaceAll('-', 'Dash');
  return {
    capability,
    endpoint,
    effect,
    id,
    detailType: `Batch ${words.join(' ')}`,
    queueId: `${id}Queue`,
    deadLettersId: `${id}DeadLetters`,
    httpRoleId: `${id}HttpRole`,
    httpFunctionId: `${functionId}LambdaFunction`,
    queueFunctionId: `${functionId}DashqueueLambdaFunction`,
    routeKey: `${route.method} ${route.path}`,
  };
}

/** The aliases that the embedded stack knows of what an endpoint is about. */
export function aliasesFor({ account }: Pick<Endpoint, 'account'>): string[] {
  return Object.keys(LOCAL_SECRET[`${account}s`]);
}

/** An endpoint's example, for one app or project where it does not name its apps in a way of its own. */
export function exampleFor(
  { account, example, namedApps }: Endpoint,
  alias: string,
): Readonly<Record<string, unknown>> {
  return namedApps ? example : { [`${account}s`]: [alias], ...example };
}
