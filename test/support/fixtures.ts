import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const directory = resolve(import.meta.dirname, '..', 'fixtures');

/** One request and what must leave for Batch because of it. */
export interface Fixture {
  readonly name: string;
  /** Who says so. */
  readonly source: string;
  readonly request: Record<string, unknown>;
  readonly bodies: readonly unknown[];
}

/** The fixtures of one endpoint: `test/fixtures/<endpoint>__<case>.json`. */
export function fixturesOf(endpoint: string): Fixture[] {
  return readdirSync(directory)
    .filter((file) => file.startsWith(`${endpoint}__`))
    .map((file) => ({ name: file, ...JSON.parse(readFileSync(resolve(directory, file), 'utf8')) }));
}
