import { EventEmitter } from 'node:events';
import { type PoolOptions, type PoolWorker, ThreadsPoolWorker, type WorkerRequest } from 'vitest/node';

/**
 * Threads that go on from one run of the tests to the next. Vitest ends them, and to load the library anew takes ten times as long as
 * the tests of most mutants do. Nothing has to be loaded anew: Stryker switches mutants by a variable that the code asks each time, and
 * those that loading itself would show are static ones, which are left out.
 */
export const keptThreads = {
  name: 'kept-threads',
  createPoolWorker: (options: PoolOptions): PoolWorker => idleOf(options.project).pop() ?? new KeptThread(options),
};

const idle = new WeakMap<PoolOptions['project'], KeptThread[]>();

/** Of a project, since a thread has its settings. */
function idleOf(project: PoolOptions['project']): KeptThread[] {
  const threads = idle.get(project) ?? [];
  idle.set(project, threads);
  return threads;
}

/** To Vitest each run begins and ends it; the thread is told once that it begins. */
class KeptThread implements PoolWorker {
  readonly name = keptThreads.name;
  readonly #project: PoolOptions['project'];
  readonly #thread: ThreadsPoolWorker;
  readonly #events = new EventEmitter();
  #begun: Start['context'] | undefined;
  #isGone = false;

  constructor(options: PoolOptions) {
    this.#project = options.project;
    this.#thread = new ThreadsPoolWorker(options);
  }

  on = (event: string, callback: (arg: unknown) => void) => void this.#events.on(event, callback);
  off = (event: string, callback: (arg: unknown) => void) => void this.#events.off(event, callback);
  deserialize = (data: unknown) => data;

  async start(): Promise<void> {
    if (this.#begun) return;
    await this.#thread.start();
    for (const event of ['message', 'error', 'exit']) this.#thread.on(event, (arg) => this.#events.emit(event, arg));
    // Gone on with, it would let the next mutants run out of time, and those pass for found.
    for (const event of ['error', 'exit']) this.#thread.on(event, () => (this.#isGone = true));
  }

  send(message: WorkerRequest): void {
    if (message.type === 'stop') this.#answer('stopped');
    else if (message.type === 'start' && this.#begun) this.#answer('started');
    else this.#thread.send(this.#complete(message));
    if (message.type === 'start') this.#begun = message.context;
  }

  async stop(): Promise<void> {
    this.#events.removeAllListeners();
    if (!this.#isGone) idleOf(this.#project).push(this);
  }

  /** The settings of a run, which tests it is about above all, come with its beginning, of which the thread is not told. */
  #complete(message: WorkerRequest): WorkerRequest {
    return message.type === 'run' ? { ...message, context: { ...this.#begun, ...message.context } } : message;
  }

  #answer(type: 'started' | 'stopped'): void {
    setImmediate(() => this.#events.emit('message', { __vitest_worker_response__: true, type }));
  }
}

type Start = Extract<WorkerRequest, { type: 'start' }>;
