import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDynamoDb } from '../local/aws/dynamodb.ts';
import { startBatchSimulator } from '../local/batch/simulator.ts';
import { listen, readBytes } from '../local/server.ts';
import { idOf, queueEvents } from './events.ts';
import { functionOf, type Lab } from './lab.ts';
import { atLeast, atMost, type Measurement, ratioAtMost } from './measurement.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { SECRET, startServers } from './servers.ts';

const FUNCTIONS = 20;

/** What is asked of a limit of calls: how far over it any second may be, how much of it is used at the least. */
const CALLS_PER_SECOND = 480;
const MOST_IN_A_SECOND = CALLS_PER_SECOND * 1.05;
const LEAST_USED = CALLS_PER_SECOND * 0.9;
const MAX_WRITES_PER_CALL = 0.1;
const SECONDS = 30;
/** Of the functions' start. */
const WARM_UP_SECONDS = 5;
const MESSAGES_PER_EVENT = 200;

/** Batch's own bucket for profiles, and what is sent through it. */
const OPERATIONS = 100_000;
const BURST = 1_000;
const PER_SECOND = 300;
const OPERATIONS_PER_EVENT = 1_000;
const MAX_OVER_LEAST_TIME = 1.1;
/** Shortest that SQS holds back a message that was deferred. */
const BACK_AFTER_MS = 5_000;

/** Rates over twenty functions, each in a process of its own, over one embedded DynamoDB. */
export async function measureRates(lab: Lab): Promise<Measurement[]> {
  return [...(await measureCalls(lab)), ...(await measureBucket(lab))];
}

async function measureCalls(lab: Lab): Promise<Measurement[]> {
  const batch = await startCountingBatch();
  const table = await startTable(lab);
  const environment = {
    BATCH_API_URL: batch.url,
    BATCH_CALLS_PER_SECOND: `${CALLS_PER_SECOND}`,
    AWS_ENDPOINT_URL_DYNAMODB: table.url,
  };
  await withFunctions(lab, 'campaign-update', environment, async (sandboxes) => {
    // Past what is looked at, so that there is work to its end.
    const until = Date.now() + (WARM_UP_SECONDS + SECONDS + WARM_UP_SECONDS) * 1_000;
    await Promise.all(sandboxes.map((sandbox) => keepBusy(sandbox, until)));
  });
  const arrivals = await batch.arrivals();
  await Promise.all([batch.stop(), table.stop()]);
  const from = (arrivals[0] ?? 0) + WARM_UP_SECONDS * 1_000;
  const steady = arrivals.filter((at) => at >= from && at < from + SECONDS * 1_000);
  const what = `a limit of ${CALLS_PER_SECOND} calls a second over ${FUNCTIONS} functions, ${SECONDS} s`;
  return [
    {
      what: `${what}: the most in any second`,
      unit: '',
      samples: [mostInASecond(arrivals)],
      target: atMost(MOST_IN_A_SECOND),
    },
    { what: `${what}: calls`, unit: 'per second', samples: [steady.length / SECONDS], target: atLeast(LEAST_USED) },
    {
      what: `${what}: writes to DynamoDB per call`,
      unit: '',
      samples: [table.updates() / arrivals.length],
      target: atMost(MAX_WRITES_PER_CALL),
    },
  ];
}

/** Until then, one event after the other. What comes back is not asked for again, and there is a rest, as SQS has it. */
async function keepBusy(sandbox: Sandbox, until: number): Promise<void> {
  while (Date.now() < until) {
    const { answer } = await sandbox.invoke(updatesOfCampaigns());
    const { batchItemFailures } = answer as { batchItemFailures: unknown[] };
    if (batchItemFailures.length > 0) await sleep(BACK_AFTER_MS);
  }
}

let campaigns = 0;

/** Each of another campaign, so that none travels with another: as many calls. */
function updatesOfCampaigns(): string {
  const requests = Array.from({ length: MESSAGES_PER_EVENT }, () => {
    campaigns += 1;
    return { campaigns: { ios: campaigns.toString(16).padStart(32, '0') }, name: 'Spring' };
  });
  return queueEvents(requests, { batchSize: MESSAGES_PER_EVENT })[0] ?? '';
}

