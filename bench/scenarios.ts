import { performance } from 'node:perf_hooks';
import { customDataUpdate } from '../lib/endpoints/custom-data-update.ts';
import { validate } from '../lib/validation.ts';
import { startSecretsManager } from '../local/aws/secrets-manager.ts';
import { startBatchSimulator } from '../local/batch/simulator.ts';
import { listen, type RunningServer, readBytes, sendJson } from '../local/server.ts';
import type { ServiceFunction } from '../local/service.ts';
import { LOCAL_SECRET } from '../local/stack.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

/** What was measured of one thing, one sample per run. */
export interface Measurement {
  readonly what: string;
  readonly unit: '' | 'ms' | 'MB';
  readonly samples: readonly number[];
  readonly target?: Target;
}

/** Counts have to meet theirs in every run; `under` is for time and memory, and the median has to meet it. */
export interface Target {
  readonly kind: 'exactly' | 'at most' | 'under';
  readonly limit: number;
}

const RUNS = 7;
const PLANNING_RUNS = 20;
const PLANNING_WARM_UPS = 5;
const RECIPIENTS = 100_000;
const USERS = 10_000;
const APPS = ['ios', 'android'];
const BATCH_LATENCY_MS = 50;
const BAD_ID = 'bad';

/** A push to 100,000 people on two apps: how long, how many calls, how much memory. */
export async function measureSend(fn: ServiceFunction): Promise<Measurement[]> {
  const batch = await startBatchSimulator({ port: 0, ...LOCAL_SECRET, latencyMs: BATCH_LATENCY_MS });
  const request = {
    apps: APPS,
    group_id: 'bench',
    recipients: { custom_ids: Array.from({ length: RECIPIENTS }, (_, index) => `user-${index}`) },
    message: { title: 'Hello', body: 'How is it going?' },
  };
  return withSandbox(fn, batch, async (sandbox) => {
    await sandbox.post(request, 201);
    const runs = await repeat(RUNS, () => countCalls(batch, () => sandbox.post(request, 201)));
    const peakMb = sandbox.peakMemoryMb();
    const what = '100,000 recipients on 2 apps, Batch at 50 ms';
    return [
      { what: `${what}: wall time`, unit: 'ms', samples: runs.map(({ wallMs }) => wallMs), target: under(1_000) },
      { what: `${what}: calls to Batch`, unit: '', samples: runs.map(({ calls }) => calls), target: exactly(20) },
      {
        what: `${what}: peak memory of the function, all ${RUNS + 1} requests`,
        unit: 'MB',
        samples: peakMb === undefined ? [] : [peakMb],
        target: under(256),
      },
    ];
  });
}

async function countCalls<T>({ url }: RunningServer, run: () => Promise<T>): Promise<T & { calls: number }> {
  await fetch(`${url}/_simulator/calls`, { method: 'DELETE' });
  const result = await run();
  const { calls } = (await (await fetch(`${url}/_simulator/stats`)).json()) as { calls: number };
  return { ...result, calls };
}

/** Custom data of 10,000 users, checked and planned in this process. */
export async function measurePlanning(): Promise<Measurement[]> {
  const json = JSON.stringify({ apps: ['ios'], users: makeUsers(USERS) });
  const runOnce = async () => planOnce(JSON.parse(json));
  await repeat(PLANNING_WARM_UPS, runOnce);
  const runs = await repeat(PLANNING_RUNS, runOnce);
  const what = '10,000 users of 5 values on 1 app';
  return [
    {
      what: `${what}: validation`,
      unit: 'ms',
      samples: runs.map(({ validationMs }) => validationMs),
      target: under(100),
    },
    { what: `${what}: planning`, unit: 'ms', samples: runs.map(({ planningMs }) => planningMs) },
  ];
}

function planOnce(body: unknown): { validationMs: number; planningMs: number } {
  const startedAt = performance.now();
  const { request } = validate(customDataUpdate, body, ['ios']);
  const validatedAt = performance.now();
  if (!request) throw new Error('The request of the bench is not valid.');
  customDataUpdate.plan([request]);
  return { validationMs: validatedAt - startedAt, planningMs: performance.now() - validatedAt };
}

