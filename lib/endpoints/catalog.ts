import { existsSync, readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Endpoint } from './endpoint.ts';

const FUNCTIONS = resolve(import.meta.dirname, '../../functions');

/** Where endpoints lie, by Batch's platform. */
const FOLDERS = ['v1', 'v2'];

/**
 * Every capability, in the order of their names: what has a function. For tools, tests and the template, never for a bundle, which holds one.
 * An endpoint is exported under the capability's name, in camel case.
 */
export const CATALOG: readonly Endpoint[] = await loadAll(
  readdirSync(FUNCTIONS)
    .map((file) => basename(file, '.ts'))
    .sort(),
);

/** The capability of a name. Throws if there is none. */
export function capabilityOf(name: string): Endpoint {
  const found = CATALOG.find((endpoint) => endpoint.name === name);
  if (!found) throw new Error(`There is no capability \`${name}\`.`);
  return found;
}

/** Throws one error that names all that is missing. */
async function loadAll(names: readonly string[]): Promise<Endpoint[]> {
  const settled = await Promise.allSettled(names.map(load));
  const faults = settled.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).message] : []));
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

async function load(name: string): Promise<Endpoint> {
  const files = FOLDERS.map((folder) => resolve(import.meta.dirname, folder, `${name}.ts`));
  const file = files.find((each) => existsSync(each));
  if (!file) throw new Error(`functions/${name}.ts has no endpoint lib/endpoints/${FOLDERS.join(' or ')}/${name}.ts.`);
  const exported: Record<string, Endpoint | undefined> = await import(pathToFileURL(file).href);
  const endpoint = exported[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
  if (endpoint?.name !== name) throw new Error(`${file} exports no endpoint \`${name}\`.`);
  return endpoint;
}
