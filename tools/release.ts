import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from '../build.mjs';
import { makeRelease, writeRelease } from './release/make.ts';
import { takeNoOptions } from './shared/no-options.mjs';

takeNoOptions(`npm run release

Builds the functions, and writes release/ anew: one plain CloudFormation template, zips and their checksums. docs/deploy.md says
what to do with them.`);

const root = resolve(import.meta.dirname, '..');
const folder = resolve(root, 'release');

const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
await build();
const release = await makeRelease(version);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
writeRelease(release, folder);
console.log(
  `release/: template.json, ${release.zips.length} zips and their SHA256SUMS. docs/deploy.md says what to do with them.`,
);
