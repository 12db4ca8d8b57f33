import { describe, expect, it } from 'vitest';
import { attributesOf, SEND, useParkedLetters } from './parked.ts';

const letters = useParkedLetters();
const { bury, giveUp, run, queued, parked, counts } = letters;

const DAY_MS = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => `${Date.now() - days * DAY_MS}`;

describe('the command line', () => {
  it('names every fault and how to do it right', async () => {
    const { code, stdout, stderr } = await run('shout', '--queue', 'mail', '--colour');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    for (const fault of ['shout', 'mail', '--colour', 'npm run dead-letters -- list']) expect(stderr).toContain(fault);
  });

  it('says which queue there is none of', async () => {
    const { code, stderr } = await run('list', '--stage', 'prod', '--queue', SEND);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no queue batch-push-functions-prod-transactional-send.');
  });
});

describe('list', () => {
  it('counts the letters of each queue by reason and leaves them there', async () => {
    for (let count = 0; count < 23; count += 1) await bury({ reason: 'rejected' });
    await bury({ reason: 'unknown-outcome' }, '{}', 'campaign-create');
    await giveUp('{}');
    const { code, stdout, stderr } = await run('list');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^transactional-send\n[\s\S]*rejected +│ 23 [\s\S]*moved-by-sqs +│ 1 [\s\S]*all +│ 24 /m);
    expect(stdout).toMatch(/campaign-create\n[\s\S]*unknown-outcome +│ 1 .*under a minute/);
    expect(stdout).toContain('custom-data-update: no dead letters\n');
    expect(stdout).toContain('\nin all: 25\n');
    expect([await counts(), await counts('campaign-create')]).toEqual([
      { visible: 24, held: 0 },
      { visible: 1, held: 0 },
    ]);
  });

  it('says so when somebody else holds letters', async () => {
    for (let count = 0; count < 12; count += 1) await bury({ reason: 'rejected' });
    expect(await letters.hold()).toHaveLength(10);
    const { code, stdout, stderr } = await run('list', '--queue', SEND);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('in all: 2\n') });
    expect(stderr).toContain('only 2 of about 12 letters could be read');
  });
});

describe('show', () => {
  it('tells nothing that may be personal data', async () => {
    const id = await bury(
      { reason: 'rejected', detail: 'ios: 1 rejected', idempotency_key: 'ada@x.org', since: daysAgo(9) },
      '"Ada"',
    );
    await giveUp('{"a":"Grace"}', { idempotency_key: 'grace@x.org', detail: 'for Grace', reason: 'for Grace' });
    const { stdout, stderr } = await run('show');
    expect(stdout).toContain(id);
    expect(stdout).toContain('ios: 1 rejected');
    expect(stdout).toMatch(/since +9 d 0 h/);
    expect(stdout).toContain('moved by SQS after 1 receives');
    expect(stdout + stderr).not.toMatch(/ada|grace/i);
  });

  it('reveals request and name if asked to, but no control characters', async () => {
    await bury({ reason: 'rejected', idempotency_key: 'ada@x.org' }, '"Ada\u009b2J"');
    const { stdout } = await run('show', '--reveal');
    expect(stdout).toContain('ada@x.org');
    expect(stdout).toContain('"Ada\\u009b2J"');
  });

  it('shows the letters that were asked for, leaves all of them, and says which are not there', async () => {
    const ids = [
      await bury({ reason: 'rejected' }),
      await bury({ reason: 'rejected' }),
      await bury({ reason: 'invalid' }),
    ];
    const byReason = await run('show', '--reason', 'rejected');
    expect(ids.map((id) => byReason.stdout.includes(id))).toEqual([true, true, false]);
    const [first = '', second = ''] = ids;
    const byId = await run('show', '--id', second, '--id', 'nobody');
    expect([first, second].map((id) => byId.stdout.includes(id))).toEqual([false, true]);
    expect(byId).toMatchObject({ code: 1, stderr: 'There is no such letter: nobody\n' });
    expect(await counts()).toEqual({ visible: 3, held: 0 });
  });
});

