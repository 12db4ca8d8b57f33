import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBytes } from '../server.ts';
import { answer } from './answer.ts';
import { ENDPOINTS, type Endpoint } from './endpoints.ts';
import { carriesOut, type FaultQueue } from './faults.ts';
import type { Call, Memory } from './memory.ts';
import { type Route, readRoute } from './routes.ts';
import { refuse, type Verdict } from './verdict.ts';

/** The simulator's own limit on a body; Batch documents none. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** What the key of a Dev app begins with (mark D). */
const DEV_PREFIX = 'DEV';

/** What sees each call. */
export interface CallWatch {
  /** It was read and, unless refused, carried out; the answer is still to come. */
  called(call: Call): void;
  /** The caller has its answer, or no connection any more. */
  answered(call: Call): void;
}

/** One running simulator: what it was told, and what it has seen. */
export interface Simulation {
  readonly restApiKey: string;
  /** App keys by alias. */
  readonly apps: Readonly<Record<string, string>>;
  /** Project keys by alias. */
  readonly projects: Readonly<Record<string, string>>;
  readonly latencyMs: number;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  readonly memory: Memory;
  readonly faults: FaultQueue;
  readonly watch: CallWatch | undefined;
}

/** Takes one call to Batch: judges it, carries it out, and answers, or does what the next fault says. */
export async function exchange(
  simulation: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const route = readRoute(request.method as string, request.url as string);
  const { call, fault } = receive(simulation, route, request);
  response.once('close', () => simulation.watch?.answered(call));
  if (fault?.kind === 'reset-before-reading') {
    request.socket.resetAndDestroy();
    return;
  }
  call.bytes = await readBytes(request, MAX_BODY_BYTES);
  const verdict = judge(simulation, route, call);
  if (verdict.effect && carriesOut(fault)) {
    verdict.effect.carryOut();
    call.carriedOut = true;
    call.recipients = verdict.effect.recipients;
  }
  simulation.watch?.called(call);
  const delayMs = simulation.latencyMs + (fault?.delayMs ?? 0);
  // A timer of 0 ms takes more than 1.
  if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
  const hasHungUp = request.socket.destroyed;
  if (!hasHungUp) Object.assign(call, answer(response, verdict, fault, route.isNewer));
}

function receive(simulation: Simulation, route: Route, request: IncomingMessage) {
  const { now, memory, faults } = simulation;
  const { app, project, authorized } = route.isNewer
    ? authorizedProject(simulation, request)
    : authorizedApp(simulation, route, request);
  const endpoint = route.endpoint ?? null;
  const fault = faults.take(app ?? project, endpoint);
  const call: Call = {
    at: new Date(now()).toISOString(),
    traceparent: request.headers['traceparent'] as string | undefined,
    app,
    ...(project !== null && { project }),
    method: request.method as string,
    path: request.url as string,
    endpoint,
    authorized,
    contentType: request.headers['content-type'] ?? null,
    fault: fault?.kind ?? null,
    status: null,
    carriedOut: false,
    recipients: 0,
  };
  memory.calls.push(call);
  return { call, fault };
}

/** Whose keys a call to an app brings. */
function authorizedApp({ restApiKey, apps }: Simulation, { appKey }: Route, { headers }: IncomingMessage) {
  const app = aliasOf(apps, appKey);
  return { app, project: null, authorized: headers['x-authorization'] === restApiKey && app !== null };
}

/** The same on the newer platform, which takes nothing from the header of the older one. */
function authorizedProject({ restApiKey, projects }: Simulation, { headers }: IncomingMessage) {
  const project = aliasOf(projects, headers['x-batch-project']);
  return { app: null, project, authorized: headers.authorization === `Bearer ${restApiKey}` && project !== null };
}

function aliasOf(keys: Readonly<Record<string, string>>, key: unknown): string | null {
  return Object.keys(keys).find((alias) => keys[alias] === key) ?? null;
}

function judge({ apps, memory, now }: Simulation, { endpoint: name, parameter, query }: Route, call: Call): Verdict {
  if (!name) return refuse(20, `No route for ${call.method} ${call.path}`);
  const alias = call.app ?? call.project;
  if (!call.authorized || alias === undefined)
    return refuse(10, 'The REST API key, or the key of the app or project, is wrong');
  const endpoint: Endpoint = ENDPOINTS[name];
  const isDev = apps[alias]?.startsWith(DEV_PREFIX);
  if (endpoint.isLiveOnly && isDev) return refuse(12, 'Not with the key of a Dev app');
  const takesBody = endpoint.body === 'always' || (endpoint.body === 'bulk' && parameter === undefined);
  const read = takesBody ? readJson(call) : readNothing(call);
  if ('refusal' in read) return read.refusal;
  return endpoint.judge(read.body, { app: alias, parameter, query, memory, nowMs: now() });
}

type ReadBody = { readonly body: unknown } | { readonly refusal: Verdict };

function readJson({ contentType, bytes }: Call): ReadBody {
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') return { refusal: refuse(32, 'Content-Type is not application/json') };
  try {
    return { body: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return { refusal: refuse(32, 'The body is not JSON in UTF-8, or over 64 MiB') };
  }
}

function readNothing({ bytes }: Call): ReadBody {
  return bytes?.length === 0 ? { body: undefined } : { refusal: refuse(31, 'body: none belongs here') };
}
