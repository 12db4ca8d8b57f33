import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { ServiceFunction } from '../local/service.ts';

const RUNTIME = resolve(import.meta.dirname, '..', 'local', 'lambda-runtime.mjs');

/** Longest that one process may live: a bench that hangs ends by itself. */
const MAX_LIFE_MS = 25_000;

/** What a function answered, and how long it took, from handing over the event to having the answer. */
export interface Timed {
  readonly answer: Answer;
  readonly wallMs: number;
}

/** The members of an answer that the bench looks at. */
export interface Answer {
  readonly results: readonly {
    readonly app: string;
    readonly status: string;
    readonly items: number;
    readonly error?: { readonly items?: readonly string[] };
  }[];
}

/** A built function in a process of its own, as `local/aws/lambda.ts` runs it, whose memory can be looked at. */
export interface Sandbox {
  /** Rejects if the process dies, or if the function answers with another status than `expectedStatus`. */
  post(request: unknown, expectedStatus: number): Promise<Timed>;
  /** Most memory the process ever held, in MB of 1,048,576 bytes; undefined where there is no `/proc`. */
  peakMemoryMb(): number | undefined;
  stop(): void;
}

/** @param environment all that the function finds in `process.env` */
export function startSandbox(fn: ServiceFunction, environment: Readonly<Record<string, string>>): Sandbox {
  const child = fork(RUNTIME, [fn.bundle, fn.exportName], {
    env: { ...environment, AWS_LAMBDA_FUNCTION_NAME: fn.name },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: MAX_LIFE_MS,
  });
  return {
    async post(request, expectedStatus) {
      const event = { headers: {}, body: JSON.stringify(request), isBase64Encoded: false };
      const startedAt = performance.now();
      const { statusCode, body } = await invoke(child, event, fn.timeoutMs);
      const wallMs = performance.now() - startedAt;
      if (statusCode !== expectedStatus) throw new Error(`${fn.name} answered ${statusCode}: ${body.slice(0, 500)}`);
      return { answer: JSON.parse(body), wallMs };
    },
    peakMemoryMb: () => peakMemoryMb(child.pid),
    stop: () => child.kill('SIGKILL'),
  };
}

type Reply = { result?: { statusCode: number; body: string }; error?: string };

/** One at a time. */
async function invoke(child: ChildProcess, event: unknown, timeoutMs: number) {
  const { result, error } = await new Promise<Reply>((resolve) => {
    const onExit = () => resolve({ error: 'The function died.' });
    child.once('exit', onExit);
    child.once('message', (reply: Reply) => {
      child.off('exit', onExit);
      resolve(reply);
    });
    child.send({ id: randomUUID(), event, deadlineAt: Date.now() + timeoutMs });
  });
  if (!result) throw new Error(error);
  return result;
}

/** Not getrusage: on Linux a child inherits its parent's peak there, and this parent holds a simulator. */
function peakMemoryMb(pid: number | undefined): number | undefined {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  const [, peakKb] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8')) ?? [];
  return peakKb === undefined ? undefined : Number(peakKb) / 1024;
}
