import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
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

/** How a command that reaches the table fares. */
type Step = 'through' | 'lose the answer' | 'throttle' | 'swallow' | 'hold back';

/** What became of one request's commands, and what is to become of the next ones, in turn: all others get through. */
interface Passage {
  readonly seen: string[];
  readonly script: Step[];
  readonly heldBack: (() => Promise<unknown>)[];
}

/** Lies before the table, and lets what comes by fare as told, request by request. */
interface Gate extends RunningServer {
  of(request: string): Passage;
}

async function openGate(target: string): Promise<Gate> {
  const passages = new Map<string, Passage>();
  const of = (request: string) => {
    const passage = passages.get(request) ?? { seen: [], script: [], heldBack: [] };
    passages.set(request, passage);
    return passage;
  };
  const server = await listen(0, async (request, response) => {
    const body = (await readBytes(request, 1e6))?.toString() ?? '{}';
    const { Key, Item } = JSON.parse(body);
    const { seen, script, heldBack } = of((Key ?? Item).request.S);
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
  return { ...server, of };
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

  it('keeps the pieces that may not be tried again when the others are claimed anew', async () => {
    const ledger = create(() => NOW);
    const pieces = [
      { piece: [0, 1] as const, items: 1, state: 'accepted' as const, token: 't' },
      { piece: [1, 2] as const, items: 1, state: 'deferred' as const },
    ];
    await ledger.settle(await claimed(ledger, { items: 2 }), 'deferred', { pieces }, deadline);
    expect((await ledger.read(entry(), deadline))?.end?.pieces).toEqual(pieces);
    const again = await claimed(ledger, { items: 2 }, { mayRepeat: () => true, kept: () => pieces.slice(0, 1) });
    expect(again.end?.pieces).toEqual(pieces.slice(0, 1));
    expect((await ledger.read(entry(), deadline))?.end?.pieces).toEqual(pieces.slice(0, 1));
  });

  it('counts a try of unknown outcome for a part of which one piece is', async () => {
    const ledger = create(() => NOW);
    const pieces = [
      { piece: [0, 1] as const, items: 1, state: 'unknown' as const },
      { piece: [1, 2] as const, items: 1, state: 'deferred' as const },
    ];
    await ledger.settle(await claimed(ledger, { items: 2 }), 'deferred', { pieces }, deadline);
    expect((await ledger.read(entry(), deadline))?.unknowns).toBe(1);
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
  /** One request's ledger, and its way to the table. */
  function setUp(...script: Step[]) {
    requests += 1;
    const mine = entry();
    const { seen, heldBack, ...passage } = gate.of(mine.request);
    passage.script.push(...script);
    const ledger = createLedger(table, { ttlMs: TTL_MS, now: () => NOW });
    return {
      ledger,
      seen,
      script: passage.script,
      /** Lets through what was held back. */
      async release() {
        expect(heldBack).not.toHaveLength(0);
        for (const pass of heldBack.splice(0)) await pass();
      },
      claim: (on?: Partial<Terms>, before = deadline) => ledger.claim(mine, terms(on), before),
      claimed: () => claimed(ledger, mine),
      state: async () => (await ledger.read(mine, deadline))?.state,
    };
  }

  /** Of the commands in turn; those after them have time. */
  function leaving(...leftMs: number[]) {
    return { remainingMs: () => leftMs.shift() ?? 10_000 };
  }

  // The SDK waits at random before it tries again, up to 20 s.
  beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
  afterAll(() => void vi.restoreAllMocks());

  it.concurrent('is written twice and never read, if nothing stands in the way', async () => {
    const { ledger, claimed, seen } = setUp();
    await ledger.settle(await claimed(), 'accepted', {}, deadline);
    expect(seen).toEqual(['PutItem', 'PutItem']);
  });

  it.concurrent('knows its own claim again when the answer to it was lost', async () => {
    const { claimed, seen } = setUp('lose the answer');
    await claimed();
    expect(seen).toEqual(['PutItem', 'PutItem', 'GetItem']);
  });

  it.concurrent('settles once more what it has settled, when the answer to that was lost', async () => {
    const { ledger, claimed, script } = setUp();
    const mine = await claimed();
    script.push('lose the answer');
    await expect(ledger.settle(mine, 'accepted', {}, deadline)).resolves.toBeUndefined();
  });

  it.concurrent('bears one connection that dies in silence', async () => {
    const { claimed, seen } = setUp('swallow');
    await claimed();
    expect(seen).toEqual(['PutItem', 'PutItem']);
  });

  it.concurrent('says when it can not be written', async () => {
    const { claim } = setUp(...Array<Step>(9).fill('throttle'));
    await expect(claim({}, { remainingMs: () => 50 })).rejects.toThrow();
  });

  it.concurrent('says when nobody answers, and no later than time allows', async () => {
    const { claim, seen } = setUp(...Array<Step>(9).fill('swallow'));
    await expect(claim({}, { remainingMs: () => 50 })).rejects.toThrow();
    // The claim and its giving up, and no second try of either: these would come when a try is given up, much later.
    expect(seen.length).toBeLessThanOrEqual(2);
  });

  it.concurrent('gives up a claim whose answer was lost and that could not be read back', async () => {
    const { claim, state } = setUp('lose the answer', 'through', ...Array<Step>(4).fill('throttle'));
    await expect(claim()).rejects.toThrow();
    expect(await state()).toBe('deferred');
  });

  it.concurrent('gives up a claim that nobody answered, so that it does not pass for one that was cut off', async () => {
    const { claim, state } = setUp('lose the answer', 'swallow');
    await expect(claim({}, leaving(300))).rejects.toThrow();
    expect(await state()).toBe('deferred');
  });

  it.concurrent('is not left claimed by a claim that arrives after it was given up', async () => {
    const { claim, release, state } = setUp('hold back');
    await expect(claim({}, leaving(300))).rejects.toThrow();
    await release();
    expect(await state()).toBe('deferred');
  });

  it.concurrent('is not left claimed by such a claim on what was tried before', async () => {
    const { ledger, claimed, claim, script, release, state } = setUp();
    await ledger.settle(await claimed(), 'deferred', {}, deadline);
    script.push('through', 'through', 'hold back');
    await expect(claim({ mayRepeat: () => true }, leaving(10_000, 10_000, 300))).rejects.toThrow();
    await release();
    expect(await state()).toBe('deferred');
  });

  it.concurrent('is not left claimed by a try that arrives after another of the same claim, and how that ended', async () => {
    const { ledger, claimed, release, state } = setUp('hold back');
    await ledger.settle(await claimed(), 'deferred', {}, deadline);
    await release();
    expect(await state()).toBe('deferred');
  });
});