async function measureBucket(lab: Lab): Promise<Measurement[]> {
  const batches = Array.from({ length: OPERATIONS / OPERATIONS_PER_EVENT }, (_, batch) =>
    Array.from({ length: OPERATIONS_PER_EVENT }, (_, index) => ({
      projects: ['main'],
      profiles: [{ identifiers: { custom_id: idOf(batch * OPERATIONS_PER_EVENT + index) }, attributes: { visits: 1 } }],
    })),
  );
  const batch = await startBatchSimulator({ port: 0, ...SECRET });
  const table = await startTable(lab);
  const environment = { BATCH_API_URL: batch.url, AWS_ENDPOINT_URL_DYNAMODB: table.url };
  const queue = new WaitingBatches(batches);
  let seconds = 0;
  await withFunctions(lab, 'profiles-update', environment, async (sandboxes) => {
    const startedAt = Date.now();
    await Promise.all(sandboxes.map((sandbox) => queue.workOff(sandbox)));
    seconds = (Date.now() - startedAt) / 1_000;
  });
  const { memory } = batch;
  const refused = memory.calls.filter(({ status }) => status === 429).length;
  await Promise.all([batch.stop(), table.stop()]);
  const what = `${OPERATIONS.toLocaleString('en')} operations on profiles over ${FUNCTIONS} functions, a bucket of ${BURST} filled at ${PER_SECOND} a second`;
  const leastSeconds = (OPERATIONS - BURST) / PER_SECOND;
  return [
    { what: `${what}: refused with 429`, unit: '', samples: [refused], target: atMost(0) },
    {
      what: `${what}: wall time, beside the least that the bucket allows`,
      unit: 's',
      samples: [seconds],
      floor: [leastSeconds],
      target: ratioAtMost(MAX_OVER_LEAST_TIME),
    },
  ];
}

/** What is on a queue: what goes back is there again after as long as SQS holds it back at the least. */
class WaitingBatches {
  readonly #waiting: { readonly at: number; readonly requests: readonly unknown[] }[];
  #left: number;

  constructor(batches: readonly (readonly unknown[])[]) {
    this.#waiting = batches.map((requests) => ({ at: 0, requests }));
    this.#left = batches.flat().length;
  }

  /** Until there is nothing left. */
  async workOff(sandbox: Sandbox): Promise<void> {
    while (this.#left > 0) {
      const index = this.#waiting.findIndex(({ at }) => at <= Date.now());
      const [taken] = index === -1 ? [] : this.#waiting.splice(index, 1);
      if (!taken) {
        await sleep(100);
        continue;
      }
      const back = await workOff(sandbox, taken.requests);
      this.#left -= taken.requests.length - back.length;
      if (back.length > 0) this.#waiting.push({ at: Date.now() + BACK_AFTER_MS * (1 + Math.random()), requests: back });
    }
  }
}

async function workOff(sandbox: Sandbox, requests: readonly unknown[]): Promise<unknown[]> {
  const [event = ''] = queueEvents(requests, { batchSize: requests.length, maxBytes: Infinity });
  const ids: string[] = JSON.parse(event).Records.map(({ messageId }: { messageId: string }) => messageId);
  const { answer } = await sandbox.invoke(event);
  const { batchItemFailures } = answer as { batchItemFailures: { itemIdentifier: string }[] };
  const back = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return requests.filter((_, index) => back.has(ids[index] as string));
}

/** Runs something with twenty functions, each in a process of its own. */
async function withFunctions(
  lab: Lab,
  capability: string,
  environment: Readonly<Record<string, string>>,
  run: (sandboxes: readonly Sandbox[]) => Promise<void>,
): Promise<void> {
  const fn = functionOf(lab, capability, 'queue');
  const servers = await startServers(lab.service, { dynamodb: 'stub' });
  const all = { ...servers.environmentFor(fn), ...environment };
  const sandboxes: Sandbox[] = [];
  try {
    for (let count = 0; count < FUNCTIONS; count += 1) sandboxes.push(await startSandbox(lab.client, fn, all));
    await run(sandboxes);
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
    await servers.stop();
  }
}

/** The ledger's table, and how often a number in it was written. */
async function startTable({ service }: Lab) {
  const dynamodb = await startDynamoDb({ port: 0, tables: service.tables });
  let updates = 0;
  const counter = await listen(0, async (request, response) => {
    if (`${request.headers['x-amz-target']}`.endsWith('.UpdateItem')) updates += 1;
    const body = await readBytes(request, Number.POSITIVE_INFINITY);
    const headers = new Headers(request.headers as Record<string, string>);
    for (const name of ['host', 'connection', 'content-length', 'expect']) headers.delete(name);
    const answer = await fetch(dynamodb.url, { method: 'POST', headers, body: body?.toString() ?? '' });
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(await answer.text());
  });
  return {
    url: counter.url,
    updates: () => updates,
    stop: async () => {
      await counter.stop();
      await dynamodb.stop();
    },
  };
}

async function startCountingBatch() {
  const child = fork(resolve(import.meta.dirname, 'counting-batch.mjs'));
  const { url } = await told<{ url: string }>(child);
  return {
    url,
    async arrivals(): Promise<number[]> {
      child.send('tell');
      return (await told<{ arrivals: number[] }>(child)).arrivals;
    },
    async stop(): Promise<void> {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function told<T>(child: ChildProcess): Promise<T> {
  const [message] = await once(child, 'message');
  return message;
}

function mostInASecond(arrivals: readonly number[]): number {
  let first = 0;
  return arrivals.reduce((most, at, index) => {
    while ((arrivals[first] as number) <= at - 1_000) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}
