import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import * as esbuild from 'esbuild';
import { writtenCatalog } from '../../build.mjs';
import { shared } from './shared.ts';

const root = resolve(import.meta.dirname, '..', '..');

const TOOLS = ['bulk', 'dead-letters', 'put-secret', 'smoke'] as const;

export type Tool = (typeof TOOLS)[number];

/** Whether a script of package.json runs one of them. */
export const isTool = (script: string): script is Tool => (TOOLS as readonly string[]).includes(script);

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

/** What every process needs. */
export const bareEnvironment = () => ({ PATH: process.env['PATH'] });

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
    mainFields: ['module', 'main'],
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [writtenCatalog],
    logLevel: 'error',
  });
  return outdir;
}
