import type { Endpoint } from './endpoint.ts';

/** A request as its caller sends it. */
export interface Sample {
  readonly method: 'GET' | 'POST';
  /** With the query, if there is one. */
  readonly path: string;
  /** What API Gateway reads from it. */
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly queryStringParameters: Readonly<Record<string, string>>;
  /** JSON text; a `GET` has none. */
  readonly body?: string;
}

/** A request of an endpoint, its own example unless given. For tools and tests: no bundle holds this. */
export function sampleOf({ route, example }: Pick<Endpoint, 'route' | 'example'>, request: object = example): Sample {
  const { method } = route;
  const members = Object.entries(request).map(([name, value]) => [name, String(value)] as const);
  const isInPath = ([name]: readonly [string, string]) => route.path.includes(`{${name}}`);
  const pathParameters = Object.fromEntries(members.filter(isInPath));
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(pathParameters[name] ?? ''));
  if (method === 'POST') {
    return { method, path, pathParameters, queryStringParameters: {}, body: JSON.stringify(request) };
  }
  const queryStringParameters = Object.fromEntries(members.filter((member) => !isInPath(member)));
  const search = `${new URLSearchParams(queryStringParameters)}`;
  return { method, path: search === '' ? path : `${path}?${search}`, pathParameters, queryStringParameters };
}
