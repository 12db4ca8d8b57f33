import { ENDPOINTS } from '../endpoints/catalog.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { ItemList } from '../endpoints/item-list.ts';

/** A capability whose list a file may fill. */
export type Served = Endpoint & { readonly bulk: ItemList };

/** All of them. The only bundle that holds more than one: `build.mjs` writes the catalog out for it, since it can't read folders. */
export const SERVED: readonly Served[] = ENDPOINTS.filter(
  (endpoint): endpoint is Served => endpoint.bulk !== undefined,
);

/** Undefined if a bulk does not serve a capability of that name. */
export function servedOf(name: string): Served | undefined {
  return SERVED.find((endpoint) => endpoint.name === name);
}
