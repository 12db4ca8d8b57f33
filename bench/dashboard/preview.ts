import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from '../../build.mjs';
import { readService } from '../../local/service.ts';
import { ANY_PORTS, startStack } from '../../local/stack.ts';
import { takeNoOptions } from '../../tools/shared/no-options.mjs';
import { readDashboard } from './body.ts';
import { driveLoad } from './load.ts';
import { Observer } from './observe.ts';
import { drawDashboard } from './svg.ts';

takeNoOptions(`npm run dashboard-preview

Puts a minute of load on the embedded stack, and draws docs/dashboard.svg anew from what the functions reported.`);

const PICTURE = resolve(import.meta.dirname, '..', '..', 'docs', 'dashboard.svg');

const [service] = await Promise.all([readService(), build()]);
const widgets = await readDashboard();
const observer = new Observer();
const stack = await startStack({ service, ports: ANY_PORTS, onOutput: observer.read });
const watching = new AbortController();
try {
  const watched = observer.watchQueues(stack, watching.signal);
  console.log('A minute of load …');
  await driveLoad(stack);
  const durationMs = observer.now();
  watching.abort();
  await watched;
  observer.countExecutions(stack.service, durationMs);
  const { metrics, lines } = observer.recorder;
  writeFileSync(PICTURE, drawDashboard(widgets, { durationMs, metrics, lines }));
  console.log(`docs/dashboard.svg: ${metrics.length} metrics, ${lines.length} lines of log.`);
} finally {
  watching.abort();
  await stack.stop();
}
