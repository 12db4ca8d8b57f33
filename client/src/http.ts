import type { Unsigned } from './authorization.ts';
import type { Operation } from './generated.ts';

/** What of a call is said in HTTP. */
export interface Said {
  readonly idempotencyKey: string | undefined;
  readonly respondAsync: boolean;
}

/** A request as it is sent: its members stand in the path, and else in the query of a `GET` or the body of a `POST`. */
export function toHttp({ method, path }: Operation, request: object, said: Said, base: string): Unsigned {
  const members = new Map(Object.entries(request).filter(([, value]) => value !== undefined));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(members.get(name));
    members.delete(name);
    return encodeURIComponent(value);
  });
  const url = new URL(`${base.replace(/\/+$/, '')}${filled}`);
  if (method === 'GET') {
    for (const [name, value] of members) url.searchParams.set(name, String(value));
    return { method, url, headers: {}, body: undefined };
  }
  // In the body a key may have any characters; a header has no room for all.
  if (said.idempotencyKey !== undefined) members.set('idempotency_key', said.idempotencyKey);
  const headers = {
    'content-type': 'application/json',
    ...(said.respondAsync && { prefer: 'respond-async' }),
  };
  return { method, url, headers, body: JSON.stringify(Object.fromEntries(members)) };
}
