import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import Table from 'cli-table3';
import { readService } from '../local/service.ts';
import { takeNoOptions } from '../tools/shared/no-options.mjs';
import { measureBulk } from './bulk.ts';
import { buildAll, measureBundles } from './bundles.ts';
import { measureCoalescing } from './coalescing.ts';
import { measureColdStarts, reportColdStarts } from './cold-start.ts';
import { HEAD, rowOf } from './format.ts';
import { judgeGrowth } from './growth.ts';
import { measureSend } from './http.ts';
import type { Measurement } from './measurement.ts';
import { meterWays } from './metering.ts';
import { type Findings, pageOf } from './page.ts';
import { measurePlanning } from './planning.ts';
import { profileColdStarts } from './profile.ts';
import { measureProfiles } from './profiles.ts';
import { measureRates } from './rates.ts';
import { findRuntimeClient } from './runtime-client.ts';
import { measureShapes } from './shapes.ts';
import { measureThroughput } from './throughput.ts';
import { measureUpdates } from './updates.ts';
import { measureWarm } from './warm.ts';

takeNoOptions(`npm run bench

Measures everything that docs/performance.md tells, and writes that page anew. 15 minutes on a machine that does nothing else; the
first run downloads Lambda's Node and builds AWS's runtime client into bench/.cache, and without them says so on the page.`);

const PAGE = resolve(import.meta.dirname, '..', 'docs', 'performance.md');

async function measureAll(): Promise<Omit<Findings, 'minutes'>> {
  const client = await step('the runtime client', findRuntimeClient);
  const built = await step('bundles', buildAll);
  const lab = { client, service: await readService() };
  const coldStarts = await step('cold starts', () => measureColdStarts(lab));
  const profiles = await step('profiles', () => profileColdStarts(lab));
  const warm = await step('warm invocations', () => measureWarm(lab));
  const throughput = await step('throughput', () => measureThroughput(lab));
  const coalescing = await step('coalescing', () => measureCoalescing(lab));
  const send = await step('a large request', () => measureSend(lab));
  const planning = await step('planning', measurePlanning);
  const shapes = await step('planning by shapes', measureShapes);
  const updates = await step('updates', () => measureUpdates(lab));
  const ofProfiles = await step('profiles of people', () => measureProfiles(lab));
  const rates = await step('rates', () => measureRates(lab));
  const bulk = await step('bulk', () => measureBulk(lab));
  const meterings = await step('costs', () => meterWays(lab));
  const growth = [warm, throughput, coalescing].flatMap((each) => each.growth);
  const measurements = [
    ...reportColdStarts(coldStarts),
    ...warm.measurements,
    ...throughput.measurements,
    ...coalescing.measurements,
    ...send,
    ...planning,
    ...shapes,
    ...updates,
    ...ofProfiles,
    ...rates,
    ...bulk,
    ...growth.map(judgeGrowth),
    ...measureBundles(built),
  ];
  return { client, measurements, growth, coldStarts, profiles, bundles: [...built.functions, built.floor], meterings };
}

/** Tells what takes so long. */
async function step<T>(what: string, run: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  process.stderr.write(`${what} … `);
  const result = await run();
  process.stderr.write(`${Math.round((performance.now() - startedAt) / 1000)} s\n`);
  return result;
}

/** Without lines between its rows: there are many. */
function tableOf(measurements: readonly Measurement[]): string {
  const noLine = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const table = new Table({ head: HEAD, chars: noLine, wordWrap: true, colWidths: [66, 34, 12, 7, 24] });
  table.push(...measurements.map(rowOf));
  return table.toString();
}

const startedAt = performance.now();
const findings = await measureAll();
const minutes = (performance.now() - startedAt) / 60_000;
console.log(tableOf(findings.measurements));
writeFileSync(PAGE, pageOf({ ...findings, minutes }));
