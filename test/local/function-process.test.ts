import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { startFunctionProcess } from '../../local/aws/function-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'function-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PATIENT_MS = 600_000;

/** @param body of the handler, with `event` and `sleep(ms)` */
async function run(body: string, timeoutMs = PATIENT_MS) {
  const bundle = join(folder, 'index.cjs');
  const sleep = "const sleep = require('node:timers/promises').setTimeout;";
  writeFileSync(bundle, `${sleep} exports.http = async (event) => { ${body} };`);
  const fn = { name: 'fn', bundle, exportName: 'http', timeoutMs };
  const running = await startFunctionProcess(fn, { environment: {}, onOutput: () => {} });
  onTestFinished(() => running.kill());
  return running;
}

it('gives each of several events its own answer, and those that throw their error', async () => {
  const { invoke } = await run("await sleep(event); if (event === 2) throw new Error('two'); return [event];");
  const answers = await Promise.allSettled(['200', '2', '1'].map((event) => invoke(event)));
  expect(answers).toMatchObject([
    { value: { answer: [200] } },
    { reason: { message: expect.stringContaining('Error: two') } },
    { value: { answer: [1] } },
  ]);
});

it('rejects all events of a process that dies, with what it said last, and those that come later', async () => {
  const running = await run("if (event === 1) await sleep(1e6); console.log('adieu'); process.exit(7);");
  const [one, two] = await Promise.allSettled(['1', '2'].map((event) => running.invoke(event)));
  expect([one, two]).toMatchObject(Array(2).fill({ reason: { message: 'The function died (7): adieu\n' } }));
  expect(running.isAlive()).toBe(false);
  await expect(running.invoke('3')).rejects.toThrow('died (7)');
});

it('kills a process whose time is up', async () => {
  const running = await run('for (;;);', 500);
  await expect(running.invoke('1')).rejects.toThrow('died (SIGKILL)');
});

it('lets a retired process finish what it has begun', async () => {
  const running = await run('await sleep(100); return event;');
  const invoked = running.invoke('1');
  await running.retire();
  await expect(invoked).resolves.toMatchObject({ answer: 1 });
  expect(running.isAlive()).toBe(false);
});
