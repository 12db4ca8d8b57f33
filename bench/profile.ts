import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { FLOORS, packageOf } from './bundles.ts';
import { pushTo, recordOf } from './events.ts';
import { number } from './format.ts';
import { functionOf, type Lab } from './lab.ts';
import { medianOf, repeat } from './measurement.ts';
import { type HandlerFile, heapLimits } from './sandbox.ts';
import { startServers } from './servers.ts';

const RUNS = 10;
const RUNNER = resolve(import.meta.dirname, 'profiled.cjs');

/** Fine enough for functions that take a tenth of a millisecond. */
const SAMPLING_MICROSECONDS = 100;

/** V8's own format: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

type Node = CpuProfile['nodes'][number];

/** Milliseconds of one cold start by where they went, one sample per run. */
export interface Profile {
  readonly what: string;
  readonly msByPlace: ReadonlyMap<string, number[]>;
}

/** Where the time of a push's cold start from the queue goes, and of the floor's that writes the ledger too. */
export async function profileColdStarts(lab: Lab): Promise<Profile[]> {
  const servers = await startServers(lab.service, { dynamodb: 'stub' });
  const fn = functionOf(lab, 'transactional-send', 'queue');
  const floor = { bundle: FLOORS['secret, write, fetch, write'], exportName: 'queue' };
  const subjects = [
    { what: 'transactional-send queue', handler: fn, profiles: [] as Map<string, number>[] },
    { what: 'floor: secret, write, fetch, write', handler: floor, profiles: [] as Map<string, number>[] },
  ];
  try {
    await repeat(RUNS, async (run) => {
      const event = JSON.stringify({ Records: [recordOf(`profile-${run}`, pushTo(1, { apps: ['ios'] }))] });
      for (const { handler, profiles } of subjects) {
        profiles.push(byPlace(await profileOnce(lab, handler, servers.environmentFor(fn), event), handler));
      }
    });
  } finally {
    await servers.stop();
  }
  return subjects.map(({ what, profiles }) => ({ what, msByPlace: gather(profiles) }));
}

async function profileOnce(
  { client }: Lab,
  { bundle, exportName }: HandlerFile,
  environment: Readonly<Record<string, string>>,
  event: string,
): Promise<CpuProfile> {
  const folder = mkdtempSync(join(tmpdir(), 'profile-'));
  try {
    const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-interval=${SAMPLING_MICROSECONDS}`];
    const env = { ...environment, BENCH_BUNDLE: bundle, BENCH_EXPORT: exportName, BENCH_EVENT: event };
    await promisify(execFile)(client.command, [...heapLimits(), ...flags, RUNNER], { env });
    const [file = ''] = readdirSync(folder);
    return JSON.parse(readFileSync(join(folder, file), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Self time, in milliseconds. What the process waited for is not in it. */
function byPlace({ nodes, samples, timeDeltas }: CpuProfile, { bundle }: HandlerFile): Map<string, number> {
  const map = new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')));
  const places = new Map(nodes.map((node) => [node.id, placeOf(node, bundle, map)]));
  const ms = new Map<string, number>();
  samples.forEach((id, index) => {
    const place = places.get(id);
    if (place !== undefined) ms.set(place, (ms.get(place) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  });
  return ms;
}

function placeOf({ callFrame }: Node, bundle: string, map: SourceMap): string | undefined {
  const { functionName, url, lineNumber, columnNumber } = callFrame;
  if (functionName === '(idle)') return undefined;
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (url === '') return 'V8: compiling, and Node’s own C++';
  if (![bundle, pathToFileURL(bundle).href].includes(url)) return 'Node’s own JavaScript';
  const entry = map.findEntry(lineNumber, columnNumber);
  return 'originalSource' in entry ? packageOf(entry.originalSource) : 'lib, functions';
}

function gather(profiles: readonly ReadonlyMap<string, number>[]): Map<string, number[]> {
  const places = new Set(profiles.flatMap((profile) => [...profile.keys()]));
  return new Map([...places].map((place) => [place, profiles.map((profile) => profile.get(place) ?? 0)]));
}

/** Medians, the dearest place first. */
export function profileTable(profiles: readonly Profile[]): string[][] {
  const msAt = ({ msByPlace }: Profile, place: string) => medianOf(msByPlace.get(place) ?? [0]);
  const places = [...new Set(profiles.flatMap(({ msByPlace }) => [...msByPlace.keys()]))];
  const most = (place: string) => Math.max(...profiles.map((profile) => msAt(profile, place)));
  const shown = places.filter((place) => most(place) >= 0.5).sort((one, other) => most(other) - most(one));
  const rows = shown.map((place) => [place, ...profiles.map((profile) => number(msAt(profile, place)))]);
  return [['ms of CPU time', ...profiles.map(({ what }) => what)], ...rows];
}
