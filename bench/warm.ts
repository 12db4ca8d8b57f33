import { FLOORS } from './bundles.ts';
import { httpEvent, pushTo, recordOf } from './events.ts';
import type { Growth } from './growth.ts';
import { functionOf, type Lab } from './lab.ts';
import { aboveFloorAtMost, type Measurement } from './measurement.ts';
import { type Cost, type Metered, startMetered } from './metered.ts';
import { type Servers, startServers } from './servers.ts';

const WARM_ROUND = 500;

/**
 * Invocations, taken in turns by all, so that whatever else the machine does meets them alike. Growth looks at the first 50,
 * 500 and 5,000; what a warm invocation costs is the rounds of 500.
 */
const ROUNDS = [50, 450, ...Array.from({ length: 10 }, () => WARM_ROUND)];
const GROWTH_ROUNDS = [1, 2, 11];

/** Ours: a third of a millisecond is lost in what Lambda bills by. */
const MAX_OVERHEAD_MS = 0.3;

const REQUEST = pushTo(1, { apps: ['ios'] });
const EVENTS = {
  http: httpEvent(REQUEST),
  'http with a key': httpEvent(REQUEST, { 'idempotency-key': 'order-{n}' }),
  queue: JSON.stringify({ Records: [recordOf('message-{n}', REQUEST)] }),
};
type Kind = keyof typeof EVENTS;

interface Subject {
  readonly metered: Metered;
  readonly costs: Cost[];
}

/** What our code costs a warm function, over a floor that does the unavoidable: a push to one person on one app. */
export async function measureWarm(lab: Lab): Promise<{ measurements: Measurement[]; growth: Growth[] }> {
  const servers = await startServers(lab.service, { dynamodb: 'stub' });
  const subjects = await startSubjects(lab, servers);
  try {
    await takeTurns([...subjects.values()]);
    return { measurements: report(subjects), growth: growthOf(subjects) };
  } finally {
    await Promise.all([...subjects.values()].map(({ metered }) => metered.stop()));
    await servers.stop();
  }
}

const WITH_WRITES = 'floor with two writes: http with a key';
type Name = Kind | `floor: ${Kind}` | typeof WITH_WRITES;

async function startSubjects(lab: Lab, servers: Servers): Promise<Map<Name, Subject>> {
  const plan: [Name, Kind, string | undefined][] = [
    ['floor: http', 'http', FLOORS['secret and fetch']],
    ['floor: queue', 'queue', FLOORS['secret and fetch']],
    [WITH_WRITES, 'http with a key', FLOORS['secret, write, fetch, write']],
    ['http', 'http', undefined],
    ['http with a key', 'http with a key', undefined],
    ['queue', 'queue', undefined],
  ];
  const subjects = new Map<Name, Subject>();
  for (const [name, kind, floor] of plan) {
    const fn = functionOf(lab, 'transactional-send', kind === 'queue' ? 'queue' : 'http');
    const handler = floor === undefined ? fn : { bundle: floor, exportName: fn.exportName };
    const metered = await startMetered(lab.client, handler, servers.environmentFor(fn), EVENTS[kind]);
    subjects.set(name, { metered, costs: [] });
  }
  return subjects;
}

/** One invocation not counted, which reads the secret. */
async function takeTurns(subjects: readonly Subject[]): Promise<void> {
  for (const { metered } of subjects) await metered.run(1);
  for (const count of ROUNDS) {
    for (const { metered, costs } of subjects) costs.push(await metered.run(count));
  }
}

function report(subjects: ReadonlyMap<Name, Subject>): Measurement[] {
  const costsOf = (name: Name, of: 'cpuMs' | 'wallMs') =>
    (subjects.get(name)?.costs ?? []).filter((_, round) => ROUNDS[round] === WARM_ROUND).map((cost) => cost[of]);
  const line = (name: Kind, floor: Name, of: 'cpuMs' | 'wallMs') => ({
    what: `${name}, warm: ${of === 'cpuMs' ? 'CPU' : 'wall'} time per invocation`,
    unit: 'ms' as const,
    samples: costsOf(name, of),
    floor: costsOf(floor, of),
  });
  const target = aboveFloorAtMost(MAX_OVERHEAD_MS);
  const keyed = line('http with a key', WITH_WRITES, 'cpuMs');
  return [
    { ...line('http', 'floor: http', 'cpuMs'), target },
    line('http', 'floor: http', 'wallMs'),
    { ...line('http with a key', 'floor: http', 'cpuMs'), target },
    { ...keyed, what: `${keyed.what}, over a floor that writes the ledger too`, target },
    line('http with a key', 'floor: http', 'wallMs'),
    line('queue', 'floor: queue', 'cpuMs'),
    line('queue', 'floor: queue', 'wallMs'),
  ];
}

function growthOf(subjects: ReadonlyMap<Name, Subject>): Growth[] {
  const kinds: Kind[] = ['http', 'http with a key', 'queue'];
  return kinds.map((kind) => ({
    what: `${kind}, the first 50, 500 and 5,000 invocations: CPU time of one`,
    unit: 'µs',
    costs: GROWTH_ROUNDS.map((rounds) => [meanCpuMs(subjects.get(kind)?.costs.slice(0, rounds) ?? []) * 1000]),
  }));
}

function meanCpuMs(costs: readonly Cost[]): number {
  const countOf = (round: number) => ROUNDS[round] ?? 0;
  const total = costs.reduce((sum, { cpuMs }, round) => sum + cpuMs * countOf(round), 0);
  return total / costs.reduce((sum, _, round) => sum + countOf(round), 0);
}
