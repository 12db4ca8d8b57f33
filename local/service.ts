import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

const root = resolve(import.meta.dirname, '..');

/** The parts of the resolved `serverless.yml` that the embedded stack is built from. */
const resolvedSchema = z.object({
  provider: z.object({ timeout: z.int(), environment: z.record(z.string(), z.string()) }),
  functions: z.record(
    z.string(),
    z.object({
      name: z.string(),
      handler: z.string(),
      timeout: z.optional(z.int()),
      environment: z.optional(z.record(z.string(), z.string())),
      events: z.array(z.object({ httpApi: z.optional(z.object({ method: z.string(), path: z.string() })) })),
    }),
  ),
});

/** One deployed function: its bundle, the export that AWS calls, and the routes that lead to it. */
export interface ServiceFunction {
  /** Its name on AWS, stage included. */
  readonly name: string;
  readonly bundle: string;
  readonly exportName: string;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

/** Reads `serverless.yml` as it is deployed, through the framework itself; needs no credentials. */
export async function readService(): Promise<ServiceFunction[]> {
  const cli = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const options = { cwd: root, maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cli, 'print', '--format', 'json', '--stage', 'local'],
    options,
  );
  const { provider, functions } = resolvedSchema.parse(JSON.parse(stdout));
  return Object.values(functions).map(({ name, handler, timeout, environment, events }) => ({
    name,
    bundle: resolve(root, handler.replace(/\.\w+$/, '.js')),
    exportName: handler.replace(/^.*\./, ''),
    timeoutMs: (timeout ?? provider.timeout) * 1000,
    environment: { ...provider.environment, ...environment },
    routes: events.flatMap(({ httpApi }) => (httpApi ? [httpApi] : [])),
  }));
}
