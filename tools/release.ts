import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeRelease, writeRelease } from './release/make.ts';

const root = resolve(import.meta.dirname, '..');
const folder = resolve(root, 'release');

const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
const release = await makeRelease(version);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
writeRelease(release, folder);
console.log(
  `release/: template.json, ${release.zips.length} zips and their SHA256SUMS. docs/deploy.md says what to do with them.`,
);
