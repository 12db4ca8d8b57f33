import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLedger, FIRST_LASTS_LONGER_MS, type Ledger, type Terms } from '../../../lib/ledger/ledger.ts';
import type { Entry, LedgerRecord } from '../../../lib/ledger/record.ts';
import { startDynamoDb } from '../../../local/aws/dynamodb.ts';
import { listen, type RunningServer, readBytes } from '../../../local/server.ts';
import { readService } from '../../../local/service.ts';
import { fakeClock } from '../../support/clock.ts';
import { fakeLedger } from '../../support/ledger.ts';
// DynamoDB's emulator shares this process with the tests.
import '../../support/slow-timers.mjs';

const DAY_MS = 24 * 3600 * 1000;
const TTL_MS = 7 * DAY_MS;
const NOW = Date.parse('2026-01-01T00:00:00Z');
const deadline = { remainingMs: () => 10_000 };

let dynamodb: RunningServer;
let gate: Gate;
let table: string;
beforeAll(async () => {
  const { tables } = await readService();
  table = tables[0]?.name ?? '';
  dynamodb = await startDynamoDb({ port: 0, tables });
  gate = await openGate(dynamodb.url);
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = gate.url;
  process.env['AWS_REGION'] = 'eu-west-1';
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
});
afterAll(async () => {
  await gate.stop();
  await dynamodb.stop();
});

/** Lies before the table, and lets what comes by fare as told. */
interface Gate extends RunningServer {
  readonly seen: string[];
  /** How the next ones fare, in turn: all others get through. */
  readonly script: ('through' | 'lose the answer' | 'throttle' | 'swallow' | 'hold back')[];
  /** Lets through what was held back. */
  release(): Promise<void>;
}

async function openGate(target: string): Promise<Gate> {
  const seen: string[] = [];
  const script: Gate['script'] = [];
  const heldBack: (() => Promise<unknown>)[] = [];
  const server = await listen(0, async (request, response) => {
    const body = (await readBytes(request, 1e6))?.toString() ?? '';
    seen.push(String(request.headers['x-amz-target']).replace(/^.*\./, ''));
    const step = script.shift() ?? 'through';
    if (step === 'swallow') return;
    if (step === 'throttle') {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end('{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}');
      return;
    }
    const headers = Object.entries(request.headers).filter(([name]) => name !== 'host' && name !== 'content-length');
    const pass = () => fetch(target, { method: 'POST', body, headers: headers as [string, string][] });
    if (step === 'hold back') {
      heldBack.push(pass);
      return;
    }
    const answer = await pass();
    const text = await answer.text();
    if (step === 'lose the answer') request.socket.resetAndDestroy();
    else response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
  });
  const release = async () => {
    expect(heldBack).not.toHaveLength(0);
    for (const pass of heldBack.splice(0)) await pass();
  };
  return { ...server, seen, script, release };
}

let requests = 0;
const entry = (more: Partial<Entry> = {}): Entry => ({
  request: `request-${requests}`,
  place: 'first',
  part: 'ios#0',
  bodyHash: 'a',
  items: 1,
  ...more,
});
const terms = (more: Partial<Terms> = {}): Terms => ({
  until: NOW + 30_000,
  mayRepeat: () => false,
  ...more,
});
beforeEach(() => {
  requests += 1;
  gate.seen.splice(0);
  gate.script.splice(0);
});

async function claimed(ledger: Ledger, more?: Partial<Entry>, on?: Partial<Terms>) {
  const answer = await ledger.claim(entry(more), terms(on), deadline);
  if ('found' in answer) throw new Error(`It is ${answer.found.state}.`);
  return answer.claimed;
}

async function isFree(ledger: Ledger, more?: Partial<Entry>, on?: Partial<Terms>): Promise<boolean> {
  return 'claimed' in (await ledger.claim(entry(more), terms(on), deadline));
}

