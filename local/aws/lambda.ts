import { randomUUID } from 'node:crypto';
import type { ServiceFunction } from '../service.ts';
import { type FunctionProcess, startFunctionProcess } from './function-process.ts';

/** A function as AWS runs it: in a process of its own, with its own environment, killed when its time is up. */
export interface LambdaFunction {
  /** Rejects if the function throws, dies or runs out of time. */
  invoke(event: unknown): Promise<unknown>;
  /** New invocations get a new process, with the bundle as it is now; the old one finishes what it has begun. */
  reload(): void;
  stop(): Promise<void>;
}

/** One event in the hands of a function. */
export interface LambdaInvocation {
  /** Lambda's own id of it, a UUID. */
  readonly id: string;
  readonly fn: ServiceFunction;
  readonly event: unknown;
  /** SIGKILL to the process, with all that it is at. */
  kill(): Promise<void>;
}

/** What sees the invocations of a function. */
export interface LambdaWatch {
  invoked(invocation: LambdaInvocation): void;
  ended(invocation: LambdaInvocation, end: { readonly answer: unknown } | { readonly error: Error }): void;
}

/**
 * Runs a function of the service, anew whenever its process has died. Unlike AWS, one process takes several events at once,
 * as Lambda's multi-concurrency does: stricter for the function, cheaper for a laptop.
 */
export function createLambda(
  fn: ServiceFunction,
  environment: Readonly<Record<string, string>>,
  onOutput: (text: string) => void,
  watch?: LambdaWatch,
): LambdaFunction {
  let current: Promise<FunctionProcess> | undefined;

  async function replaceIfDead(known: Promise<FunctionProcess> | undefined): Promise<FunctionProcess> {
    const running = await known;
    return running?.isAlive() ? running : startFunctionProcess(fn, { environment, onOutput });
  }

  return {
    async invoke(event) {
      current = replaceIfDead(current);
      const { invoke, kill } = await current;
      const invocation = { id: randomUUID(), fn, event, kill };
      watch?.invoked(invocation);
      try {
        const { answer } = await invoke(JSON.stringify(event), invocation.id);
        watch?.ended(invocation, { answer });
        return answer;
      } catch (error) {
        watch?.ended(invocation, { error: error as Error });
        throw error;
      }
    },
    reload() {
      void current?.then((running) => running.retire());
      current = undefined;
    },
    async stop() {
      await (await current)?.kill();
    },
  };
}
