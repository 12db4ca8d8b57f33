import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import Table from 'cli-table3';
import { build } from '../build.mjs';
import { readService, type ServiceFunction } from '../local/service.ts';
import { type Measurement, measurePlanning, measureSend, measureUpdates, type Target } from './scenarios.ts';

const REPORT = resolve(import.meta.dirname, '..', 'docs', 'performance.md');
const HEAD = ['what', 'measured here: median (min–max)', 'target'];

function describeSamples({ samples, unit }: Measurement): string {
  if (samples.length === 0) return 'not measured: this system has no `/proc`';
  const [low, median, high] = [Math.min(...samples), medianOf(samples), Math.max(...samples)].map(describeNumber);
  return `${median}${low === high ? '' : ` (${low}–${high})`} ${unit}`.trim();
}

function medianOf(samples: readonly number[]): number {
  const sorted = [...samples].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const around = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return around.reduce((sum, sample) => sum + sample, 0) / around.length;
}

function describeNumber(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });
}

function describeTarget({ target, unit, samples }: Measurement): string {
  if (!target) return '–';
  const kind = target.kind === 'exactly' ? '' : target.kind;
  const isMissed = samples.length > 0 && !meets(samples, target);
  return `${kind} ${describeNumber(target.limit)} ${unit}`.trim() + (isMissed ? ' (missed)' : '');
}

function meets(samples: readonly number[], { kind, limit }: Target): boolean {
  if (kind === 'under') return medianOf(samples) < limit;
  return samples.every((sample) => (kind === 'exactly' ? sample === limit : sample <= limit));
}

function toMarkdown(rows: readonly string[][]): string {
  const lines = [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const date = new Date().toISOString().slice(0, 10);
  return `# Performance

Written by \`npm run bench\`, which measures everything anew; nothing here was typed in.

${lines.join('\n')}

Measured on ${date} with Node ${process.version} (${process.platform} ${process.arch}) on ${cpus().length} cores, ${cpus()[0]?.model}.

- The functions run as built, each in a process of its own with a clean environment. Batch and Secrets Manager are
  simulated on the same machine, and their work counts too.
- Wall time is from handing over the event to having the answer, one request not counted. A cold start is not in it.
- Memory is \`VmHWM\` of \`/proc/<pid>/status\`: the peak of the process that runs the function, all its requests together,
  with the heap at the default limit of Node.
- Validation and planning run in the process of the bench, from source, without reading the JSON.
- Counts have to meet their target in every run, time and memory with the median.
`;
}

function find(functions: readonly ServiceFunction[], capability: string): ServiceFunction {
  const found = functions.find(({ bundle, exportName }) => bundle.includes(`/${capability}/`) && exportName === 'http');
  if (!found) throw new Error(`serverless.yml has no ${capability} behind HTTP.`);
  return found;
}

await build();
const { functions } = await readService();
const measurements = [
  ...(await measureSend(find(functions, 'transactional-send'))),
  ...(await measurePlanning()),
  ...(await measureUpdates(find(functions, 'custom-data-update'))),
];
const rows = measurements.map((each) => [each.what, describeSamples(each), describeTarget(each)]);
const table = new Table({ head: HEAD, style: { head: ['bold'] }, wordWrap: true, colWidths: [60, 34, 24] });
table.push(...rows);
console.log(table.toString());
writeFileSync(REPORT, toMarkdown(rows));
