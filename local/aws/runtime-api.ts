import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { type Handler, readBytes, sendJson } from '../server.ts';

/** What a function answered, and how long it took, from handing over the event to having the answer. */
export interface Invoked {
  readonly answer: unknown;
  readonly wallMs: number;
}

interface Invocation {
  readonly id: string;
  readonly event: string;
  readonly deadlineAt: number;
  handedOverAt: number;
  resolve(invoked: Invoked): void;
  reject(error: Error): void;
}

/** Lambda's side of one process: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export class RuntimeApi {
  /** When the process first asked for an event: the end of its init, by `performance.now()`. NaN before. */
  readyAt = Number.NaN;
  readonly #open = new Map<string, Invocation>();
  readonly #waiting: Invocation[] = [];
  #asking: ServerResponse | undefined;
  #failure: Error | undefined;

  /**
   * @param event JSON text, which waits until the process asks for it
   * @param id by which the process and its calls name the invocation
   */
  async invoke(event: string, deadlineAt: number, id: string): Promise<Invoked> {
    if (this.#failure) throw this.#failure;
    return new Promise((resolve, reject) => {
      const invocation = { id, event, deadlineAt, handedOverAt: Number.NaN, resolve, reject };
      this.#open.set(invocation.id, invocation);
      this.#waiting.push(invocation);
      this.#handOver();
    });
  }

  /** Whatever is open, or comes later, rejects. */
  fail(error: Error): void {
    this.#failure = error;
    for (const { reject } of this.#open.values()) reject(error);
  }

  readonly serve: Handler = async (request, response) => {
    if (request.url?.endsWith('/invocation/next')) {
      this.readyAt ||= performance.now();
      this.#asking = response;
      this.#handOver();
    } else {
      await this.#settle(request);
      sendJson(response, 202, { status: 'OK' });
    }
  };

  #handOver(): void {
    const next = this.#asking && this.#waiting.shift();
    if (!next) return;
    next.handedOverAt = performance.now();
    this.#asking?.writeHead(200, headersOf(next)).end(next.event);
    this.#asking = undefined;
  }

  /** An error of the init is about no event: the process ends by it, and that rejects them. */
  async #settle(request: IncomingMessage): Promise<void> {
    const [, id = '', kind] = /\/invocation\/(.+)\/(\w+)$/.exec(request.url ?? '') ?? [];
    const text = String(await readBytes(request, Number.POSITIVE_INFINITY));
    const answeredAt = performance.now();
    const invocation = this.#open.get(id);
    this.#open.delete(id);
    if (kind === 'error') invocation?.reject(new Error(`The function threw: ${text}`));
    else invocation?.resolve({ answer: JSON.parse(text), wallMs: answeredAt - invocation.handedOverAt });
  }
}

function headersOf({ id, deadlineAt }: Invocation) {
  return {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': id,
    'lambda-runtime-deadline-ms': `${deadlineAt}`,
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:local',
  };
}
