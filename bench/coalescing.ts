import { queueEvents, userOf } from './events.ts';
import { FACTORS, type Growth, growthOf } from './growth.ts';
import { functionOf, type Lab } from './lab.ts';
import { type Load, type Loaded, measureLoad } from './load.ts';
import { exactly, type Measurement } from './measurement.ts';
import { APPS } from './servers.ts';

/** The smallest of the three loads. */
const MESSAGES = 1_000;
const MAX_USERS_PER_CALL = 10_000;
/** As in `serverless.yml`. */
const MEMORY_MB = 1024;
const BATCH_LATENCY_MS = 50;

/** Custom data of 100,000 people, a message each, on two apps. */
export async function measureCoalescing(lab: Lab): Promise<{ measurements: Measurement[]; growth: Growth[] }> {
  const fullBatches = loadOf(lab, Number.POSITIVE_INFINITY);
  const loads: Loaded[] = [];
  for (const factor of FACTORS) loads.push(await measureLoad(lab, fullBatches, MESSAGES * factor, MESSAGES));
  const largest = loads.at(-1) as Loaded;
  const asHandedOver = await measureLoad(lab, loadOf(lab), largest.items, MESSAGES);
  return {
    measurements: [
      ...report(largest, 'batches of 10,000', Math.ceil(largest.items / MAX_USERS_PER_CALL)),
      ...report(asHandedOver, 'batches as large as Lambda’s 6 MB', asHandedOver.runs[0]?.events ?? 0),
    ],
    growth: growthOf('custom data messages × apps through the queue', loads, APPS.length),
  };
}

/** @param maxBytes of a batch; Lambda's own limit unless given */
function loadOf(lab: Lab, maxBytes?: number): Load {
  const capability = 'custom-data-update';
  const { queue } = functionOf(lab, capability, 'queue');
  const limits = { batchSize: queue?.batchSize ?? 1, ...(maxBytes && { maxBytes }) };
  return {
    capability,
    servers: { dynamodb: 'stub', latencyMs: BATCH_LATENCY_MS },
    memoryMb: MEMORY_MB,
    makeEvents: (items) =>
      queueEvents(
        Array.from({ length: items }, (_, index) => ({ users: [userOf(index)] })),
        limits,
      ),
  };
}

function report({ items, runs, peakMb }: Loaded, batches: string, leastCallsPerApp: number): Measurement[] {
  const what = `queue, custom data, ${items.toLocaleString('en')} messages on ${APPS.length} apps, ${batches}`;
  const leastCalls = leastCallsPerApp * APPS.length;
  return [
    {
      what: `${what}: calls to Batch`,
      unit: '',
      samples: runs.map(({ calls }) => calls),
      floor: [leastCalls],
      target: exactly(leastCalls),
    },
    {
      what: `${what}: messages`,
      unit: 'per second',
      samples: runs.map(({ wallMs }) => (items * 1000) / wallMs),
    },
    {
      what: `${what}: peak memory of a function of ${MEMORY_MB} MB, all runs`,
      unit: 'MB',
      samples: peakMb === undefined ? [] : [peakMb],
    },
  ];
}
