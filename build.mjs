import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = import.meta.dirname;
const functions = readdirSync(resolve(root, 'functions')).map((file) => basename(file, '.ts'));

/** @type {import('esbuild').BuildOptions} One self-contained CommonJS bundle per capability: `dist/<capability>/index.js`. */
const options = {
  absWorkingDir: root,
  entryPoints: functions.map((name) => ({ in: `functions/${name}.ts`, out: `${name}/index` })),
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // The ESM builds of the AWS SDK shake better than its CommonJS ones: a third of the bundle.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/** Builds `dist/` from nothing, and marks it as CommonJS, whatever the package around it is. */
export async function build() {
  const dist = resolve(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  writeFileSync(resolve(dist, 'package.json'), '{"type":"commonjs"}\n');
  await esbuild.build(options);
}

/**
 * Builds again on every change. Answers how to stop.
 *
 * @param {() => void} onRebuilt
 */
export async function watch(onRebuilt) {
  /** @type {esbuild.Plugin} */
  const report = {
    name: 'report',
    setup({ onEnd }) {
      onEnd(({ errors }) => {
        if (errors.length === 0) onRebuilt();
      });
    },
  };
  const context = await esbuild.context({ ...options, plugins: [report] });
  await context.watch();
  return () => context.dispose();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
