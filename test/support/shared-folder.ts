import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** Once before all tests: a folder for what takes long to make and is made for several of them, until they end. */
export default function setUp({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'shared-'));
  provide('sharedFolder', folder);
  return () => rmSync(folder, { recursive: true });
}
