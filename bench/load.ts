import { functionOf, type Lab } from './lab.ts';
import { repeat } from './measurement.ts';
import { type HandlerFile, type Sandbox, startSandbox } from './sandbox.ts';
import { type Servers, type ServersOptions, startServers } from './servers.ts';

const RUNS = 3;

/** A load for a queue's function, of any size. */
export interface Load {
  readonly capability: string;
  /** What is measured in place of the capability's own function. */
  readonly handler?: HandlerFile;
  readonly servers: ServersOptions;
  /** Memory of the function, which sets the limits of its heap. */
  readonly memoryMb: number;
  /** Events of so many items, none of which were there before. */
  makeEvents(items: number): string[];
}

/** What it took to work off a load once, one event after the other. */
export interface Run {
  readonly items: number;
  readonly events: number;
  readonly wallMs: number;
  /** Of the function's process; undefined where there is no `/proc`. */
  readonly cpuMs: number | undefined;
  readonly calls: number;
}

/** What it took each time, in one process, whose memory peaked at `peakMb`. */
export interface Loaded {
  readonly items: number;
  readonly runs: readonly Run[];
  readonly peakMb: number | undefined;
}

/** Works a load off three times, in a process of its own, after a smaller one that is not counted. */
export async function measureLoad(lab: Lab, load: Load, items: number, warmUpItems: number): Promise<Loaded> {
  const fn = functionOf(lab, load.capability, 'queue');
  const servers = await startServers(lab.service, load.servers);
  const sandbox = await startSandbox(lab.client, load.handler ?? fn, servers.environmentFor(fn), load.memoryMb);
  try {
    await workOff(warmUpItems, load, sandbox, servers);
    const runs = await repeat(RUNS, () => workOff(items, load, sandbox, servers));
    return { items, runs, peakMb: sandbox.peakMemoryMb() };
  } finally {
    await sandbox.stop();
    await servers.stop();
  }
}

async function workOff(items: number, load: Load, sandbox: Sandbox, { batch }: Servers): Promise<Run> {
  const events = load.makeEvents(items);
  const before = { calls: batch.callCount(), cpuMs: sandbox.cpuMs() };
  let wallMs = 0;
  for (const event of events) {
    const invoked = await sandbox.invoke(event);
    const { batchItemFailures } = invoked.answer as { batchItemFailures: unknown[] };
    if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages were not done.`);
    wallMs += invoked.wallMs;
  }
  const cpuMs = before.cpuMs === undefined ? undefined : (sandbox.cpuMs() ?? 0) - before.cpuMs;
  return { items, events: events.length, wallMs, cpuMs, calls: batch.callCount() - before.calls };
}
