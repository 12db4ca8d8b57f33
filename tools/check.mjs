import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runChecks } from './check/run.mjs';
import { takeNoOptions } from './shared/no-options.mjs';

takeNoOptions(`npm run check

Everything the project promises, from a clean checkout, as CI runs it: installs the packages anew, tests, lints, checks types, builds,
packages and plays the demo. The last line counts what passed.`);

const root = resolve(import.meta.dirname, '..');
process.chdir(root);

// What README tells a reader to type first is what is run first.
const [command = 'README.md no longer says how to test'] =
  /^npm ci && npm test$/m.exec(readFileSync('README.md', 'utf8')) ?? [];

const isAllRight = await runChecks([
  { command },
  { command: 'npm run lint' },
  { command: 'npm run typecheck' },
  { command: 'npm run build' },
  { command: 'npm run package' },
  { command: 'npm run demo', limitMs: 60_000 },
]);
process.exitCode = isAllRight ? 0 : 1;
