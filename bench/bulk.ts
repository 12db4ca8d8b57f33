import { setTimeout as sleep } from 'node:timers/promises';
import { type BulkLab, type Message, startBulkLab } from './bulk-lab.ts';
import { readToTheEnd, secondsOf, startOne, takeAll } from './bulk-steps.ts';
import type { Lab } from './lab.ts';
import { atMost, exactly, type Measurement, ratioAtMost, repeat, under } from './measurement.ts';
import type { Sandbox } from './sandbox.ts';
import { APPS } from './servers.ts';

const IDS = 1_000_000;
const MANY_IDS = 10_000_000;
const MAX_IDS_PER_CALL = 10_000;
const RUNS = 3;
const BATCH_LATENCY_MS = 50;

/** Messages of 10,000 ids that go into Lambda's 6 MB. */
const MESSAGES_PER_EVENT = 14;

/** Ours. */
const MAX_SECONDS = 10;
const MAX_MEMORY_MB = 256;
/** Ours: what the reader may add to what its messages take by themselves. */
const MAX_RATIO = 1.5;
/** Ours: of ten times the lines, in a file ten times as long. */
const MAX_GROWTH = 12;

/** Files of a million ids, and of ten: read and queued by one function, and sent by another. */
export async function measureBulk(lab: Lab): Promise<Measurement[]> {
  const csv = await measureReading(lab, 'csv', IDS, RUNS);
  const ndjson = await measureReading(lab, 'ndjson', IDS, RUNS);
  const one = await measureReading(lab, 'csv', IDS, RUNS, { unique: false });
  const many = await measureReading(lab, 'csv', MANY_IDS, 1, { unique: false });
  return [
    ...reportReading(csv, `a bulk of ${count(IDS)} ids as CSV`),
    ...reportReading(ndjson, `a bulk of ${count(IDS)} ids as NDJSON`),
    ...reportGrowth(one, many),
    ...(await measureSending(lab)),
  ];
}

interface Reading {
  readonly seconds: readonly number[];
  /** CPU time of the function; none where there is no `/proc`. */
  readonly cpuSeconds: readonly number[];
  readonly messages: readonly number[];
  readonly peakMb: number | undefined;
}

/** The reader alone, in one process. */
async function measureReading(
  lab: Lab,
  format: 'csv' | 'ndjson',
  ids: number,
  runs: number,
  more: object = {},
): Promise<Reading> {
  const bulk = await startBulkLab(lab, { latencyMs: BATCH_LATENCY_MS, keeps: false });
  const reader = await bulk.start('bulk-start', 'queue', MAX_MEMORY_MB);
  try {
    const read = await repeat(runs, async () => {
      const before = bulk.queues.count(bulk.names.pushes);
      await startOne(bulk, format, ids, more);
      const cpuBefore = reader.cpuMs() ?? Number.NaN;
      const seconds = await secondsOf(() => readToTheEnd(bulk, reader));
      const cpuSeconds = ((reader.cpuMs() ?? Number.NaN) - cpuBefore) / 1_000;
      return { seconds, cpuSeconds, messages: bulk.queues.count(bulk.names.pushes) - before };
    });
    return {
      seconds: read.map(({ seconds }) => seconds),
      cpuSeconds: read.map(({ cpuSeconds }) => cpuSeconds).filter((each) => !Number.isNaN(each)),
      messages: read.map(({ messages }) => messages),
      peakMb: reader.peakMemoryMb(),
    };
  } finally {
    await reader.stop();
    await bulk.stop();
  }
}

/** Through to Batch: reader and worker at once, and in turns with it the worker alone with the same messages ready-made. */
async function measureSending(lab: Lab): Promise<Measurement[]> {
  const bulk = await startBulkLab(lab, { latencyMs: BATCH_LATENCY_MS, keeps: true });
  const reader = await bulk.start('bulk-start', 'queue', MAX_MEMORY_MB);
  const worker = await bulk.start('transactional-send', 'queue');
  const { batch } = bulk.servers;
  try {
    const runs = await repeat(RUNS, async () => {
      const before = batch.callCount();
      await startOne(bulk, 'csv', IDS);
      let sent: readonly Message[] = [];
      const whole = await secondsOf(async () => {
        const reading = readToTheEnd(bulk, reader);
        [, sent] = await Promise.all([reading, workOff(bulk, worker)]);
      });
      const calls = batch.callCount() - before;
      // Under other names, or the ledger would know them.
      const readyMade = sent.map(({ body }) => ({ body, name: undefined }));
      const alone = await secondsOf(() => inEvents(readyMade, (some) => takeAll(worker, some)));
      return { whole, alone, calls };
    });
    const what = `a bulk of ${count(IDS)} ids on ${APPS.length} apps, Batch at ${BATCH_LATENCY_MS} ms, through to Batch`;
    const leastCalls = (IDS / MAX_IDS_PER_CALL) * APPS.length;
    return [
      { what: `${what}: calls`, unit: '', samples: runs.map(({ calls }) => calls), target: exactly(leastCalls) },
      {
        what: `${what}: wall time, beside the same messages ready-made on the queue`,
        unit: 's',
        samples: runs.map(({ whole }) => whole),
        floor: runs.map(({ alone }) => alone),
        target: ratioAtMost(MAX_RATIO),
      },
    ];
  } finally {
    await Promise.all([reader.stop(), worker.stop()]);
    await bulk.stop();
  }
}

/** Whatever lies on the queue, until all of a bulk has come. */
async function workOff({ queues, names }: BulkLab, worker: Sandbox): Promise<Message[]> {
  const sent: Message[] = [];
  while (sent.length < IDS / MAX_IDS_PER_CALL) {
    const some = queues.take(names.pushes);
    if (some.length === 0) await sleep(5);
    await inEvents(some, (each) => takeAll(worker, each));
    sent.push(...some);
  }
  return sent;
}

async function inEvents(messages: readonly Message[], take: (some: readonly Message[]) => Promise<void>) {
  for (let from = 0; from < messages.length; from += MESSAGES_PER_EVENT) {
    await take(messages.slice(from, from + MESSAGES_PER_EVENT));
  }
}

function reportReading({ seconds, cpuSeconds, messages, peakMb }: Reading, what: string): Measurement[] {
  return [
    { what: `${what}: read and queued by one function`, unit: 's', samples: seconds, target: under(MAX_SECONDS) },
    { what: `${what}: CPU time of the function`, unit: 's', samples: cpuSeconds },
    { what: `${what}: messages`, unit: '', samples: messages, target: exactly(IDS / MAX_IDS_PER_CALL) },
    memoryOf(what, peakMb),
  ];
}

function reportGrowth(one: Reading, many: Reading): Measurement[] {
  const what = `a bulk of ${count(MANY_IDS)} ids as CSV, \`"unique": false\``;
  return [
    {
      what: `${what}: wall time, beside that of a tenth`,
      unit: 's',
      samples: many.seconds,
      floor: one.seconds,
      target: ratioAtMost(MAX_GROWTH),
    },
    memoryOf(what, many.peakMb),
  ];
}

function memoryOf(what: string, peakMb: number | undefined): Measurement {
  return {
    what: `${what}: peak memory of a function of ${MAX_MEMORY_MB} MB, all runs`,
    unit: 'MB',
    samples: peakMb === undefined ? [] : [peakMb],
    target: atMost(MAX_MEMORY_MB),
  };
}

function count(ids: number): string {
  return ids.toLocaleString('en');
}
