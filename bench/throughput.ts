import { pushTo, queueEvents } from './events.ts';
import { FACTORS, type Growth, growthOf } from './growth.ts';
import { functionOf, type Lab } from './lab.ts';
import { type Load, type Loaded, measureLoad, type Run } from './load.ts';
import { exactly, type Measurement, under } from './measurement.ts';
import { APPS } from './servers.ts';

/** The smallest of the three loads. */
const RECIPIENTS = 10_000;
const BATCH_LATENCY_MS = 50;
/** The default of `BATCH_CONCURRENCY`. */
const CALLS_AT_ONCE = 6;
const MAX_RECIPIENTS_PER_CALL = 10_000;
/** Two full calls per app: 780 kB, where SQS takes 1 MiB. */
const RECIPIENTS_PER_MESSAGE = 20_000;

/** Ours. */
const MAX_WALL_SECONDS = 15;
const MAX_MEMORY_MB = 256;

/** A push to a million people on two apps, from the queue, and to a tenth and a hundredth of them. */
export async function measureThroughput(lab: Lab): Promise<{ measurements: Measurement[]; growth: Growth[] }> {
  const loads: Loaded[] = [];
  for (const factor of FACTORS) {
    loads.push(await measureLoad(lab, loadOf(lab, 'embedded'), RECIPIENTS * factor, RECIPIENTS));
  }
  const largest = loads.at(-1) as Loaded;
  const freeLedger = await measureLoad(lab, loadOf(lab, 'stub'), largest.items, RECIPIENTS);
  return {
    measurements: report(largest, freeLedger),
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
      const messages = Array.from({ length: Math.ceil(items / RECIPIENTS_PER_MESSAGE) }, (_, index) => {
        const from = index * RECIPIENTS_PER_MESSAGE;
        return pushTo(Math.min(RECIPIENTS_PER_MESSAGE, items - from), { from });
      });
      return queueEvents(messages, { batchSize: queue?.batchSize ?? 1 });
    },
  };
}

function report({ items, runs, peakMb }: Loaded, freeLedger: Loaded): Measurement[] {
  const what = `queue, ${items.toLocaleString('en')} recipients on ${APPS.length} apps, Batch at ${BATCH_LATENCY_MS} ms`;
  const leastCalls = Math.ceil(items / MAX_RECIPIENTS_PER_CALL) * APPS.length;
  const leastSeconds = (Math.ceil(leastCalls / CALLS_AT_ONCE) * BATCH_LATENCY_MS) / 1000;
  const wall = (of: readonly Run[]) =>
    ({ unit: 's', samples: of.map(({ wallMs }) => wallMs / 1000), floor: [leastSeconds] }) as const;
  const cpu = runs.flatMap(({ cpuMs }) => (cpuMs === undefined ? [] : [cpuMs / 1000]));
  const rate = runs.map(({ wallMs }) => (items * APPS.length * 1000) / wallMs);
  return [
    { what: `${what}: wall time`, ...wall(runs), target: under(MAX_WALL_SECONDS) },
    { what: `${what}: wall time with a ledger that costs nothing`, ...wall(freeLedger.runs) },
    { what: `${what}: CPU time of the function`, unit: 's', samples: cpu },
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
