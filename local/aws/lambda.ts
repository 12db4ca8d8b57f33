import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { ServiceFunction } from '../service.ts';

const RUNTIME = resolve(import.meta.dirname, '..', 'lambda-runtime.mjs');

/** A function as AWS runs it: in a process of its own, with its own environment, killed when its time is up. */
export interface LambdaFunction {
  /** Rejects if the function throws, dies or runs out of time. */
  invoke(event: unknown): Promise<unknown>;
  /** New invocations get a new process, with the bundle as it is now; the old one finishes what it has begun. */
  reload(): void;
  stop(): void;
}

interface Sandbox {
  readonly child: ChildProcess;
  readonly pending: Map<string, { resolve(result: unknown): void; reject(error: Error): void }>;
  retired: boolean;
}

type Reply = { id: string; result?: unknown; error?: string };

/**
 * Runs a function of the service. Unlike AWS, one process takes several events at once, as Lambda's multi-concurrency
 * does: stricter for the function, cheaper for a laptop.
 *
 * @param environment all that the function finds in `process.env`
 * @param onOutput gets what the function prints
 */
export function createLambda(
  fn: Pick<ServiceFunction, 'name' | 'bundle' | 'exportName' | 'timeoutMs'>,
  environment: Readonly<Record<string, string>>,
  onOutput: (text: string) => void,
): LambdaFunction {
  let current: Sandbox | undefined;

  function start(): Sandbox {
    const child = fork(RUNTIME, [fn.bundle, fn.exportName], {
      env: { ...environment, AWS_LAMBDA_FUNCTION_NAME: fn.name },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const sandbox: Sandbox = { child, pending: new Map(), retired: false };
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput);
    child.on('message', (reply: Reply) => settle(sandbox, reply));
    child.on('exit', () => {
      if (current === sandbox) current = undefined;
      for (const { reject } of sandbox.pending.values()) reject(new Error('The function died.'));
    });
    return sandbox;
  }

  function retire(sandbox: Sandbox | undefined): void {
    if (!sandbox) return;
    sandbox.retired = true;
    if (sandbox.pending.size === 0) sandbox.child.kill();
  }

  return {
    invoke(event) {
      current ??= start();
      const sandbox = current;
      const id = randomUUID();
      const timer = setTimeout(() => sandbox.child.kill('SIGKILL'), fn.timeoutMs);
      return new Promise((resolve, reject) => {
        sandbox.pending.set(id, { resolve, reject });
        sandbox.child.send({ id, event, deadlineAt: Date.now() + fn.timeoutMs });
      }).finally(() => clearTimeout(timer));
    },
    reload() {
      retire(current);
      current = undefined;
    },
    stop() {
      current?.child.kill('SIGKILL');
    },
  };
}

function settle(sandbox: Sandbox, { id, result, error }: Reply): void {
  const waiting = sandbox.pending.get(id);
  sandbox.pending.delete(id);
  if (error === undefined) waiting?.resolve(result);
  else waiting?.reject(new Error(error));
  if (sandbox.retired && sandbox.pending.size === 0) sandbox.child.kill();
}
