import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';
import { build } from '../build.mjs';
import { number } from './format.ts';
import { type Measurement, under } from './measurement.ts';

const ROOT = resolve(import.meta.dirname, '..');
/** Below `node_modules`, where no tool of this project looks for sources. */
const FLOOR_FOLDER = 'bench/.cache/node_modules/.floor';

const floorBundle = (name: string) => resolve(ROOT, FLOOR_FOLDER, name, 'index.js');

/** The floors of a cold start, built as the functions are. */
export const FLOORS = {
  'secret and fetch': floorBundle('floor'),
  'secret, write, fetch, write': floorBundle('floor-ledger'),
};

/** The floor of a large push. */
export const CALLS_FLOOR = { bundle: floorBundle('floor-calls'), exportName: 'queue' };

/** Ours: well under what unpacks and compiles in a moment. */
const MAX_KB = 450;

/** One bundle: its size in bytes, and those of each package in it. */
export interface Bundle {
  readonly name: string;
  readonly bytes: number;
  readonly packages: ReadonlyMap<string, number>;
}

/** Builds the functions into `dist/`, and the floor in the same way. */
export async function buildAll(): Promise<{ functions: Bundle[]; floor: Bundle }> {
  const functions = await buildWith({});
  const [floor] = await buildWith({
    entryPoints: ['floor', 'floor-ledger', 'floor-calls'].map((name) => ({
      in: `bench/${name}.ts`,
      out: `${name}/index`,
    })),
    outdir: FLOOR_FOLDER,
  });
  return { functions, floor: floor as Bundle };
}

type Overrides = { entryPoints?: { in: string; out: string }[]; outdir?: string };

async function buildWith({ entryPoints, outdir }: Overrides): Promise<Bundle[]> {
  let built: Metafile | undefined;
  const watcher: Plugin = {
    name: 'bench',
    setup({ initialOptions, onEnd }) {
      initialOptions.metafile = true;
      if (entryPoints) initialOptions.entryPoints = entryPoints;
      onEnd(({ metafile }) => {
        built = metafile;
      });
    },
  };
  await build({ ...(outdir && { outdir }), plugins: [watcher] });
  return Object.entries(built?.outputs ?? {})
    .filter(([file]) => file.endsWith('.js'))
    .map(([file, { inputs }]) => ({
      name: basename(dirname(file)),
      bytes: readFileSync(resolve(ROOT, file)).length,
      packages: byPackage(inputs),
    }));
}

function byPackage(inputs: Metafile['outputs'][string]['inputs']): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const name = packageOf(file);
    sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
  }
  return sizes;
}

/** The clients of the SDK one by one, what they share by its maker, and `lib` for all that is ours. */
export function packageOf(file: string): string {
  const [, scope, name] = /.*node_modules\/(?:(@[^/]+)\/)?([^/]+)/.exec(file) ?? [];
  if (name === undefined) return 'lib, functions';
  if (scope === undefined || name.startsWith('client-')) return scope ? `${scope}/${name}` : name;
  return scope === '@aws-lambda-powertools' ? scope : `${scope}, what the clients share`;
}

/** A line per bundle. */
export function measureBundles({ functions, floor }: { functions: Bundle[]; floor: Bundle }): Measurement[] {
  return functions.map(({ name, bytes }) => ({
    what: `bundle of ${name}`,
    unit: 'kB',
    samples: [bytes / 1000],
    floor: [floor.bytes / 1000],
    target: under(MAX_KB),
  }));
}

/** What is in each bundle, largest first. */
export function contentsTable(bundles: readonly Bundle[]): string[][] {
  const sizeOf = ({ packages }: Bundle, name: string) => packages.get(name) ?? 0;
  const most = (name: string) => Math.max(...bundles.map((bundle) => sizeOf(bundle, name)));
  const names = [...new Set(bundles.flatMap(({ packages }) => [...packages.keys()]))];
  names.sort((one, other) => most(other) - most(one));
  const row = (name: string) => [name, ...bundles.map((bundle) => number(sizeOf(bundle, name) / 1000))];
  return [['kB', ...bundles.map(({ name }) => name)], ...names.map(row)];
}
