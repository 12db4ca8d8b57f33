import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import * as esbuild from 'esbuild';
import { CATALOG, isEndpoint } from '../../lib/endpoints/catalog.ts';
import { shared } from './shared.ts';

const root = resolve(import.meta.dirname, '..', '..');

const TOOLS = ['dead-letters', 'put-secret', 'smoke'] as const;

export type Tool = (typeof TOOLS)[number];

/** How a process ended, and what it said. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a tool as a process of its own, without a terminal, in an environment that has `env` and little else. */
export async function startTool(
  tool: Tool,
  args: readonly string[],
  { env, cwd }: { env: Record<string, string>; cwd?: string },
): Promise<ChildProcess> {
  return spawn(process.execPath, [await bundleOf(tool), ...args], { cwd, env: { ...bareEnvironment(), ...env } });
}

/** What every process needs; the SDK warns of old versions of Node. */
export const bareEnvironment = () => ({ PATH: process.env['PATH'], NODE_NO_WARNINGS: '1' });

/** @param input for the standard input of the process, which may be over before it has read anything */
export async function finish(child: ChildProcess, input = ''): Promise<Finished> {
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('The process was started without pipes.');
  stdin.on('error', () => {}).end(input);
  const [told, troubles, [code]] = await Promise.all([text(stdout), text(stderr), once(child, 'close')]);
  return { code, stdout: told, stderr: troubles };
}

/** A file that is one of the tools, for `node` alone: through `tsx` each of the many processes would take two seconds to start. */
export async function bundleOf(tool: Tool): Promise<string> {
  return join(await shared('tools', bundleAll), `${tool}.mjs`);
}

async function bundleAll(outdir: string): Promise<string> {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: TOOLS.map((tool) => `tools/${tool}.ts`),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [knownCatalog],
    logLevel: 'error',
  });
  return outdir;
}

/** The catalog finds its endpoints by their files, which a bundle has not. */
const knownCatalog: esbuild.Plugin = {
  name: 'known-catalog',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]endpoints[\\/]catalog\.ts$/ }, ({ path }) => {
      const imports = CATALOG.map((capability, index) => {
        const { name } = capability;
        const folder = isEndpoint(capability) ? (capability.account === 'app' ? 'v1' : 'v2') : 'gateway';
        const exported = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
        return `import { ${exported} as _${index} } from './${folder}/${name}.ts';`;
      });
      const contents = [
        ...imports,
        `export const CATALOG = [${CATALOG.map((_, index) => `_${index}`)}];`,
        "export const isEndpoint = (capability) => 'plan' in capability;",
      ];
      return { contents: contents.join('\n'), resolveDir: resolve(path, '..'), loader: 'js' };
    });
  },
};
