import { ENDPOINTS, type EndpointName } from './endpoints.ts';

/** What a path says: the app key it holds, and the endpoint it leads to. */
export interface Route {
  readonly appKey?: string | undefined;
  readonly endpoint?: EndpointName;
  /** Percent-decoded. */
  readonly customId?: string | undefined;
}

/** Reads `/{version}/{APP_KEY}/{endpoint}[/{custom_id}]`; without an endpoint it is a route that Batch does not have. */
export function readRoute(method: string, path: string): Route {
  const [version, appKey, first, second, ...rest] = pathname(path).split('/').slice(1).map(decode);
  const name = `${first}/${second}`;
  if (!isEndpointName(name)) return { appKey };
  const endpoint = ENDPOINTS[name];
  const isFound = method === 'POST' && version === endpoint.version && rest.length <= Number(endpoint.takesCustomId);
  // An empty custom id, like one that cannot be decoded, leads nowhere.
  if (!isFound || rest.some((segment) => !segment)) return { appKey };
  return { appKey, endpoint: name, customId: rest[0] };
}

/** A path without its query. */
export const pathname = (path: string): string => path.split('?')[0] as string;

/** Undefined for what is no percent-encoding. */
export function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function isEndpointName(name: string): name is EndpointName {
  return Object.hasOwn(ENDPOINTS, name);
}
