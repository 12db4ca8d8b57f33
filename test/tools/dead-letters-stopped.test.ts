import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../local/server.ts';
import { NO_SIGNALS, skipBecause } from '../support/systems.ts';
import { finish } from '../support/tool.ts';
import { SEND, start, useParkedLetters } from './parked.ts';
import { type Intervention, startSqsProxy } from './sqs-proxy.ts';

/** How long a letter stays out of sight if the process dies with it; minutes in truth. */
const HELD_SECONDS = 2;

const letters = useParkedLetters();
const { bury, giveUp, queued, parked, counts } = letters;

let proxy: RunningServer | undefined;
afterEach(() => proxy?.stop());

async function runThrough(
  args: string[],
  intervene: (
    operation: string,
    call: Record<string, unknown>,
    child: ChildProcess,
  ) => Intervention | Promise<Intervention>,
) {
  let child: ChildProcess;
  proxy = await startSqsProxy(letters.url(), (operation, call) => intervene(operation, call, child));
  child = await start(proxy.url, args);
  return finish(child);
}

async function buryMany(count: number): Promise<string[]> {
  const bodies = Array.from({ length: count }, (_, index) => `${index}`);
  await Promise.all(bodies.map((body) => bury({ reason: 'rejected', idempotency_key: body }, body)));
  return bodies.sort();
}

const bodiesOf = (messages: { Body?: string | undefined }[]) => messages.map(({ Body = '' }) => Body);

describe('what fails', () => {
  it('a letter that SQS refuses stays, is named without quoting it, and the others go on', async () => {
    const id = await giveUp('for Ada');
    await buryMany(15);
    const { code, stdout, stderr } = await runThrough(['retry', '--yes'], (operation, { MessageBody }) =>
      operation === 'SendMessage' && MessageBody === 'for Ada' ? 'refuse' : 'pass',
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: `${id}: InvalidMessageContents\n` });
    expect(stdout).toContain('15 of 16 letters put back.');
    expect(stdout).not.toContain('Ada');
    expect(await queued()).toHaveLength(15);
    expect((await parked()).map(({ MessageId }) => MessageId)).toEqual([id]);
  });

  it('says so when a letter is in both places', async () => {
    const id = await bury({ reason: 'rejected' });
    const refused = await runThrough(['retry', '--yes'], (operation) =>
      operation === 'DeleteMessage' ? 'refuse' : 'pass',
    );
    expect(refused.stderr).toMatch(new RegExp(`${id}.*back on its queue, and still a dead letter`));
    expect([await queued(), await parked()]).toMatchObject([[{ Body: '{}' }], [{ MessageId: id }]]);
  });

  it('a queue that fails is named, and its letters are given back', async () => {
    await buryMany(12);
    let receives = 0;
    const { code, stderr } = await runThrough(['discard', '--yes', '--queue', SEND], (operation) => {
      receives += Number(operation === 'ReceiveMessage');
      return receives === 5 ? 'refuse' : 'pass';
    });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^batch-push-functions-test-transactional-send: \w+\n$/),
    });
    expect((await counts()).held).toBe(0);
  });

  it('letters that could not be given back are told', async () => {
    await buryMany(12);
    const { code, stdout, stderr } = await runThrough(['list', '--queue', SEND], (operation) =>
      operation === 'ChangeMessageVisibilityBatch' ? 'refuse' : 'pass',
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('in all: 12') });
    expect(stderr).toBe('12 letters could not be given back and will show again in 5 minutes.\n');
  });

  it('letters that somebody took after they were announced are told', async () => {
    await buryMany(3);
    let isRead = false;
    const { code, stderr } = await runThrough(
      ['discard', '--yes', '--queue', SEND],
      async (operation): Promise<Intervention> => {
        isRead ||= operation === 'ChangeMessageVisibilityBatch';
        if (isRead && operation === 'ReceiveMessage') await letters.hold();
        return 'pass';
      },
    );
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('3 letters could not be found any more'),
    });
  });
});

describe('when it is stopped', () => {
  skipBecause(NO_SIGNALS);

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s in the middle: what is at hand is finished, the rest is given back',
    async (signal) => {
      const bodies = await buryMany(60);
      let sent = 0;
      const { code, stdout } = await runThrough(['retry', '--yes'], (operation, _, child) => {
        sent += Number(operation === 'SendMessage');
        if (sent === 25) child.kill(signal);
        return 'pass';
      });
      const { visible, held } = await counts();
      const [back, left] = [bodiesOf(await queued()), bodiesOf(await parked())];
      expect({ code, held, all: [...back, ...left].sort() }).toEqual({ code: 130, held: 0, all: bodies });
      expect(visible).toBe(left.length);
      expect(back.length).toBeGreaterThanOrEqual(25);
      expect(left.length).toBeGreaterThan(0);
      expect(stdout).toContain(`Stopped: ${back.length} of 60 letters put back`);
    },
  );

  it('SIGINT while letters are read ends the reading and leaves all of them', async () => {
    await buryMany(150);
    let received = 0;
    const { code, stderr } = await runThrough(['retry', '--yes', '--queue', SEND], (operation, _, child) => {
      received += Number(operation === 'ReceiveMessage');
      if (received === 3) child.kill('SIGINT');
      return 'pass';
    });
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'Nothing was done.\n' });
    expect(received).toBeLessThan(10);
    expect(await counts()).toEqual({ visible: 150, held: 0 });
    expect(await queued()).toEqual([]);
  });
});

describe('when it is killed', () => {
  it.each([
    ['before a copy is sent', 'SendMessage', 'swallow'],
    ['after a copy is sent', 'SendMessage', 'swallow-answer'],
    ['before a letter is deleted', 'DeleteMessage', 'swallow'],
    ['after a letter is deleted', 'DeleteMessage', 'swallow-answer'],
  ] as const)('SIGKILL %s loses none', async (_when, fatal, intervention) => {
    const bodies = await buryMany(30);
    let calls = 0;
    const { code } = await runThrough(['retry', '--yes'], (operation, call, child) => {
      if (operation === 'ReceiveMessage') call['VisibilityTimeout'] = HELD_SECONDS;
      calls += Number(operation === fatal);
      if (operation !== fatal || calls < 12) return 'pass';
      child.kill('SIGKILL');
      return intervention;
    });
    expect(code).toBeNull();
    await sleep(HELD_SECONDS * 1000);
    expect([...new Set([...bodiesOf(await queued()), ...bodiesOf(await parked())])].sort()).toEqual(bodies);
  });
});
