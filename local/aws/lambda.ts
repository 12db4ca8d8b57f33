import { type FunctionProcess, type Runnable, startFunctionProcess } from './function-process.ts';

/** A function as AWS runs it: in a process of its own, with its own environment, killed when its time is up. */
export interface LambdaFunction {
  /** Rejects if the function throws, dies or runs out of time. */
  invoke(event: unknown): Promise<unknown>;
  /** New invocations get a new process, with the bundle as it is now; the old one finishes what it has begun. */
  reload(): void;
  stop(): Promise<void>;
}

/**
 * Runs a function of the service, anew whenever its process has died. Unlike AWS, one process takes several events at once,
 * as Lambda's multi-concurrency does: stricter for the function, cheaper for a laptop.
 */
export function createLambda(
  fn: Runnable,
  environment: Readonly<Record<string, string>>,
  onOutput: (text: string) => void,
): LambdaFunction {
  let current: Promise<FunctionProcess> | undefined;

  async function replaceIfDead(known: Promise<FunctionProcess> | undefined): Promise<FunctionProcess> {
    const running = await known;
    return running?.isAlive() ? running : startFunctionProcess(fn, { environment, onOutput });
  }

  return {
    async invoke(event) {
      current = replaceIfDead(current);
      const { answer } = await (await current).invoke(JSON.stringify(event));
      return answer;
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