describe.each<['DynamoDB' | 'the fake of the tests', (now: () => number) => Ledger]>([
  ['DynamoDB', (now) => createLedger(table, { ttlMs: TTL_MS, now })],
  ['the fake of the tests', (now) => fakeLedger(now, TTL_MS).ledger],
])('a ledger in %s', (_name, create) => {
  it('gives an entry to one of many who claim it at once', async () => {
    const ledger = create(() => NOW);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ledger.claim(entry(), terms(), deadline)));
    expect(answers.filter((answer) => 'claimed' in answer)).toHaveLength(1);
  });

  it('tells what stands in the way', async () => {
    const ledger = create(() => NOW);
    await claimed(ledger);
    expect(await ledger.claim(entry({ bodyHash: 'b' }), terms(), deadline)).toMatchObject({
      found: {
        ...entry(),
        state: 'sending',
        until: NOW + 30_000,
        expiresAt: (NOW + TTL_MS + FIRST_LASTS_LONGER_MS) / 1000,
      },
    });
  });

  it('keeps how it ended', async () => {
    const ledger = create(() => NOW);
    const end = { token: 't', error: 'X', sealed: new Uint8Array([1, 2, 255]) };
    await ledger.settle(await claimed(ledger), 'unknown', end, deadline);
    const answer = await ledger.claim(entry(), terms(), deadline);
    expect(answer).toMatchObject({ found: { state: 'unknown', end: { token: 't', error: 'X' } } });
    expect(Buffer.from(('found' in answer && answer.found.end?.sealed) || '')).toEqual(Buffer.from(end.sealed));
  });

  it.each<['accepted' | 'rejected' | 'unknown' | 'deferred', boolean, boolean]>([
    ['deferred', false, false],
    ['deferred', true, true],
    ['accepted', false, false],
    ['rejected', false, false],
    ['rejected', true, true],
    ['unknown', false, false],
    ['unknown', true, true],
  ])('frees what is %s, if that may be repeated: %s; it is then free: %s', async (state, mayRepeat, free) => {
    const ledger = create(() => NOW);
    await ledger.settle(await claimed(ledger), state, {}, deadline);
    const asked: LedgerRecord[] = [];
    const isAsked = (found: LedgerRecord) => asked.push(found) > 0 && mayRepeat;
    expect(await isFree(ledger, {}, { mayRepeat: isAsked })).toBe(free);
    expect(asked.map((found) => found.state)).toEqual([state]);
  });

  it('counts the tries of which nobody knows how they ended, whatever comes between', async () => {
    const ledger = create(() => NOW);
    const mayRepeat = () => true;
    await ledger.settle(await claimed(ledger), 'unknown', {}, deadline);
    await ledger.settle(await claimed(ledger, {}, { mayRepeat }), 'deferred', {}, deadline);
    await claimed(ledger, {}, { mayRepeat });
    // Cut off.
    const again = await claimed(ledger, {}, { mayRepeat });
    expect(again.unknowns).toBe(2);
    await ledger.settle(again, 'unknown', {}, deadline);
    expect((await ledger.read(entry(), deadline))?.unknowns).toBe(3);
  });

  it('keeps whose word a part was claimed on', async () => {
    const ledger = create(() => NOW);
    await ledger.settle(await claimed(ledger), 'unknown', {}, deadline);
    await claimed(ledger, {}, { mayRepeat: () => true, word: 'message-7' });
    expect((await ledger.read(entry(), deadline))?.word).toBe('message-7');
  });

  it('gives the first place to nobody who is for other apps than the first try was', async () => {
    const ledger = create(() => NOW);
    const whole = (alias: string) => ({ apps: [{ alias, keyHash: 'h1' }], chunks: [1] });
    await ledger.settle(await claimed(ledger, { whole: whole('ios') }), 'deferred', {}, deadline);
    const mayRepeat = () => true;
    expect(await isFree(ledger, { whole: whole('iphone') }, { mayRepeat })).toBe(false);
    expect(await isFree(ledger, { whole: whole('ios') }, { mayRepeat })).toBe(true);
  });

  it('notes the first place only where nothing stands, and any other as told', async () => {
    const ledger = create(() => NOW);
    const whole = { apps: [{ alias: 'ios', keyHash: 'h1' }], chunks: [3] };
    const counts = [
      { status: 'accepted' as const, items: 2 },
      { status: 'rejected' as const, error: 'X', items: 1 },
    ];
    await ledger.note(entry({ whole }), 'deferred', {}, deadline);
    await ledger.note(entry({ bodyHash: 'b' }), 'deferred', {}, deadline);
    await ledger.note(entry({ place: 'h1#0', part: 'h1#0' }), 'rejected', { counts }, deadline);
    expect(await ledger.read(entry(), deadline)).toMatchObject({ bodyHash: 'a', whole, state: 'deferred' });
    const noted = await ledger.read(entry({ place: 'h1#0' }), deadline);
    expect(noted).toMatchObject({ state: 'rejected', end: { counts } });
  });

  it('keeps the first place at least as long as a part that is claimed later', async () => {
    const clock = fakeClock(NOW);
    const ledger = create(clock.now);
    await ledger.settle(await claimed(ledger), 'accepted', {}, deadline);
    clock.advance(TTL_MS - 1_000);
    const first = (await ledger.read(entry(), deadline)) as LedgerRecord;
    await ledger.prolong(first, deadline);
    const later = await claimed(ledger, { place: 'h1#0', part: 'h1#0' });
    const prolonged = (await ledger.read(entry(), deadline)) as LedgerRecord;
    expect(prolonged.expiresAt).toBeGreaterThanOrEqual(later.expiresAt);
    expect(prolonged).toMatchObject({ state: 'accepted', attempt: first.attempt });
  });

  it.each<[string, Partial<Entry>]>([
    ['another body', { bodyHash: 'b' }],
    ['another part', { part: 'web#0' }],
  ])('gives the first place to no one of %s', async (_what, second) => {
    const ledger = create(() => NOW);
    await ledger.settle(await claimed(ledger), 'deferred', {}, deadline);
    expect(await isFree(ledger, second, { mayRepeat: () => true })).toBe(false);
  });

  it('takes what has expired for absent, although it is still there', async () => {
    const clock = fakeClock(NOW);
    const ledger = create(clock.now);
    await ledger.settle(await claimed(ledger), 'accepted', {}, deadline);
    clock.advance(TTL_MS + FIRST_LASTS_LONGER_MS);
    expect(await isFree(ledger, { bodyHash: 'b' })).toBe(false);
    clock.advance(1_000);
    expect(await isFree(ledger, { bodyHash: 'b' })).toBe(true);
  });

  it('lets nobody settle what another has claimed since', async () => {
    const clock = fakeClock(NOW);
    const ledger = create(clock.now);
    const slow = await claimed(ledger);
    clock.advance(30_001);
    await claimed(ledger, {}, { mayRepeat: () => true });
    await expect(ledger.settle(slow, 'accepted', {}, deadline)).rejects.toThrow();
  });
});

