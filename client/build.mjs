import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as esbuild from 'esbuild';
import { writtenCatalog } from '../build.mjs';

const root = import.meta.dirname;
const dist = resolve(root, 'dist');

/** The same modules for `import` and for `require`, each with types that Node's resolution takes for its kind. */
const KINDS = /** @type {const} */ ([
  { format: 'esm', type: 'module' },
  { format: 'cjs', type: 'commonjs' },
]);

rmSync(dist, { recursive: true, force: true });
const types = typesOf();
for (const { format, type } of KINDS) {
  const outdir = resolve(dist, format);
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['src/index.ts', 'src/messages.ts'],
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    mainFields: ['module', 'main'],
    minify: true,
    // aws4fetch is in the bundle, and its licence wants to be named.
    legalComments: 'inline',
    plugins: [writtenCatalog],
    logLevel: 'warning',
  });
  writeFileSync(join(outdir, 'package.json'), `{"type":"${type}"}\n`);
  for (const [file, text] of types) writeFileSync(join(outdir, file), text);
}
cpSync(resolve(root, '../LICENSE'), resolve(root, 'LICENSE'));

/** The declarations of the client's own files: none of them is about others. */
function typesOf() {
  const folder = mkdtempSync(join(tmpdir(), 'types-'));
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', root, '--outDir', folder], { stdio: 'inherit' });
  const own = join(folder, 'client/src');
  const read = (/** @type {string} */ file) =>
    readFileSync(join(own, file), 'utf8').replaceAll(/(from '\.\/\w+)\.ts'/g, "$1.js'");
  const files = readdirSync(own).map((file) => /** @type {const} */ ([file, read(file)]));
  rmSync(folder, { recursive: true });
  return files;
}