describe('retry', () => {
  it('puts letters back with their body, under their name', async () => {
    await bury({ reason: 'invalid', idempotency_key: 'a' }, '{"of":"a"}');
    await bury({ reason: 'rejected', idempotency_key: 'b' }, '{"of":"b"}');
    const id = await giveUp('{"of":"c"}');
    expect(await run('retry', '--yes')).toMatchObject({ code: 0, stderr: '' });
    const back = (await queued()).map((message) => [message.Body, attributesOf(message)]);
    const since = expect.stringMatching(/^\d{13}$/);
    expect(back.sort()).toEqual([
      ['{"of":"a"}', { idempotency_key: 'a', since }],
      ['{"of":"b"}', { idempotency_key: 'b', since, 'rejected-outcome': 'retry' }],
      ['{"of":"c"}', { idempotency_key: id, since }],
    ]);
    expect(await counts()).toEqual({ visible: 0, held: 0 });
  });

  it('leaves what may reach people twice, and says which command takes it', async () => {
    const unknown = await bury({ reason: 'unknown-outcome' });
    const old = await bury({ reason: 'too-old', since: daysAgo(9) });
    const { code, stdout } = await run('retry', '--yes');
    expect(code).toBe(0);
    expect(stdout).toMatch(/leave 1 letter \(1 unknown-outcome, .*\).*Nobody knows.*`resend`/);
    expect(stdout).toMatch(/leave 1 letter \(1 too-old, first sent 9 d 0 h ago\).*ledger may have forgotten.*`resend`/);
    expect(await queued()).toEqual([]);
    expect((await parked()).map(({ MessageId }) => MessageId)).toEqual([unknown, old]);
  });

  it('takes custom data however old it is', async () => {
    await giveUp('{}', { since: daysAgo(9) }, 'custom-data-update');
    const { code, stdout } = await run('retry', '--yes');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.not.stringContaining('too-old') });
    expect(await queued('custom-data-update')).toHaveLength(1);
  });

  it('leaves the age of a push to its function, and says what that may decide', async () => {
    const since = daysAgo(9);
    await bury({ reason: 'exhausted', since });
    const { code, stdout } = await run('retry', '--yes');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/`ledgerTtlDays`.*too-old/) });
    expect((await queued()).map(attributesOf)).toEqual([{ idempotency_key: 'the-name', since }]);
  });

  it('leaves a letter that its queue does not take with its name, names it, and goes on', async () => {
    const id = await bury({ reason: 'rejected' }, 'x'.repeat(1_044_480));
    await bury({ reason: 'rejected' });
    const { code, stdout, stderr } = await run('retry', '--yes');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      new RegExp(`leave 1 letter .*larger than the queue takes, so .* can't be put back: ${id}\n`),
    );
    expect(stdout).toContain('1 of 1 letter put back.');
    expect((await queued()).map(({ Body }) => Body)).toEqual(['{}']);
    expect((await parked()).map(({ MessageId }) => MessageId)).toEqual([id]);
  });

  it('takes only what was asked for', async () => {
    await bury({ reason: 'rejected' }, '1');
    const id = await bury({ reason: 'rejected' }, '2');
    await bury({ reason: 'rejected' }, '3', 'campaign-create');
    await run('retry', '--yes', '--queue', SEND, '--id', id);
    expect((await queued()).map(({ Body }) => Body)).toEqual(['2']);
    expect([await counts(), await counts('campaign-create')]).toEqual([
      { visible: 1, held: 0 },
      { visible: 1, held: 0 },
    ]);
  });
});

describe('resend', () => {
  it('takes exactly what a retry leaves, as the word of a person', async () => {
    const [recent, old, older] = [daysAgo(1), daysAgo(8), daysAgo(9)];
    await bury({ reason: 'unknown-outcome', idempotency_key: 'a', since: recent }, '1');
    await bury({ reason: 'too-old', idempotency_key: 'b', since: old }, '2');
    await bury({ reason: 'too-old', idempotency_key: 'c', since: older }, '3');
    await bury({ reason: 'rejected' }, '4');
    const { code, stdout } = await run('resend', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'resend 3 letters (2 too-old, first sent 8 d 0 h to 9 d 0 h ago; 1 unknown-outcome, first sent 1 d 0 h ago) to',
    );
    expect(stdout).toMatch(/leave 1 letter \(1 rejected, .*\).*`retry`/);
    const word = { 'unknown-outcome': 'resend' };
    const words = { ...word, 'rejected-outcome': 'retry' };
    const back = (await queued()).map((message) => [message.Body, attributesOf(message)]);
    expect(back.sort()).toEqual([
      ['1', { idempotency_key: 'a', since: recent, ...word }],
      ['2', { idempotency_key: 'b', since: old, ...words }],
      ['3', { idempotency_key: 'c', since: older, ...words }],
    ]);
    expect(await counts()).toEqual({ visible: 1, held: 0 });
  });
});

describe('discard', () => {
  it('deletes the letters and puts nothing back', async () => {
    for (const reason of ['invalid', 'rejected', 'unknown-outcome']) await bury({ reason });
    expect(await run('discard', '--yes')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('3 of 3 letters deleted.'),
    });
    expect([await queued(), await parked()]).toEqual([[], []]);
  });
});

describe('without a terminal and --yes', () => {
  it.each(['retry', 'resend', 'discard'])('%s does nothing', async (command) => {
    await bury({ reason: 'rejected' });
    await bury({ reason: 'unknown-outcome' });
    const { code, stdout, stderr } = await run(command);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('needs --yes');
    expect(await queued()).toEqual([]);
    expect(await counts()).toEqual({ visible: 2, held: 0 });
  });
});
