import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll } from 'vitest';
import { makeRelease, writeRelease } from '../../tools/release/make.ts';
import { shared } from './shared.ts';
import type { Json, Template } from './template.ts';

/** What `npm run release` makes. */
export interface Released {
  /** Where all of it is. */
  readonly folder: string;
  readonly template: Template & { readonly Parameters: Json; readonly Rules: Json; readonly Conditions: Json };
}

/** Makes it once for all tests. */
export function useRelease(): () => Released {
  let released: Released;
  beforeAll(async () => {
    released = await shared('release', async (folder) => {
      writeRelease(await makeRelease('0.0.0'), folder);
      return { folder, template: JSON.parse(readFileSync(join(folder, 'template.json'), 'utf8')) };
    });
  });
  return () => released;
}
