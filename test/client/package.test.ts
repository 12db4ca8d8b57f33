import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** Most of the client with what it needs, minified. */
const MAX_BYTES = 15_000;

describe('the package of the client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'client-'));
  const { url, fault, calls } = useStack();
  beforeAll(async () => {
    // A script of the shell's on Windows.
    const npm = (cwd: string, ...args: string[]) => run('npm', args, { cwd, shell: process.platform === 'win32' });
    const { stdout } = await npm(folder, 'pack', resolve(root, 'client'), '--silent');
    writeFileSync(join(folder, 'package.json'), '{}');
    await npm(folder, 'install', '--offline', '--no-audit', `./${stdout.trim().split('\n').at(-1)}`);
    copyFileSync(resolve(root, 'client/example.mjs'), join(folder, 'example.mjs'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const installed = join(folder, 'node_modules/batch-push-functions-client');
  const example = () =>
    run(process.execPath, ['example.mjs'], { cwd: folder, env: { ...process.env, GATEWAY_URL: url() } });

  it('holds what it needs, and says of whom it is', () => {
    expect(readdirSync(installed).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toHaveLength(1);
    expect(readFileSync(join(installed, 'dist/esm/index.js'), 'utf8')).toMatch(/@license MIT/);
  });

  it.each(['esm', 'cjs'])('is small as %s', (kind) => {
    expect(statSync(join(installed, 'dist', kind, 'index.js')).size).toBeLessThan(MAX_BYTES);
  });

  it('sends a push', async () => {
    const { stdout } = await example();
    expect(stdout).toMatch(/^ios: \S+\nandroid: \S+\nweb: \S+\n$/);
  });

  it('sends a push once, through answers of 503', async () => {
    await fault({ kind: '503', app: 'android', times: 8 });
    const { stdout } = await example();
    expect(stdout).toMatch(/^ios: \S+\nandroid: \S+\nweb: \S+\n$/);
    const accepted = (await calls()).filter(({ status }) => status === 201);
    expect(accepted.map(({ app }) => app).sort()).toEqual(['android', 'ios', 'web']);
  });

  it('is required as well as imported', async () => {
    const script =
      "const { createClient } = require('batch-push-functions-client'); console.log(typeof createClient, typeof require('batch-push-functions-client/messages').toMessage)";
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: folder });
    expect(stdout).toBe('function function\n');
  });

  it('has types that Node’s resolution takes, of ES modules and of CommonJS', async () => {
    const consumers = ['mts', 'cts'].map((kind) => `consumer.${kind}`);
    for (const consumer of consumers)
      writeFileSync(
        join(folder, consumer),
        `import { createClient, type Client } from 'batch-push-functions-client';
       import { toMessage } from 'batch-push-functions-client/messages';
       const client: Client = createClient({ url: 'https://example.com', token: 'a.b.c' });
       export const body: string = toMessage('custom-data-delete', { users: ['u1'] }).MessageBody;
       export const answer = client.campaignList({ limit: 5 });
       // @ts-expect-error: a text is no number
       export const faulty = client.campaignList({ limit: '5' });`,
      );
    const options = '--noEmit --strict --module nodenext --target es2023 --lib es2023 --types node'.split(' ');
    const roots = ['--typeRoots', resolve(root, 'node_modules/@types')];
    await run(process.execPath, [tsc, ...options, ...roots, ...consumers], { cwd: folder });
  });
});