describe('the ledger in DynamoDB', () => {
  const create = () => createLedger(table, { ttlMs: TTL_MS, now: () => NOW });

  it('is written twice and never read, if nothing stands in the way', async () => {
    const ledger = create();
    await ledger.settle(await claimed(ledger), 'accepted', {}, deadline);
    expect(gate.seen).toEqual(['PutItem', 'PutItem']);
  });

  it('knows its own claim again when the answer to it was lost', async () => {
    gate.script.push('lose the answer');
    const ledger = create();
    await claimed(ledger);
    expect(gate.seen).toEqual(['PutItem', 'PutItem', 'GetItem']);
  });

  it('settles once more what it has settled, when the answer to that was lost', async () => {
    const ledger = create();
    const mine = await claimed(ledger);
    gate.script.push('lose the answer');
    await expect(ledger.settle(mine, 'accepted', {}, deadline)).resolves.toBeUndefined();
  });

  it('bears one connection that dies in silence', async () => {
    gate.script.push('swallow');
    await claimed(create());
    expect(gate.seen).toEqual(['PutItem', 'PutItem']);
  });

  it('says when it can not be written', async () => {
    gate.script.push(...Array(9).fill('throttle'));
    await expect(create().claim(entry(), terms(), { remainingMs: () => 50 })).rejects.toThrow();
  });

  it('says when nobody answers, and no later than time allows', async () => {
    gate.script.push(...Array(9).fill('swallow'));
    await expect(create().claim(entry(), terms(), { remainingMs: () => 50 })).rejects.toThrow();
    // The claim and its giving up, and no second try of either: these would come when a try is given up, much later.
    expect(gate.seen.length).toBeLessThanOrEqual(2);
  });

  it('gives up a claim whose answer was lost and that could not be read back', async () => {
    gate.script.push('lose the answer', 'through', ...Array(4).fill('throttle'));
    await expect(create().claim(entry(), terms(), deadline)).rejects.toThrow();
    expect((await create().read(entry(), deadline))?.state).toBe('deferred');
  });

  it('gives up a claim that nobody answered, so that it does not pass for one that was cut off', async () => {
    gate.script.push('lose the answer', 'swallow');
    const leftMs = [300];
    const short = { remainingMs: () => leftMs.shift() ?? 10_000 };
    await expect(create().claim(entry(), terms(), short)).rejects.toThrow();
    expect((await create().read(entry(), deadline))?.state).toBe('deferred');
  });

  it('is not left claimed by a claim that arrives after it was given up', async () => {
    gate.script.push('hold back');
    const leftMs = [300];
    const short = { remainingMs: () => leftMs.shift() ?? 10_000 };
    await expect(create().claim(entry(), terms(), short)).rejects.toThrow();
    await gate.release();
    expect((await create().read(entry(), deadline))?.state).toBe('deferred');
  });

  it('is not left claimed by such a claim on what was tried before', async () => {
    const ledger = create();
    await ledger.settle(await claimed(ledger), 'deferred', {}, deadline);
    gate.script.push('through', 'through', 'hold back');
    const leftMs = [10_000, 10_000, 300];
    const short = { remainingMs: () => leftMs.shift() ?? 10_000 };
    await expect(ledger.claim(entry(), terms({ mayRepeat: () => true }), short)).rejects.toThrow();
    await gate.release();
    expect((await ledger.read(entry(), deadline))?.state).toBe('deferred');
  });

  it('is not left claimed by a try that arrives after another of the same claim, and how that ended', async () => {
    const ledger = create();
    gate.script.push('hold back');
    await ledger.settle(await claimed(ledger), 'deferred', {}, deadline);
    await gate.release();
    expect((await ledger.read(entry(), deadline))?.state).toBe('deferred');
  });
});
