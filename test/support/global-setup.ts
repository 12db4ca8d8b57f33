import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { build } from '../../build.mjs';

/** Once before all tests: many of them run the functions as built, and some share what takes long to make. */
export default async function setUp({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'shared-'));
  provide('sharedFolder', folder);
  await build();
  return () => rmSync(folder, { recursive: true });
}
