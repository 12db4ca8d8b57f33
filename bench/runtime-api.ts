import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { listen, type RunningServer, readBytes, sendJson } from '../local/server.ts';

/** What a function answered, and how long it took, from handing over the event to having the answer. */
export interface Invoked {
  readonly answer: unknown;
  readonly wallMs: number;
}

/** Lambda's side of a function's process: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export interface RuntimeApi extends RunningServer {
  /** When the process first asked for an event: the end of its init, by `performance.now()`. */
  readonly ready: Promise<number>;
  /** Hands over JSON text, one event at a time. Rejects if the function throws, or can't be loaded. */
  invoke(event: string): Promise<Invoked>;
  /** The process is gone: whatever is waited for rejects. */
  fail(error: Error): void;
}

interface Invocation {
  readonly id: string;
  readonly event: string;
  readonly settled: PromiseWithResolvers<Invoked>;
  handedOverAt: number;
}

/** @param timeoutMs the deadline that functions are told */
export async function startRuntimeApi(timeoutMs: number): Promise<RuntimeApi> {
  const ready = withResolvers<number>();
  // Waited for or not, a failure shows at the next invocation too.
  ready.promise.catch(() => {});
  let failure: Error | undefined;
  let asking: ServerResponse | undefined;
  let current: Invocation | undefined;

  function handOver(): void {
    if (!asking || !current || current.handedOverAt > 0) return;
    current.handedOverAt = performance.now();
    asking.writeHead(200, headersOf(current.id, timeoutMs)).end(current.event);
    asking = undefined;
  }

  function fail(error: Error): void {
    failure ??= error;
    ready.reject(failure);
    current?.settled.reject(failure);
  }

  async function settle(request: IncomingMessage, path: string): Promise<void> {
    const text = String(await readBytes(request, Number.POSITIVE_INFINITY));
    const answeredAt = performance.now();
    if (path.endsWith('/init/error')) fail(new Error(`The function can't be loaded: ${text}`));
    else if (path.endsWith('/error')) current?.settled.reject(new Error(`The function threw: ${text}`));
    else if (current) {
      current.settled.resolve({ answer: JSON.parse(text), wallMs: answeredAt - current.handedOverAt });
    }
  }

  const server = await listen(0, async (request, response) => {
    const path = request.url ?? '';
    if (path.endsWith('/invocation/next')) {
      ready.resolve(performance.now());
      asking = response;
      handOver();
    } else {
      await settle(request, path);
      sendJson(response, 202, { status: 'OK' });
    }
  });
  return {
    ...server,
    ready: ready.promise,
    async invoke(event) {
      if (failure) throw failure;
      current = { id: randomUUID(), event, settled: withResolvers(), handedOverAt: 0 };
      handOver();
      return current.settled.promise;
    },
    fail,
  };
}

function headersOf(id: string, timeoutMs: number) {
  return {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': id,
    'lambda-runtime-deadline-ms': `${Date.now() + timeoutMs}`,
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:bench',
  };
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

/** `Promise.withResolvers` came with Node 22. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
