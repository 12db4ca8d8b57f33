import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Invoked, startRuntimeApi } from './runtime-api.ts';
import type { RuntimeClient } from './runtime-client.ts';

/** Longest that one process may live: a bench that hangs ends by itself. */
const MAX_LIFE_MS = 180_000;

/** Linux counts a process's time in these: `getconf CLK_TCK`. */
const MS_PER_TICK = 10;

/** As in `serverless.yml`, for pushes. */
export const DEPLOYED_MEMORY_MB = 512;

/** A handler as Lambda is told of it. */
export interface HandlerFile {
  readonly bundle: string;
  readonly exportName: string;
}

/** A function in a process of its own, whose time and memory can be looked at. */
export interface Sandbox {
  /** From the start of the process to its asking for an event. */
  initMs(): Promise<number>;
  /** Hands over an event, as JSON text. Rejects if the function throws or its process dies. */
  invoke(event: string): Promise<Invoked>;
  /** All that it printed so far. */
  printedBytes(): number;
  /** Most memory the process ever held, in MB of 1,048,576 bytes; undefined where there is no `/proc`. */
  peakMemoryMb(): number | undefined;
  /** Time of all its threads so far, to 10 ms; undefined where there is no `/proc`. */
  cpuMs(): number | undefined;
  stop(): Promise<void>;
}

/**
 * @param environment all that the function finds in `process.env`, besides what Lambda itself sets there
 * @param memoryMb of the function, by which Lambda sets the limits of its heap
 */
export async function startSandbox(
  { command, file }: RuntimeClient,
  handler: HandlerFile,
  environment: Readonly<Record<string, string>>,
  memoryMb = DEPLOYED_MEMORY_MB,
): Promise<Sandbox> {
  const api = await startRuntimeApi(MAX_LIFE_MS);
  const startedAt = performance.now();
  const child = spawn(command, [...heapLimits(memoryMb), file], {
    env: { ...environment, ...lambdaVariables(handler, memoryMb, new URL(api.url).host) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MAX_LIFE_MS,
    killSignal: 'SIGKILL',
  });
  let printed = 0;
  let lastWords = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.length;
      lastWords = String(chunk).slice(-500);
    });
  }
  child.on('exit', (code, signal) => api.fail(new Error(`The function died (${code ?? signal}): ${lastWords}`)));
  return {
    initMs: async () => (await api.ready) - startedAt,
    invoke: api.invoke,
    printedBytes: () => printed,
    peakMemoryMb: () => peakMemoryMb(child.pid),
    cpuMs: () => cpuMs(child.pid),
    stop() {
      child.kill('SIGKILL');
      return api.stop();
    },
  };
}

/** As the start script of AWS's own images has them: nine tenths of the memory for what lives long, a tenth for what is new. */
export function heapLimits(memoryMb = DEPLOYED_MEMORY_MB): string[] {
  const newSpaceMb = Math.floor(memoryMb / 10);
  return [`--max-semi-space-size=${Math.floor(newSpaceMb / 2)}`, `--max-old-space-size=${memoryMb - newSpaceMb}`];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function lambdaVariables(
  { bundle, exportName }: HandlerFile,
  memoryMb: number,
  runtimeApi: string,
): Record<string, string> {
  return {
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: dirname(bundle),
    _HANDLER: `${basename(bundle).replace(/\.\w+$/, '')}.${exportName}`,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: `${memoryMb}`,
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/bench',
    AWS_LAMBDA_LOG_STREAM_NAME: 'bench',
    TZ: ':UTC',
  };
}

/** Not getrusage: on Linux a child inherits its parent's peak there, and this parent holds whole events. */
function peakMemoryMb(pid: number | undefined): number | undefined {
  const [, peakKb] = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, 'status')) ?? [];
  return peakKb === undefined ? undefined : Number(peakKb) / 1024;
}

/** User and system time: fields 14 and 15 of `stat`, counted behind the name, which may hold spaces. */
function cpuMs(pid: number | undefined): number | undefined {
  const fields = readProc(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  return fields.length < 13 ? undefined : (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

function readProc(pid: number | undefined, file: string): string {
  const path = `/proc/${pid}/${file}`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
