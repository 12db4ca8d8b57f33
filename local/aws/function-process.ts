import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { basename, dirname, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { listen } from '../server.ts';
import type { ServiceFunction } from '../service.ts';
import { QUIET_SDK } from './quiet-sdk.ts';
import { type Invoked, RuntimeApi } from './runtime-api.ts';

/** What asks for a function's events and hands them to it, unless AWS's own client does. */
export const RUNTIME_CLIENT = resolve(import.meta.dirname, '..', 'runtime-client.mjs');

/** Ours: so much of what was printed last goes into the message of an error, since a stack begins with what it is about. */
const LAST_WORDS_LENGTH = 2_000;

/** What there is to know of a function to run it. */
export type Runnable = Pick<ServiceFunction, 'name' | 'bundle' | 'exportName' | 'timeoutMs'>;

/** A function in a process of its own: whatever becomes of the process, each of its events comes to an end. */
export interface FunctionProcess {
  readonly pid: number | undefined;
  /** False from the moment it is killed, which is before it is gone. */
  isAlive(): boolean;
  /** From the start of the process to its asking for an event; NaN before that. */
  initMs(): number;
  /**
   * Hands over an event, as JSON text; several may be under way at once. Rejects if the function throws, or its process
   * dies or is killed because the time is up, that of its start included.
   *
   * @param id the invocation's, a UUID; a new one unless given
   */
  invoke(event: string, id?: string): Promise<Invoked>;
  /** Kills it as soon as it has answered all that it was given. */
  retire(): Promise<void>;
  /** SIGKILL, in the middle of whatever it is at. Resolves when it is gone. */
  kill(): Promise<void>;
}

/** What differs between those who run functions. */
export interface HowToRun {
  /** All that the function finds in `process.env`, besides what Lambda itself sets there. */
  readonly environment: Readonly<Record<string, string>>;
  /** The program and its arguments, where it is not this Node with `RUNTIME_CLIENT`. */
  readonly command?: readonly [program: string, ...args: string[]];
  /** Gets what the process prints. */
  onOutput(text: string): void;
}

/** Starts a process that is given its events as on AWS: by Lambda's Runtime API. */
export async function startFunctionProcess(
  fn: Runnable,
  { environment, command: [program, ...args] = [process.execPath, RUNTIME_CLIENT], onOutput }: HowToRun,
): Promise<FunctionProcess> {
  const api = new RuntimeApi();
  const server = await listen(0, api.serve);
  const env = { ...QUIET_SDK, ...environment, ...lambdaVariables(fn, new URL(server.url).host) };
  const startedAt = performance.now();
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let lastWords = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      lastWords = `${lastWords}${text}`.slice(-LAST_WORDS_LENGTH);
      onOutput(text);
    });
  }
  // Not its exit: what it printed last is still to be read then.
  const gone = once(child, 'close').then(async ([code, signal]) => {
    api.fail(new Error(`The function died (${code ?? signal}): ${lastWords}`));
    await server.stop();
  });
  const kill = () => {
    child.kill('SIGKILL');
    return gone;
  };
  const underWay = new Set<Promise<Invoked>>();
  return {
    pid: child.pid,
    isAlive: () => !child.killed && child.exitCode === null && child.signalCode === null,
    initMs: () => api.readyAt - startedAt,
    async invoke(event, id = randomUUID()) {
      const timer = setTimeout(kill, fn.timeoutMs);
      const invoked = api.invoke(event, Date.now() + fn.timeoutMs, id).finally(() => clearTimeout(timer));
      underWay.add(invoked);
      return invoked.finally(() => underWay.delete(invoked));
    },
    retire: () => Promise.allSettled(underWay).then(kill),
    kill,
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function lambdaVariables({ name, bundle, exportName }: Runnable, runtimeApi: string): Record<string, string> {
  return {
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: dirname(bundle),
    _HANDLER: `${basename(bundle).replace(/\.\w+$/, '')}.${exportName}`,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: name,
    TZ: ':UTC',
  };
}
