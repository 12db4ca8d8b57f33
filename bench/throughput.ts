import { CALLS_FLOOR } from './bundles.ts';
import { pushTo, queueEvents } from './events.ts';
import { FACTORS, type Growth, growthOf } from './growth.ts';
import { functionOf, type Lab } from './lab.ts';
import { type Load, type Loaded, measureLoad, type Run } from './load.ts';
import { exactly, type Measurement, ratioAtMost, under } from './measurement.ts';
import { APPS } from './servers.ts';

/** The smallest of the three loads. */
const RECIPIENTS = 10_000;
const BATCH_LATENCY_MS = 50;
const MAX_RECIPIENTS_PER_CALL = 10_000;
/** Two full calls per app: 780 kB, where SQS takes 1 MiB. */
const RECIPIENTS_PER_MESSAGE = 20_000;
/** So many go into Lambda's 6 MB. */
const MESSAGES_PER_EVENT = 7;

/** Ours. */
const MAX_WALL_SECONDS = 15;
const MAX_MEMORY_MB = 256;
/** Ours: what all that is not a call may add to the calls. */
const MAX_WALL_RATIO = 1.8;

/** A push to a million people on two apps, from the queue, and to a tenth and a hundredth of them. */
export async function measureThroughput(lab: Lab): Promise<{ measurements: Measurement[]; growth: Growth[] }> {
  const loads: Loaded[] = [];
  for (const factor of FACTORS) {
    loads.push(await measureLoad(lab, loadOf(lab, 'embedded'), RECIPIENTS * factor, RECIPIENTS));
  }
  const largest = loads.at(-1) as Loaded;
  const freeLedger = await measureLoad(lab, loadOf(lab, 'stub'), largest.items, RECIPIENTS);
  const floor = await measureLoad(lab, floorLoadOf(lab), largest.items, RECIPIENTS);
  return {
    measurements: report(largest, freeLedger, floor),
    growth: growthOf('recipients × apps through the queue', loads, APPS.length),
  };
}

function loadOf(lab: Lab, dynamodb: 'embedded' | 'stub'): Load {
  const capability = 'transactional-send';
  const { queue } = functionOf(lab, capability, 'queue');
  return {
    capability,
    servers: { dynamodb, latencyMs: BATCH_LATENCY_MS },
    memoryMb: MAX_MEMORY_MB,
    makeEvents(items) {
      return queueEvents(pushesTo(items, RECIPIENTS_PER_MESSAGE), { batchSize: queue?.batchSize ?? 1 });
    },
  };
}

/** The same calls by the floor: a record for each body, and as many events. */
function floorLoadOf(lab: Lab): Load {
  const batchSize = MESSAGES_PER_EVENT * (RECIPIENTS_PER_MESSAGE / MAX_RECIPIENTS_PER_CALL);
  return {
    ...loadOf(lab, 'stub'),
    handler: CALLS_FLOOR,
    makeEvents: (items) => queueEvents(pushesTo(items, MAX_RECIPIENTS_PER_CALL), { batchSize }),
  };
}

function pushesTo(people: number, each: number) {
  return Array.from({ length: Math.ceil(people / each) }, (_, index) => {
    const from = index * each;
    return pushTo(Math.min(each, people - from), { from });
  });
}

function report({ items, runs, peakMb }: Loaded, freeLedger: Loaded, floor: Loaded): Measurement[] {
  const what = `queue, ${items.toLocaleString('en')} recipients on ${APPS.length} apps, Batch at ${BATCH_LATENCY_MS} ms`;
  const leastCalls = Math.ceil(items / MAX_RECIPIENTS_PER_CALL) * APPS.length;
  const wallOf = (of: readonly Run[]) => ({ unit: 's', samples: of.map(({ wallMs }) => wallMs / 1000) }) as const;
  const cpuOf = (of: readonly Run[]) => of.flatMap(({ cpuMs }) => (cpuMs === undefined ? [] : [cpuMs / 1000]));
  const rate = runs.map(({ wallMs }) => (items * APPS.length * 1000) / wallMs);
  return [
    { what: `${what}: wall time`, ...wallOf(runs), target: under(MAX_WALL_SECONDS) },
    {
      what: `${what}: wall time, beside the same calls with their bodies ready-made`,
      ...wallOf(runs),
      floor: wallOf(floor.runs).samples,
      target: ratioAtMost(MAX_WALL_RATIO),
    },
    { what: `${what}: wall time with a ledger that costs nothing`, ...wallOf(freeLedger.runs) },
    { what: `${what}: CPU time of the function`, unit: 's', samples: cpuOf(runs), floor: cpuOf(floor.runs) },
    { what: `${what}: recipients × apps`, unit: 'per second', samples: rate },
    {
      what: `${what}: calls to Batch`,
      unit: '',
      samples: runs.map(({ calls }) => calls),
      floor: [leastCalls],
      target: exactly(leastCalls),
    },
    {
      what: `${what}: peak memory of a function of ${MAX_MEMORY_MB} MB, all runs`,
      unit: 'MB',
      samples: peakMb === undefined ? [] : [peakMb],
      target: under(MAX_MEMORY_MB),
    },
  ];
}
