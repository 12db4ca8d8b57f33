import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { finish } from '../support/tool.ts';

const root = resolve(import.meta.dirname, '../..');
const RUN = pathToFileURL(resolve(root, 'tools/check/run.mjs')).href;

/** Commands that any shell takes. */
const node = (script: string) => `node -e "${script}"`;

async function check(...checks: { command: string; limitMs?: number }[]) {
  const script = `import { runChecks } from '${RUN}'; process.exitCode = (await runChecks(${JSON.stringify(checks)})) ? 0 : 1;`;
  const ended = await finish(spawn(process.execPath, ['--input-type=module', '-e', script]));
  return { ...ended, lastLine: ended.stdout.trimEnd().split('\n').at(-1) };
}

describe('checks', () => {
  it('pass if each of them does, and show what it prints', async () => {
    const { code, stdout, lastLine } = await check({ command: node('console.log(1 + 1)') }, { command: node('') });
    expect({ code, lastLine }).toEqual({ code: 0, lastLine: '2 passed, 0 failed' });
    expect(stdout).toMatch(/^2$/m);
  });

  it('go on after one that fails, which is named and counted', async () => {
    const failing = node('process.exit(3)');
    const { code, stdout, lastLine } = await check(
      { command: 'no-such-command' },
      { command: failing },
      { command: node('console.log(2 + 2)') },
    );
    expect({ code, lastLine }).toEqual({ code: 1, lastLine: '1 passed, 2 failed' });
    expect(stdout).toContain(`FAILED: ${failing}\n`);
    expect(stdout).toMatch(/^4$/m);
  });

  // What is left behind would hold the output open, and this test would not end.
  it('fail at one that is not done within its limit, and leave nothing of it behind', async () => {
    const command = `${node('setTimeout(() => {}, 2 ** 30)')} && ${node('')}`;
    expect((await check({ command, limitMs: 1_000 })).lastLine).toBe('0 passed, 1 failed');
  });
});

it('.ci/run is `npm run check`', () => {
  const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
  const commands = readFileSync(resolve(root, '.ci/run'), 'utf8').trimEnd().split('\n');
  expect(commands.at(-1)).toMatch(new RegExp(`\\bexec ${scripts.check}$`));
});
