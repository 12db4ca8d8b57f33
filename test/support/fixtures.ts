import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const directory = resolve(import.meta.dirname, '..', 'fixtures');

/** One request and what must leave for Batch because of it. */
export interface Fixture {
  readonly name: string;
  /** Who says so. */
  readonly source: string;
  readonly request: Record<string, unknown>;
  /** What follows the app key, where that depends on the request. */
  readonly path?: string;
  /** None where no body leaves. */
  readonly bodies: readonly unknown[];
}

/** The fixtures of one endpoint: `test/fixtures/<endpoint>__<case>.json`. */
export function fixturesOf(endpoint: string): Fixture[] {
  return readdirSync(directory)
    .filter((file) => file.startsWith(`${endpoint}__`))
    .map((file) => ({ name: file, ...JSON.parse(readFileSync(resolve(directory, file), 'utf8')) }));
}
