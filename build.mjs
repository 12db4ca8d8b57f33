import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { takeNoOptions } from './tools/shared/no-options.mjs';

const root = import.meta.dirname;
const functions = readdirSync(resolve(root, 'functions'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'));

/** @type {esbuild.Plugin} A client of the AWS SDK tells AWS its version, and for that brings all of its package.json, 2 kB. */
const onlyVersions = {
  name: 'only-versions',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** @type {esbuild.Plugin} `lib/endpoints/catalog.ts` finds capabilities by their files. A bundle has none: there it is written out. */
export const writtenCatalog = {
  name: 'written-catalog',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]endpoints[\\/]catalog\.ts$/ }, ({ path }) => {
      const folderOf = (/** @type {string} */ name) =>
        ['v1', 'v2', 'gateway'].find((folder) => existsSync(resolve(path, '..', folder, `${name}.ts`)));
      const all = functions.map((name, index) => ({ name, as: `_${index}`, folder: folderOf(name) }));
      const isEndpoint = ({ folder = '' }) => folder.startsWith('v');
      const contents = [
        ...all.map(({ name, as, folder }) => `import { ${camelCase(name)} as ${as} } from './${folder}/${name}.ts';`),
        `export const CATALOG = [${all.map(({ as }) => as)}];`,
        `export const ENDPOINTS = [${all.filter(isEndpoint).map(({ as }) => as)}];`,
        "export const isEndpoint = (capability) => 'plan' in capability;",
      ];
      return { contents: contents.join('\n'), resolveDir: resolve(path, '..'), loader: 'js' };
    });
  },
};

const camelCase = (/** @type {string} */ name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

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
  alias: {
    // In Lambda credentials are in the environment. The SDK's chain of providers would be a third of the bundle.
    '@aws-sdk/credential-provider-node': resolve(root, 'lib/aws/credential-provider.ts'),
    // Loaded only for operations that have them, but 20 kB of any bundle.
    '@smithy/core/event-streams': resolve(root, 'lib/aws/no-event-streams.ts'),
  },
  minify: true,
  // Beside the bundle and not in it, nor in what is deployed: for reading the places that a log names.
  sourcemap: 'external',
  legalComments: 'none',
  logLevel: 'warning',
};

/**
 * Builds `dist/`, or another folder, from nothing, and marks it as CommonJS, whatever the package around it is.
 *
 * @param {Pick<esbuild.BuildOptions, 'outdir' | 'plugins'>} [overrides]
 */
export async function build(overrides = {}) {
  const plugins = [onlyVersions, writtenCatalog, ...(overrides.plugins ?? [])];
  const all = { ...options, ...overrides, plugins };
  const folder = resolve(root, all.outdir ?? 'dist');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(resolve(folder, 'package.json'), '{"type":"commonjs"}\n');
  await esbuild.build(all);
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
  const context = await esbuild.context({ ...options, plugins: [onlyVersions, writtenCatalog, report] });
  await context.watch();
  return () => context.dispose();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  takeNoOptions(`npm run build

Writes dist/ anew: a bundle for each capability, which is what is deployed.`);
  await build();
}
