import { basename, dirname } from 'node:path';
import { capabilityOf } from '../lib/endpoints/catalog.ts';
import { sampleOf } from '../lib/endpoints/sample.ts';
import { FLOORS } from './bundles.ts';
import { httpEvent, recordOf } from './events.ts';
import type { Lab } from './lab.ts';
import { type Measurement, ratioAtMost, repeat } from './measurement.ts';
import { type HandlerFile, startSandbox } from './sandbox.ts';
import { type Servers, startServers } from './servers.ts';

const ROUNDS = 20;

/** One of each effect; the others run the same code. Those that push most are what is waited for most. */
const MEASURED = ['transactional-send', 'campaign-create', 'custom-data-update', 'campaign-get'];

/** Ours: what a caller waits longer, the first time, than for the unavoidable. */
const MAX_RATIO = 1.15;

/** Two parts of a cold start, in milliseconds, one sample per round. */
export interface ColdStart {
  readonly what: string;
  readonly writesLedger: boolean;
  /** From the start of the process to its asking for an event. */
  readonly initMs: number[];
  /** The first event. */
  readonly firstMs: number[];
}

interface Subject {
  readonly handler: HandlerFile;
  readonly environment: Record<string, string>;
  makeEvent(round: number): string;
  readonly coldStart: ColdStart;
}

/** Each function's first invocation in a new process, in turns with the floor's. */
export async function measureColdStarts(lab: Lab): Promise<ColdStart[]> {
  const servers = await startServers(lab.service, { dynamodb: 'embedded' });
  const subjects = subjectsOf(lab, servers);
  try {
    // The first round warms the caches of the machine, and the emulators.
    for (const subject of subjects) await startOnce(lab, subject, 0);
    await repeat(ROUNDS, async (round) => {
      for (const subject of subjects) {
        const { initMs, firstMs } = await startOnce(lab, subject, round + 1);
        subject.coldStart.initMs.push(initMs);
        subject.coldStart.firstMs.push(firstMs);
      }
    });
    return subjects.map(({ coldStart }) => coldStart);
  } finally {
    await servers.stop();
  }
}

/** The floors come first. */
function subjectsOf({ service }: Lab, servers: Servers): Subject[] {
  const measured = service.functions.filter(({ bundle }) => MEASURED.includes(basename(dirname(bundle))));
  const ours = measured.map((fn): Subject => {
    const capability = basename(dirname(fn.bundle));
    const endpoint = capabilityOf(capability);
    const request = { ...endpoint.example, apps: ['ios'] };
    const http = endpoint.route.method === 'GET' ? JSON.stringify(sampleOf(endpoint)) : httpEvent(request);
    const writesLedger = fn.queue !== undefined && 'LEDGER_TABLE' in fn.environment;
    return {
      handler: fn,
      environment: servers.environmentFor(fn),
      makeEvent: (round) => (fn.queue ? JSON.stringify({ Records: [recordOf(`${fn.name}-${round}`, request)] }) : http),
      coldStart: { what: `${capability} ${fn.exportName}`, writesLedger, initMs: [], firstMs: [] },
    };
  });
  const [first] = ours;
  if (!first) throw new Error('serverless.yml has no functions.');
  const floors = Object.entries(FLOORS).map(([name, bundle]): Subject => {
    const handler = { bundle, exportName: 'http' };
    return { ...first, handler, coldStart: { what: `floor: ${name}`, writesLedger: false, initMs: [], firstMs: [] } };
  });
  return [...floors, ...ours];
}

async function startOnce({ client }: Lab, { handler, environment, makeEvent }: Subject, round: number) {
  const sandbox = await startSandbox(client, handler, environment);
  try {
    const { answer, wallMs } = await sandbox.invoke(makeEvent(round));
    const { statusCode = 200, batchItemFailures = [] } = answer as {
      statusCode?: number;
      batchItemFailures?: unknown[];
    };
    if (statusCode > 201 || batchItemFailures.length > 0) throw new Error(`Cold start: ${JSON.stringify(answer)}`);
    return { initMs: sandbox.initMs(), firstMs: wallMs };
  } finally {
    await sandbox.stop();
  }
}

/** A line per function, and for those that write the ledger one more, beside the floor that does so too. */
export function reportColdStarts(coldStarts: readonly ColdStart[]): Measurement[] {
  const [plain, withWrites, ...ours] = coldStarts as [ColdStart, ColdStart, ...ColdStart[]];
  const line = (coldStart: ColdStart, floor: ColdStart, than = '') => ({
    what: `cold start of ${coldStart.what}: init and first invocation${than}`,
    unit: 'ms' as const,
    samples: totalsOf(coldStart),
    floor: totalsOf(floor),
  });
  const target = ratioAtMost(MAX_RATIO);
  const withLedger = ', over a floor that writes the ledger too';
  return ours.flatMap((coldStart) => [
    { ...line(coldStart, plain), target },
    ...(coldStart.writesLedger ? [{ ...line(coldStart, withWrites, withLedger), target }] : []),
  ]);
}

function totalsOf({ initMs, firstMs }: ColdStart): number[] {
  return initMs.map((ms, round) => ms + (firstMs[round] ?? 0));
}
