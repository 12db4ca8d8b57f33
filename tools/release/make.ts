import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import limitTo from 'p-limit';
import { sha256, withCode, type Zip, zipsIn } from './code.ts';
import { decideAll } from './decide.ts';
import { emptyBundlesIn, packageInto, TEMPLATE } from './framework.ts';
import { markerOf, unmark } from './markers.ts';
import { parametersOfStack, rulesOfStack, STAGE_ID } from './parameters.ts';
import type { Json, Template } from './template.ts';
import { BASE, type Change, CONDITIONS, EXPRESSIONS, type Told, VARIANTS } from './variants.ts';

/** What a team deploys that has none of our tools. */
export interface Release {
  readonly template: Json;
  readonly zips: readonly Zip[];
}

/**
 * The framework packages the stack as it is at the least, and once for each thing that a parameter adds to it; what differs
 * is left to CloudFormation's conditions.
 *
 * @param version of the project
 */
export async function makeRelease(version: string): Promise<Release> {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  const inTurn = limitTo(availableParallelism());
  try {
    const base = await packageAs(BASE, mkdtempSync(join(folder, 'base-')), true);
    const zips = zipsIn(base.folder, base.template);
    const packaged = async (told: Told) => {
      const { template } = await inTurn(() => packageAs(told, mkdtempSync(join(folder, 'variant-')), false));
      return withCode(template, zips);
    };
    const decided = await decideWithin(BASE, Promise.resolve(withCode(base.template, zips)), VARIANTS, packaged);
    return { template: asReleased(unmark(decided, EXPRESSIONS), version), zips: [...zips.values()] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is told already, and its template, with all that changes decide over it. */
async function decideWithin(
  told: Told,
  base: Promise<Template>,
  changes: readonly Change[],
  packaged: (told: Told) => Promise<Template>,
): Promise<Template> {
  const variants = changes.map(async ({ told: otherwise, conditions, within = [] }) => {
    const all = { ...told, ...otherwise };
    return { conditions, value: await decideWithin(all, packaged(all), within, packaged) };
  });
  return decideAll(await base, await Promise.all(variants));
}

/**
 * In the copy that is packaged, parameters are what is told here and not what `--param` says.
 *
 * @param isWhole whether its zips are needed, and not just its template: to zip the bundles takes longer than all the rest
 */
async function packageAs(
  told: Told,
  folder: string,
  isWhole: boolean,
): Promise<{ readonly folder: string; readonly template: Template }> {
  const made = await packageInto(folder, {
    stage: markerOf(STAGE_ID),
    prepare(copy) {
      writeFileSync(join(copy, 'resources/parameters.cjs'), `module.exports = ${JSON.stringify(told)};\n`);
      if (!isWhole) emptyBundlesIn(copy);
    },
  });
  return { folder: made.folder, template: made.read(TEMPLATE) };
}

function asReleased({ Resources, Outputs, Conditions }: Template, version: string): Json {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `batch-push-functions ${version}`,
    Parameters: parametersOfStack(),
    Rules: rulesOfStack(),
    Conditions: { ...Conditions, ...CONDITIONS },
    Resources,
    Outputs,
  };
}

/** Writes all of it into a folder that is empty, with checksums as `sha256sum --check` reads them. */
export function writeRelease({ template, zips }: Release, folder: string): void {
  const files = [{ name: 'template.json', content: `${JSON.stringify(template, null, 1)}\n` }, ...zips];
  const sums = files.map(({ name, content }) => `${sha256(content)}  ${name}\n`);
  for (const { name, content } of [...files, { name: 'SHA256SUMS', content: sums.join('') }]) {
    writeFileSync(join(folder, name), content);
  }
}
