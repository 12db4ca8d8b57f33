import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { bundleOf, isTool } from '../support/tool.ts';

const root = resolve(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** Our own programs, by the scripts that run them and nothing else, so that they get the options that the script is given. */
const PROGRAMS = Object.entries(scripts).flatMap(([script, command]) => {
  const [, program] = /^(?:tsx|node) (\S+)$/.exec(command) ?? [];
  return program === undefined ? [] : [{ script, program }];
});

/** Node's permission model, under its older name where Node has no other: https://nodejs.org/api/permissions.html */
const PERMISSION = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

/** Files may be read, and tsx may keep what it compiled. Whoever starts to build or to measure writes elsewhere, and fails. */
const RIGHTS = [
  PERMISSION,
  '--allow-fs-read=*',
  `--allow-fs-write=${join(tmpdir(), '*')}`,
  '--allow-child-process',
  '--allow-worker',
  '--allow-addons',
  '--no-warnings',
];

const run = (...words: string[]) => promisify(execFile)(process.execPath, [...RIGHTS, ...words], { cwd: root });

/** What node is told to run: the bundle where other tests have made one, since through `tsx` each start takes two seconds. */
const runnable = async (script: string, program: string) =>
  isTool(script) ? [await bundleOf(script)] : ['--import', 'tsx', program];

it('each tool has a script that hands on its options', () => {
  const tools = readdirSync(resolve(root, 'tools')).filter((file) => file.endsWith('.ts'));
  const handed = PROGRAMS.map(({ program }) => program);
  expect(handed).toEqual(expect.arrayContaining(tools.map((file) => `tools/${file}`)));
});

it.each(PROGRAMS)('npm run $script -- --help prints how it is used, and does nothing', async ({ script, program }) => {
  const { stdout, stderr } = await run(...(await runnable(script, program)), '--help');
  expect({ stdout, stderr }).toEqual({
    stdout: expect.stringMatching(new RegExp(`^npm (run )?${script}\\b`)),
    stderr: '',
  });
});

it('what takes no options does nothing when it is given one', async () => {
  const running = run('--import', 'tsx', 'tools/release.ts', '--colour');
  const failure = await running.catch((error: { stdout: string; stderr: string }) => error);
  expect(failure).toMatchObject({
    stdout: '',
    stderr: expect.stringMatching(/^--colour is not an option\.\n\nnpm run release\b/),
  });
});
