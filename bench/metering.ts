import { httpEvent, pushTo, queueEvents, recordOf, userOf } from './events.ts';
import { functionOf, type Lab } from './lab.ts';
import { type Cost, startMetered } from './metered.ts';
import { type Servers, startServers } from './servers.ts';

/** As in `serverless.yml`. */
const MESSAGES_PER_BATCH = 200;
const UPDATES_PER_BATCH = 10_000;

const APPS = ['ios'];

/** One kind of invocation whose price is worth knowing. */
interface Load {
  readonly capability: string;
  readonly trigger: 'http' | 'queue';
  /** People that one invocation is for. */
  readonly people: number;
  /** The event; `{n}` is the number of the invocation. */
  readonly template: string;
  /** Once to warm up, and once to be counted. */
  readonly invocations: number;
  /** As in `serverless.yml`. */
  readonly memoryMb: number;
}

const PUSH = { capability: 'transactional-send', memoryMb: 512 } as const;
const UPDATES = updatesOfOneBatch();

const LOADS = {
  'http, one by one': { ...PUSH, trigger: 'http', people: 1, template: httpEvent(one()), invocations: 1_000 },
  'http, one by one, with a key': {
    ...PUSH,
    trigger: 'http',
    people: 1,
    template: httpEvent(one(), { 'idempotency-key': 'order-{n}' }),
    invocations: 1_000,
  },
  'http, 10,000 at once': {
    ...PUSH,
    trigger: 'http',
    people: 10_000,
    template: httpEvent(pushTo(10_000, { apps: APPS })),
    invocations: 20,
  },
  'queue, one message each, the same text': {
    ...PUSH,
    trigger: 'queue',
    people: MESSAGES_PER_BATCH,
    template: batchOf(() => undefined),
    invocations: 20,
  },
  'queue, one message each, its own text': {
    ...PUSH,
    trigger: 'queue',
    people: MESSAGES_PER_BATCH,
    template: batchOf((index) => ({ title: `Parcel ${index}`, body: 'It will be with you today.' })),
    invocations: 10,
  },
  'queue, custom data, one message each': {
    capability: 'custom-data-update',
    trigger: 'queue',
    people: JSON.parse(UPDATES).Records.length,
    template: UPDATES,
    invocations: 5,
    memoryMb: 1024,
  },
} satisfies Record<string, Load>;

/** The ways in that have a price of their own. */
export type Way = keyof typeof LOADS;

/** What one invocation came to. */
export interface Metering extends Pick<Cost, 'cpuMs' | 'logBytes'>, Pick<Load, 'trigger' | 'people' | 'memoryMb'> {
  readonly way: Way;
  /** To Batch. */
  readonly calls: number;
  readonly bodyBytes: number;
  /** To the ledger. */
  readonly writes: number;
}

/** One after the other, each in a process of its own that is warm. */
export async function meterWays(lab: Lab): Promise<Metering[]> {
  const meterings: Metering[] = [];
  for (const [way, load] of Object.entries(LOADS)) meterings.push(await meter(lab, way as Way, load));
  return meterings;
}

async function meter(lab: Lab, way: Way, load: Load): Promise<Metering> {
  const { trigger, people, memoryMb, invocations } = load;
  const fn = functionOf(lab, load.capability, trigger);
  const servers = await startServers(lab.service, { dynamodb: 'stub' });
  const metered = await startMetered(lab.client, fn, servers.environmentFor(fn), load.template);
  try {
    await metered.run(invocations);
    const before = countsOf(servers);
    const { cpuMs, logBytes } = await metered.run(invocations);
    const after = countsOf(servers);
    const perInvocation = (count: keyof typeof after) => (after[count] - before[count]) / invocations;
    return {
      ...{ way, trigger, people, memoryMb, cpuMs, logBytes },
      calls: perInvocation('calls'),
      bodyBytes: perInvocation('bodyBytes'),
      writes: perInvocation('writes'),
    };
  } finally {
    await metered.stop();
    await servers.stop();
  }
}

function countsOf({ batch, writeCount }: Servers) {
  return { calls: batch.callCount(), bodyBytes: batch.bodyBytes(), writes: writeCount() };
}

function one(index = 0) {
  return pushTo(1, { from: index, apps: APPS });
}

function batchOf(messageOf: (index: number) => unknown): string {
  const records = Array.from({ length: MESSAGES_PER_BATCH }, (_, index) => {
    const message = messageOf(index);
    return recordOf(`message-{n}-${index}`, { ...one(index), ...(message !== undefined && { message }) });
  });
  return JSON.stringify({ Records: records });
}

/** As many as Lambda hands over at once. */
function updatesOfOneBatch(): string {
  const requests = Array.from({ length: UPDATES_PER_BATCH }, (_, index) => ({ apps: APPS, users: [userOf(index)] }));
  return queueEvents(requests, { batchSize: UPDATES_PER_BATCH })[0] ?? '';
}
