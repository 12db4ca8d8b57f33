import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';

const CHILD = resolve(import.meta.dirname, 'child.mjs');

/**
 * When a function is killed that overruns, as Lambda would. Far past the time that it is told it has: it ends by itself
 * before that, and on a busy machine the process may need longer to start than it has for its work.
 */
const OVERRUN_MS = 60_000;

/** What the child is told to do. */
export interface Order {
  readonly trigger: 'http' | 'queue';
  readonly event: unknown;
  readonly aheadMs: number;
  readonly remainingMs: number;
}

/** The process that runs the function; there is always one more, ready to take its place. */
export interface Sandbox {
  /** What the function answered, or undefined if it was killed. */
  invoke(order: Order): Promise<unknown>;
  /** SIGKILL, in the middle of whatever it is at. */
  kill(): void;
  stop(): void;
}

export function createSandbox(bundle: string, environment: Readonly<Record<string, string>>): Sandbox {
  const start = () =>
    fork(CHILD, [bundle], { env: { ...environment }, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let current: ChildProcess = start();
  let standby: ChildProcess | undefined;

  function replace(): void {
    current = standby ?? start();
    standby = undefined;
  }

  return {
    async invoke(order) {
      if (current.killed || current.exitCode !== null) replace();
      const child = current;
      standby ??= start();
      const timer = setTimeout(() => child.kill('SIGKILL'), OVERRUN_MS);
      const answer = await new Promise((resolve) => {
        child.once('message', resolve);
        child.once('exit', () => resolve(undefined));
        child.send(order);
      });
      clearTimeout(timer);
      child.removeAllListeners('message').removeAllListeners('exit');
      return answer;
    },
    kill: () => void current.kill('SIGKILL'),
    stop() {
      current.kill('SIGKILL');
      standby?.kill('SIGKILL');
    },
  };
}
