import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Steps } from '../../../support/planning-steps.ts';
import { SHAPES } from '../../../support/shapes.ts';

/** How many times as many steps ten times as many messages may take. */
const MAX_GROWTH = 12;
/** Halving takes n × log n: 10 × log 5,000 ÷ log 500, and room for odd ends. */
const MAX_HALVING_GROWTH = 15;

const folder = mkdtempSync(join(tmpdir(), 'planning-'));
afterAll(() => rmSync(folder, { recursive: true }));

let counted: Steps[];
beforeAll(async () => {
  const outfile = join(folder, 'steps.cjs');
  await esbuild.build({
    entryPoints: [resolve(import.meta.dirname, '../../../support/planning-steps.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // The spread of an object becomes a loop, whose rounds can be counted.
    target: 'es2017',
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], { maxBuffer: 2 ** 20 });
  counted = JSON.parse(stdout);
}, 120_000);

/** More steps for ten times as many messages, as a factor; 0 where there is nothing to do. */
function growthOf([few = 0, many = 0]: readonly number[] = []): number {
  return few === 0 ? 0 : many / few;
}

describe.each(SHAPES)('planning $what', ({ what }) => {
  const stepsFor = () => counted.find((each) => each.what === what) as Steps;

  it('takes steps in proportion to the messages', () => {
    const { planning } = stepsFor();
    expect(planning[0]).toBeGreaterThan(1_000);
    expect(growthOf(planning)).toBeLessThanOrEqual(MAX_GROWTH);
  });

  it('halves a call in hardly more than that', () => {
    expect(growthOf(stepsFor().halving)).toBeLessThanOrEqual(MAX_HALVING_GROWTH);
  });

  it('takes single parts out of a call in proportion to them', () => {
    expect(growthOf(stepsFor().singling)).toBeLessThanOrEqual(MAX_GROWTH);
  });
});
