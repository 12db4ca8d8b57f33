import { performance } from 'node:perf_hooks';
import { profilesUpdate } from '../lib/endpoints/v2/profiles-update.ts';
import { idOf, queueEvents } from './events.ts';
import { functionOf, type Lab } from './lab.ts';
import { type Load, type Loaded, measureLoad } from './load.ts';
import { type Measurement, type Target, under } from './measurement.ts';

/** As many as AWS hands over at once. */
const MESSAGES = 10_000;
/** As in `serverless.yml`. */
const MEMORY_MB = 1024;
const RUNS = 10;
const WARM_UPS = 2;

/** Ours. */
const MAX_PLANNING_SECONDS = 1;
const MAX_MEMORY_MB = 400;

/** A batch of 10,000 messages of a profile each: planned in this process, and worked off by the function of the queue. */
export async function measureProfiles(lab: Lab): Promise<Measurement[]> {
  const what = `queue, profiles, a batch of ${MESSAGES.toLocaleString('en')} messages`;
  const plain = await measureLoad(
    lab,
    loadOf(lab, (index) => messageOf(index)),
    MESSAGES,
    MESSAGES / 10,
  );
  const withEvents = await measureLoad(lab, loadOf(lab, withSomeEvents), MESSAGES, MESSAGES / 10);
  return [
    { what: `${what}: planning`, unit: 's', samples: planOften(), target: under(MAX_PLANNING_SECONDS) },
    ...report(what, plain, under(MAX_MEMORY_MB)),
    ...report(`${what}, one in ten with an event`, withEvents),
  ];
}

function report(what: string, { runs, peakMb }: Loaded, target?: Target): Measurement[] {
  return [
    { what: `${what}: wall time`, unit: 's', samples: runs.map(({ wallMs }) => wallMs / 1000) },
    {
      what: `${what}: peak memory of a function of ${MEMORY_MB} MB, all runs`,
      unit: 'MB',
      samples: peakMb === undefined ? [] : [peakMb],
      ...(target && { target }),
    },
  ];
}

/** No rate is kept: the table is a stub that takes every write and knows no numbers. */
function loadOf(lab: Lab, make: (index: number) => object): Load {
  const { queue } = functionOf(lab, 'profiles-update', 'queue');
  return {
    capability: 'profiles-update',
    servers: { dynamodb: 'stub' },
    memoryMb: MEMORY_MB,
    makeEvents: (items) =>
      queueEvents(
        Array.from({ length: items }, (_, index) => make(index)),
        { batchSize: queue?.batchSize ?? 1, maxBytes: Number.POSITIVE_INFINITY },
      ),
  };
}

function messageOf(index: number, events?: readonly object[]) {
  const attributes = {
    name: `Name ${index}`,
    visits: index,
    premium: index % 2 === 0,
    topics: { $add: [`topic_${index % 50}`] },
  };
  const profile = { identifiers: { custom_id: idOf(index) }, attributes, ...(events && { events }) };
  return { projects: ['main'], profiles: [profile] };
}

function withSomeEvents(index: number) {
  return messageOf(index, index % 10 === 0 ? [{ name: 'visited' }] : undefined);
}

function planOften(): number[] {
  const messages = Array.from({ length: MESSAGES }, (_, index) => ({ ...withSomeEvents(index), apps: ['main'] }));
  const json = JSON.stringify(messages);
  const samples = Array.from({ length: WARM_UPS + RUNS }, () => {
    const requests = JSON.parse(json);
    const startedAt = performance.now();
    profilesUpdate.plan(requests);
    return (performance.now() - startedAt) / 1000;
  });
  return samples.slice(WARM_UPS);
}
