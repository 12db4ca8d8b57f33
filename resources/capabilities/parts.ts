import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import { capabilitiesOf } from './capability.ts';
import { faultsOf } from './faults.ts';
import { functionsOf } from './functions.ts';
import { outputsOf, queuesOf, ruleArnsOf } from './queues.ts';
import { rolesOf } from './roles.ts';
import type { Settings } from './settings.ts';

const FUNCTIONS = resolve(import.meta.dirname, '../../functions');

/** What the catalog holds, or why it can't be loaded. */
const catalog = await import('../../lib/endpoints/catalog.ts').then(
  ({ CATALOG }): { endpoints: readonly Endpoint[]; faults: string[] } => ({ endpoints: CATALOG, faults: [] }),
  (error: Error) => ({ endpoints: [], faults: [error.message] }),
);

/**
 * The parts of `serverless.yml` that follow from the capabilities and its own table of them.
 *
 * @param prefix what names begin with: service and stage
 * @throws Error that names all that is missing, where the two don't fit together
 */
export function partsOf(settings: Settings, prefix: string) {
  const { endpoints } = catalog;
  const functions = readdirSync(FUNCTIONS).map((file) => basename(file, '.ts'));
  const faults = [...catalog.faults, ...faultsOf(settings.capabilities, functions, endpoints)];
  if (faults.length > 0) throw new Error(['The capabilities are not complete:', ...faults].join('\n  '));
  return partsOfAll(endpoints, settings, prefix);
}

/** The same of other endpoints than those that there are. */
export function partsOfAll(endpoints: readonly Endpoint[], settings: Settings, prefix: string) {
  const capabilities = capabilitiesOf(endpoints, settings);
  return {
    functions: functionsOf(capabilities, settings),
    ruleArns: ruleArnsOf(capabilities),
    resources: {
      Resources: { ...queuesOf(capabilities, settings, prefix), ...rolesOf(capabilities, settings) },
      Outputs: outputsOf(capabilities),
    },
  };
}
