import type { Capability } from '../../lib/endpoints/capability.ts';
import type { Consumer, Row } from './settings.ts';

const TABLE = 'custom.capabilities';

/** All that a row may say. A name that is misspelt would change nothing, and nobody would notice. */
const MEMBERS = { memorySize: true, environment: true, queue: true } satisfies Record<keyof Row, true>;
const QUEUE_MEMBERS = {
  timeout: true,
  batchSize: true,
  maximumBatchingWindow: true,
  maximumConcurrency: true,
} satisfies Record<keyof Consumer, true>;

/**
 * What keeps the table from fitting the capabilities: a sentence for each fault.
 *
 * @param functions names of the files in `functions/`
 * @param catalog those that could be loaded
 */
export function faultsOf(
  table: Readonly<Record<string, Row | null>>,
  functions: readonly string[],
  catalog: readonly Capability[],
): string[] {
  const rows = Object.keys(table);
  const without = functions.filter((name) => !rows.includes(name));
  const idle = rows.filter((name) => !functions.includes(name));
  return [
    ...without.map((name) => `serverless.yml has no row ${TABLE}.${name}, and there is functions/${name}.ts.`),
    ...idle.map((name) => `There is no functions/${name}.ts, and serverless.yml has a row ${TABLE}.${name}.`),
    ...Object.entries(table).flatMap(([name, row]) => faultsOfRow(`${TABLE}.${name}`, row ?? {})),
    ...catalog.flatMap((capability) => faultsOfQueue(capability, table[capability.name])),
  ];
}

function faultsOfRow(path: string, row: Row): string[] {
  return [...unknownIn(row, MEMBERS, path), ...unknownIn(row.queue ?? {}, QUEUE_MEMBERS, `${path}.queue`)];
}

function unknownIn(value: object, known: object, path: string): string[] {
  return Object.keys(value)
    .filter((member) => !Object.hasOwn(known, member))
    .map((member) => `${path}.${member} is unknown; there are ${Object.keys(known).join(', ')}.`);
}

function faultsOfQueue({ name, waysIn }: Capability, row: Row | null | undefined): string[] {
  return row?.queue && !waysIn.includes('queue') ? [`${TABLE}.${name}.queue: no queue leads to this capability.`] : [];
}
