import { existsSync, readFileSync } from 'node:fs';
import { type FunctionProcess, startFunctionProcess } from '../local/aws/function-process.ts';
import type { RuntimeClient } from './runtime-client.ts';

/** Longest that one event may take: a bench that hangs ends by itself. */
const TIMEOUT_MS = 180_000;

/** Linux counts a process's time in these: `getconf CLK_TCK`. */
const MS_PER_TICK = 10;

/** As in `serverless.yml`, for pushes. */
const DEPLOYED_MEMORY_MB = 512;

/** A handler as Lambda is told of it. */
export interface HandlerFile {
  readonly bundle: string;
  readonly exportName: string;
}

/** A function's process whose time and memory can be looked at. It is given one event at a time. */
export interface Sandbox extends Pick<FunctionProcess, 'initMs' | 'invoke'> {
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
  { bundle, exportName }: HandlerFile,
  environment: Readonly<Record<string, string>>,
  memoryMb = DEPLOYED_MEMORY_MB,
): Promise<Sandbox> {
  let printed = 0;
  const running = await startFunctionProcess(
    { name: 'bench', bundle, exportName, timeoutMs: TIMEOUT_MS },
    {
      environment: { ...environment, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: `${memoryMb}` },
      command: [command, ...heapLimits(memoryMb), file],
      onOutput(text) {
        printed += Buffer.byteLength(text);
      },
    },
  );
  return {
    initMs: running.initMs,
    invoke: running.invoke,
    printedBytes: () => printed,
    peakMemoryMb: () => peakMemoryMb(running.pid),
    cpuMs: () => cpuMs(running.pid),
    stop: running.kill,
  };
}

/** As the start script of AWS's own images has them: nine tenths of the memory for what lives long, a tenth for what is new. */
export function heapLimits(memoryMb = DEPLOYED_MEMORY_MB): string[] {
  const newSpaceMb = Math.floor(memoryMb / 10);
  return [`--max-semi-space-size=${Math.floor(newSpaceMb / 2)}`, `--max-old-space-size=${memoryMb - newSpaceMb}`];
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
