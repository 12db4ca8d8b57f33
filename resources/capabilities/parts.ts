import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { OwnCapability } from '../../lib/endpoints/capability.ts';
import type { Endpoint } from '../../lib/endpoints/endpoint.ts';
import { alarmsOf } from './alarms.ts';
import { canaryOf } from './canary.ts';
import { capabilitiesOf } from './capability.ts';
import { dashboardOf } from './dashboard.ts';
import { extensionsOf } from './extensions.ts';
import { faultsOf } from './faults.ts';
import { functionsOf } from './functions.ts';
import { otherEventsOf, outputsOf, queuesOf, ruleArnsOf } from './queues.ts';
import { rolesOf } from './roles.ts';
import type { Piece, Settings } from './settings.ts';

const FUNCTIONS = resolve(import.meta.dirname, '../../functions');

/** What the catalog holds, or why it can't be loaded. */
const catalog = await import('../../lib/endpoints/catalog.ts').then(
  ({ CATALOG }): { all: readonly (Endpoint | OwnCapability)[]; faults: string[] } => ({ all: CATALOG, faults: [] }),
  (error: Error) => ({ all: [], faults: error.message.split('\n') }),
);

/** A part of a template. */
export interface Watched {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

/** Parts of `serverless.yml`, by what names them there. */
export interface Parts {
  readonly functions: Readonly<Record<string, Piece>>;
  readonly ruleArns: readonly Piece[];
  readonly resources: { readonly Resources: Piece; readonly Outputs: Piece; readonly extensions: Piece };
}

/** In their stead where there is something wrong, which is told. */
export const NO_PARTS: Parts = {
  functions: {},
  ruleArns: [],
  resources: { Resources: {}, Outputs: {}, extensions: {} },
};

/** What keeps functions, endpoints and what `serverless.yml` says of them from fitting together: a sentence for each fault. */
export function faultsOfAll({ capabilities: table }: Pick<Settings, 'capabilities'>): string[] {
  const files = readdirSync(FUNCTIONS).filter((file) => file.endsWith('.ts'));
  const functions = files.map((file) => basename(file, '.ts'));
  return [...catalog.faults, ...faultsOf(table, functions, catalog.all)];
}

/**
 * What follows from the capabilities and the table of them, which have been found to fit together.
 *
 * @param prefix what names begin with: service and stage
 * @param watched `resources/alarms.yml`, which holds the alarms that are about no capability in particular
 * @param all the capabilities there are, or imaginary ones
 */
export function partsOf(settings: Settings, prefix: string, watched: Watched, all = catalog.all): Parts {
  const capabilities = capabilitiesOf(all, settings);
  const alarms = alarmsOf(capabilities, settings.alarmTopic);
  const alarmIds = [...Object.keys(alarms), ...alarmsIn(watched)];
  return {
    functions: functionsOf(capabilities, settings),
    ruleArns: ruleArnsOf(capabilities),
    resources: {
      Resources: {
        ...queuesOf(capabilities, settings, prefix),
        ...otherEventsOf(capabilities),
        ...rolesOf(capabilities, settings, prefix),
        ...alarms,
        ...dashboardOf(capabilities, alarmIds, prefix),
        ...canaryOf(capabilities, alarmIds, settings),
      },
      Outputs: outputsOf(capabilities),
      extensions: extensionsOf(capabilities, settings),
    },
  };
}

function alarmsIn({ Resources }: Watched): string[] {
  return Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::CloudWatch::Alarm');
}
