import { resolve } from 'node:path';
import { startFunctionProcess } from '../../local/aws/function-process.ts';

/** When a function is killed that overruns, as Lambda would. Far past the time that it is told it has: it ends by itself before that. */
const OVERRUN_MS = 60_000;

const AHEAD = {
  name: 'chaos',
  bundle: resolve(import.meta.dirname, 'ahead.cjs'),
  exportName: 'handler',
  timeoutMs: OVERRUN_MS,
};

/** What a process is told to do. */
export interface Order {
  readonly trigger: 'http' | 'queue';
  readonly event: unknown;
  readonly aheadMs: number;
  readonly remainingMs: number;
}

/** The process that runs the function; there is always one more, ready to take its place. */
export interface Sandbox {
  /** What the function answered, or undefined if it was killed. Rejects if it threw. */
  invoke(order: Order): Promise<unknown>;
  /** SIGKILL, in the middle of whatever it is at. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function createSandbox(bundle: string, environment: Readonly<Record<string, string>>): Promise<Sandbox> {
  const how = {
    environment: { ...environment, CHAOS_BUNDLE: bundle },
    onOutput: (text: string) => void process.stderr.write(text),
  };
  const start = () => startFunctionProcess(AHEAD, how);
  let current = await start();
  let standby = start();

  async function replace(): Promise<void> {
    current = await standby;
    standby = start();
  }

  return {
    async invoke(order) {
      if (!current.isAlive()) await replace();
      try {
        return (await current.invoke(JSON.stringify(order))).answer;
      } catch (error) {
        if (current.isAlive()) throw error;
      }
      return undefined;
    },
    kill: () => current.kill(),
    async stop() {
      await current.kill();
      await (await standby).kill();
    },
  };
}