/** Custom data at the limit of one call, and one user among 10,000 whom Batch refuses. */
export async function measureUpdates(fn: ServiceFunction): Promise<Measurement[]> {
  const batch = await startPickyBatch();
  return withSandbox(fn, batch, async (sandbox) => {
    const overLimit = { apps: APPS, users: makeUsers(USERS + 1) };
    await sandbox.post(overLimit, 200);
    const calls = await repeat(RUNS, async () => {
      const before = batch.callCount();
      await sandbox.post(overLimit, 200);
      return batch.callCount() - before;
    });
    const searches = await repeat(RUNS, (run) => searchBadUser(sandbox, batch, placeOf(run)));
    const what = `1 bad user among 10,000, at ${RUNS} places, on 2 apps`;
    return [
      { what: '10,001 users on 2 apps: calls to Batch', unit: '', samples: calls, target: exactly(4) },
      {
        what: `${what}: extra calls per app`,
        unit: '',
        samples: searches.flatMap(({ extraCallsPerApp }) => extraCallsPerApp),
        target: atMost(28),
      },
      {
        what: `${what}: of ${RUNS * APPS.length} answers per app, those that refuse the bad user and nobody else`,
        unit: '',
        samples: [searches.reduce((sum, { rightAnswers }) => sum + rightAnswers, 0)],
        target: exactly(RUNS * APPS.length),
      },
    ];
  });
}

/** From the first user to the last, evenly. */
function placeOf(run: number): number {
  return Math.floor((run * (USERS - 1)) / (RUNS - 1));
}

async function searchBadUser(sandbox: Sandbox, batch: PickyBatch, place: number) {
  const users = makeUsers(USERS).map((user, index) => (index === place ? { ...user, id: BAD_ID } : user));
  const before = APPS.map((app) => batch.callCount(app));
  const { answer } = await sandbox.post({ apps: APPS, users }, 207);
  const isRight = (app: string) => {
    const results = answer.results.filter((result) => result.app === app);
    const refused = results.filter(({ status }) => status === 'rejected').flatMap(({ error }) => error?.items ?? ['?']);
    const accepted = results.filter(({ status }) => status === 'accepted').reduce((sum, { items }) => sum + items, 0);
    return refused.join() === `/users/${place}` && accepted === users.length - 1;
  };
  return {
    extraCallsPerApp: APPS.map((app, index) => batch.callCount(app) - (before[index] ?? 0) - 1),
    rightAnswers: APPS.filter(isRight).length,
  };
}

interface PickyBatch extends RunningServer {
  /** Calls received so far, for one app or for all. */
  callCount(app?: string): number;
}

/** Refuses every call that names one certain user: whatever our validation lets through, the simulator takes too. */
async function startPickyBatch(): Promise<PickyBatch> {
  const paths: string[] = [];
  const server = await listen(0, async (request, response) => {
    paths.push(request.url ?? '');
    const body = String(await readBytes(request, Number.POSITIVE_INFINITY));
    if (body.includes(`"id":"${BAD_ID}"`)) sendJson(response, 400, { code: 31, message: 'Refused by the bench' });
    else sendJson(response, 200, { token: 't' });
  });
  return { ...server, callCount: (app = '') => paths.filter((path) => path.includes(app)).length };
}

/** Runs a function against `batch`, with nothing of this process's environment, and stops all three in the end. */
async function withSandbox<T>(
  fn: ServiceFunction,
  batch: RunningServer,
  use: (sandbox: Sandbox) => Promise<T>,
): Promise<T> {
  const BATCH_SECRET_ID = 'bench';
  const secrets = { [BATCH_SECRET_ID]: JSON.stringify(LOCAL_SECRET) };
  const secretsManager = await startSecretsManager({ port: 0, secrets });
  const sandbox = startSandbox(fn, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    BATCH_API_URL: batch.url,
    BATCH_SECRET_ID,
  });
  try {
    return await use(sandbox);
  } finally {
    sandbox.stop();
    await Promise.all([secretsManager.stop(), batch.stop()]);
  }
}

function makeUsers(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    id: `user-${index}`,
    update: {
      values: {
        'u.name': `Name ${index}`,
        'u.age': index % 100,
        'u.premium': index % 2 === 0,
        'date(u.last_visit)': '2026-01-31T12:00:00',
        'ut.interests': ['sports', `topic-${index % 50}`],
      },
    },
  }));
}

async function repeat<T>(times: number, run: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < times; index += 1) results.push(await run(index));
  return results;
}

const exactly = (limit: number): Target => ({ kind: 'exactly', limit });
const atMost = (limit: number): Target => ({ kind: 'at most', limit });
const under = (limit: number): Target => ({ kind: 'under', limit });
