import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { capabilityOf } from '../../lib/endpoints/catalog.ts';
import { ANY_PORTS, type Stack, startStack } from '../../local/stack.ts';
import { PATIENCE, PATIENT } from '../support/patience.ts';
import { theService } from '../support/service.ts';

const scratch = mkdtempSync(join(tmpdir(), 'stack-'));
const request = JSON.stringify(capabilityOf('transactional-send').example);

const running: Stack[] = [];
afterEach(async () => {
  for (const stack of running.splice(0)) await stack.stop();
});
afterAll(() => rmSync(scratch, { recursive: true }));

async function start(dataDirectory: string): Promise<Stack> {
  const stack = await startStack({
    service: await theService(),
    ports: ANY_PORTS,
    dataDirectory,
    environment: PATIENT,
    patience: PATIENCE,
    onOutput: () => {},
  });
  running.push(stack);
  return stack;
}

/** Sends the same push under the same key, and answers how often Batch was called for it. */
async function sendOnce({ url }: Stack) {
  const headers = { 'idempotency-key': 'one' };
  const response = await fetch(`${url}/transactional/send`, { method: 'POST', headers, body: request });
  const calls = (await (await fetch(`${url}/_simulator/calls`)).json()) as unknown[];
  return { status: response.status, replayed: response.headers.get('idempotent-replayed'), calls: calls.length };
}

it('remembers in its data directory what was sent before it was started again', async () => {
  const dataDirectory = join(scratch, 'data');
  const first = await start(dataDirectory);
  expect(await sendOnce(first)).toEqual({ status: 201, replayed: null, calls: 3 });
  await running.pop()?.stop();
  expect(await sendOnce(await start(dataDirectory))).toEqual({ status: 201, replayed: 'true', calls: 0 });
});
