import type { Params } from 'hono/router';
import { TrieRouter } from 'hono/router/trie-router';
import { ENDPOINTS, type EndpointName } from './endpoints.ts';

/** What a URL says: the app key it holds, and the endpoint it leads to. */
export interface Route {
  /** Of the newer platform, whose keys stand in headers. */
  readonly isNewer: boolean;
  readonly appKey?: string | undefined;
  readonly endpoint?: EndpointName;
  /** Percent-decoded. */
  readonly parameter?: string | undefined;
  readonly query: URLSearchParams;
}

/** Hono's router without the rest of it: faults need the sockets, and a path is to be judged as it came. */
const router = new TrieRouter<EndpointName>();
for (const [name, { method, version, path }] of Object.entries(ENDPOINTS)) {
  router.add(method, isNewer(version) ? `/${version}/${path}` : `/${version}/:key/${path}`, name as EndpointName);
}

/** Whether a version is one of the newer platform. */
function isNewer(version: string): boolean {
  return version.startsWith('2.');
}

/**
 * Reads `/{version}/{APP_KEY}/...`, or, on the newer platform, `/{version}/...`, with or without a slash at the end; no endpoint
 * means a route that Batch does not have.
 */
export function readRoute(method: string, url: string): Route {
  const [path = ''] = url.split('?', 1);
  const [, version = '', key = ''] = path.split('/');
  const nowhere = {
    isNewer: isNewer(version),
    appKey: decode(key),
    query: new URLSearchParams(url.slice(path.length)),
  };
  const [found] = router.match(method, path.replace(/\/$/, ''))[0];
  if (!found) return nowhere;
  const [endpoint, { parameter }] = found as [EndpointName, Params];
  if (parameter === undefined) return { ...nowhere, endpoint };
  const decoded = decode(parameter);
  return decoded === undefined ? nowhere : { ...nowhere, endpoint, parameter: decoded };
}

/** Undefined for what is no percent-encoding. */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
