import { existsSync, readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Capability, OwnCapability } from './capability.ts';
import type { Describe, Description } from './description.ts';
import type { Endpoint } from './endpoint.ts';

const FUNCTIONS = resolve(import.meta.dirname, '../../functions');

/** Where capabilities lie: those of Batch by its platform, and the gateway's own. */
const FOLDERS = ['v1', 'v2', 'gateway'];

/**
 * Every capability, in the order of their names: what has a function. For tools, tests and the template, never for a bundle, which holds one.
 * Each is exported under its name, in camel case.
 */
export const CATALOG: readonly (Endpoint | OwnCapability)[] = await loadAll(
  readdirSync(FUNCTIONS)
    // macOS leaves files of its own in folders that somebody looked at.
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'))
    .sort(),
);

/** Those of them that call Batch. */
export const ENDPOINTS: readonly Endpoint[] = CATALOG.filter(isEndpoint);

/** Whether a capability is one of Batch's. */
export function isEndpoint(capability: Capability): capability is Endpoint {
  return 'plan' in capability;
}

/** The capability of a name. Throws if there is none. */
export function capabilityOf(name: string): Capability {
  return named(name, CATALOG);
}

/** The same, if it is one of Batch's. */
export function endpointOf(name: string): Endpoint {
  return named(name, ENDPOINTS);
}

/** What the file of a capability says for openapi.json. Throws if it says nothing. */
export async function descriptionOf(name: string): Promise<Description> {
  const { description }: { description?: Describe } = await import(pathToFileURL(fileOf(name)).href);
  if (!description) throw new Error(`${fileOf(name)} exports no \`description\`.`);
  return description(ENDPOINTS);
}

function named<T extends Capability>(name: string, all: readonly T[]): T {
  const found = all.find((capability) => capability.name === name);
  if (!found) throw new Error(`There is no capability \`${name}\`.`);
  return found;
}

/** Throws one error that names all that is missing. */
async function loadAll(names: readonly string[]): Promise<(Endpoint | OwnCapability)[]> {
  const settled = await Promise.allSettled(names.map(load));
  const faults = settled.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).message] : []));
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

async function load(name: string): Promise<Endpoint | OwnCapability> {
  const file = fileOf(name);
  const exported: Record<string, unknown> = await import(pathToFileURL(file).href);
  const capability = exported[inCamelCase(name)] as Endpoint | OwnCapability | undefined;
  if (capability?.name !== name) throw new Error(`${file} exports no capability \`${name}\`.`);
  return capability;
}

/** What a capability is called in code: `campaignCreate` for `campaign-create`. */
export function inCamelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function fileOf(name: string): string {
  const files = FOLDERS.map((folder) => resolve(import.meta.dirname, folder, `${name}.ts`));
  const file = files.find((each) => existsSync(each));
  if (!file) throw new Error(`functions/${name}.ts has no endpoint lib/endpoints/${FOLDERS.join(' or ')}/${name}.ts.`);
  return file;
}
