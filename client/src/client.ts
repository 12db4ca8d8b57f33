import { randomUUID } from 'node:crypto';
import { type Authorization, authorized, type Unsigned } from './authorization.ts';
import { errorOf, NoAnswerError, type Problem } from './errors.ts';
import { type Answers, OPERATIONS, type Operation, type Requests } from './generated.ts';
import { toHttp } from './http.ts';
import { type Attempt, repeated } from './repeat.ts';

/** Where the gateway is, who asks, and for how long. */
export type ClientOptions = Authorization & {
  /** The output HttpApiUrl of the stack. */
  readonly url: string;
  /** Milliseconds that one call of a method may take with all its attempts: a minute unless told otherwise. */
  readonly budgetMs?: number;
};

/** Longest that an attempt may take. API Gateway gives up after 30 s. */
const ATTEMPT_MS = 31_000;

const BUDGET_MS = 60_000;

/** Of one call. */
export interface CallOptions {
  /** Names the request; a random one unless given, for what must not be repeated without. */
  readonly idempotencyKey?: string;
  /** Has the request queued: the answer is that it was. */
  readonly respondAsync?: boolean;
  /** In place of the client's. */
  readonly budgetMs?: number;
  /** Gives up: the call throws the signal's reason. */
  readonly signal?: AbortSignal;
}

type Name = keyof typeof OPERATIONS;

type AnswerTo<Body, Options> = Options extends { readonly respondAsync: true }
  ? Extract<Body, { readonly status: 'queued' }>
  : Exclude<Body, { readonly status: 'queued' }>;

/**
 * A method for each capability. What is answered is told apart by its `status`. Each throws a `GatewayError` if nothing was
 * accepted, `NoAnswerError`, and the reason of an aborted signal.
 */
export type Client = {
  readonly [name in Name]: <Options extends CallOptions>(
    request: Requests[name],
    options?: Options,
  ) => Promise<AnswerTo<Answers[name], Options>>;
};

/** The gateway, as typed methods that repeat what may be repeated. */
export function createClient(options: ClientOptions): Client {
  const methods = Object.entries(OPERATIONS).map(([name, operation]) => [
    name,
    (request: object, call: CallOptions = {}) => ask(operation, request, call, options),
  ]);
  return Object.fromEntries(methods) as Client;
}

async function ask(operation: Operation, request: object, call: CallOptions, client: ClientOptions): Promise<unknown> {
  const { respondAsync = false, signal, budgetMs = client.budgetMs ?? BUDGET_MS } = call;
  const idempotencyKey = call.idempotencyKey ?? keyIn(request) ?? (operation.isOnce ? randomUUID() : undefined);
  const unsigned = toHttp(operation, request, { idempotencyKey, respondAsync }, client.url);
  signal?.throwIfAborted();
  const made = await repeated(() => attempt(unsigned, client, signal), { budgetMs, signal });
  if ('error' in made) throw new NoAnswerError(made.error, idempotencyKey);
  const answer = parsed(made.text);
  if (made.status < 300) return answer;
  throw errorOf(made.status, (answer ?? {}) as Problem, idempotencyKey);
}

/** The name that a caller gave in the request itself. */
function keyIn(request: object): string | undefined {
  return 'idempotency_key' in request && typeof request.idempotency_key === 'string'
    ? request.idempotency_key
    : undefined;
}

/** One exchange with the gateway, signed anew. */
async function attempt(unsigned: Unsigned, client: ClientOptions, signal: AbortSignal | undefined): Promise<Attempt> {
  const { url, method, body = null } = unsigned;
  const headers = await authorized(unsigned, client);
  const ends = AbortSignal.any([AbortSignal.timeout(ATTEMPT_MS), ...(signal ? [signal] : [])]);
  try {
    const response = await fetch(url, { method, headers, body, signal: ends });
    const retryAfter = response.headers.get('retry-after') ?? undefined;
    return { status: response.status, retryAfter, text: await response.text() };
  } catch (error) {
    signal?.throwIfAborted();
    return { error };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
