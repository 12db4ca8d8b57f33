import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLedger, type Entry, type Ledger, type Terms } from '../../lib/ledger.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { listen, type RunningServer, readBytes } from '../../local/server.ts';
import { readService } from '../../local/service.ts';
import { fakeClock } from '../support/clock.ts';
import { fakeLedger } from '../support/ledger.ts';
// DynamoDB's emulator shares this process with the tests.
import '../support/slow-timers.mjs';

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
  readonly script: ('through' | 'lose the answer' | 'throttle' | 'swallow')[];
}

async function openGate(target: string): Promise<Gate> {
  const seen: string[] = [];
  const script: Gate['script'] = [];
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
    const answer = await fetch(target, { method: 'POST', body, headers: headers as [string, string][] });
    const text = await answer.text();
    if (step === 'lose the answer') request.socket.resetAndDestroy();
    else response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
  });
  return { ...server, seen, script };
}

let requests = 0;
const entry = (more: Partial<Entry> = {}): Entry => ({
  request: `request-${requests}`,
  place: 'first',
  part: 'ios#0',
  bodyHash: 'a',
  ...more,
});
const terms = (more: Partial<Terms> = {}): Terms => ({
  until: NOW + 30_000,
  repeats: [],
  resendsInterrupted: false,
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
      found: { ...entry(), state: 'sending', until: NOW + 30_000, expiresAt: (NOW + TTL_MS) / 1000 },
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

  it.each<['accepted' | 'rejected' | 'unknown' | 'deferred', Partial<Terms>, boolean]>([
    ['deferred', {}, true],
    ['accepted', { repeats: ['unknown', 'rejected'], resendsInterrupted: true }, false],
    ['rejected', {}, false],
    ['rejected', { repeats: ['rejected'] }, true],
    ['unknown', {}, false],
    ['unknown', { repeats: ['unknown'] }, true],
    ['unknown', { resendsInterrupted: true }, false],
  ])('frees what is %s under %o: %s', async (state, on, free) => {
    const ledger = create(() => NOW);
    await ledger.settle(await claimed(ledger), state, {}, deadline);
    expect(await isFree(ledger, {}, on)).toBe(free);
  });

  it.each<[string, number, Partial<Terms>, boolean]>([
    ['its owner may live', 30_000, { resendsInterrupted: true }, false],
    ['its owner must be dead', 30_001, {}, false],
    ['its owner must be dead, and it is to be sent again', 30_001, { resendsInterrupted: true }, true],
  ])('frees what is being sent when %s', async (_when, laterMs, on, free) => {
    const clock = fakeClock(NOW);
    const ledger = create(clock.now);
    await claimed(ledger);
    clock.advance(laterMs);
    expect(await isFree(ledger, {}, on)).toBe(free);
  });

  it.each<[string, Partial<Entry>, Partial<Entry>, boolean]>([
    ['another body in the first place', {}, { bodyHash: 'b' }, false],
    ['another part in the first place', {}, { part: 'web#0' }, false],
    [
      'another body elsewhere, which an expired request left',
      { place: 'ios#0' },
      { place: 'ios#0', bodyHash: 'b' },
      true,
    ],
  ])('of %s', async (_what, first, second, free) => {
    const ledger = create(() => NOW);
    await ledger.settle(await claimed(ledger, first), 'deferred', {}, deadline);
    expect(await isFree(ledger, second)).toBe(free);
  });

  it('takes what has expired for absent, although it is still there', async () => {
    const clock = fakeClock(NOW);
    const ledger = create(clock.now);
    await ledger.settle(await claimed(ledger), 'accepted', {}, deadline);
    clock.advance(TTL_MS);
    expect(await isFree(ledger, { bodyHash: 'b' })).toBe(false);
    clock.advance(1_000);
    expect(await isFree(ledger, { bodyHash: 'b' })).toBe(true);
  });

  it('lets nobody settle what another has claimed since', async () => {
    const clock = fakeClock(NOW);
    const ledger = create(clock.now);
    const slow = await claimed(ledger);
    clock.advance(30_001);
    await claimed(ledger, {}, { resendsInterrupted: true });
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

  it('gives up a claim that nobody answered, so that it does not pass for one that was cut off', async () => {
    gate.script.push('lose the answer', 'swallow');
    const leftMs = [300];
    const short = { remainingMs: () => leftMs.shift() ?? 10_000 };
    await expect(create().claim(entry(), terms(), short)).rejects.toThrow();
    expect(await isFree(create())).toBe(true);
  });
});
