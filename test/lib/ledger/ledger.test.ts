import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLedger, FIRST_LASTS_LONGER_MS, type Ledger } from '../../../lib/ledger/ledger.ts';
import type { Entry, LedgerRecord } from '../../../lib/ledger/record.ts';
import { fakeClock } from '../../support/clock.ts';
import { fakeLedger } from '../../support/ledger.ts';
import { claimed, deadline, entry, isFree, NOW, nextRequest, TTL_MS, terms } from '../../support/ledger-claims.ts';
import { useLedgerTable } from '../../support/ledger-table.ts';
import { pointSdkAt } from '../../support/sdk.ts';

const table = useLedgerTable();
beforeAll(() => pointSdkAt(table.url()));
beforeEach(nextRequest);

describe.each<['DynamoDB' | 'the fake of the tests', (now: () => number) => Ledger]>([
  ['DynamoDB', (now) => createLedger(table.name(), { ttlMs: TTL_MS, now })],
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

  it('reads nothing that has expired, although it is still there', async () => {
    const clock = fakeClock(NOW);
    const ledger = create(clock.now);
    await ledger.settle(await claimed(ledger), 'accepted', {}, deadline);
    clock.advance(TTL_MS + FIRST_LASTS_LONGER_MS);
    expect(await ledger.read(entry(), deadline)).toMatchObject({ state: 'accepted' });
    clock.advance(1_000);
    expect(await ledger.read(entry(), deadline)).toBeUndefined();
  });

  it('prolongs the first place once that is worth a write', async () => {
    const clock = fakeClock(NOW);
    const ledger = create(clock.now);
    await claimed(ledger);
    const lasts = async () => (await ledger.read(entry(), deadline))?.expiresAt;
    const first = (await ledger.read(entry(), deadline)) as LedgerRecord;
    clock.advance(FIRST_LASTS_LONGER_MS / 2);
    await ledger.prolong(first, deadline);
    expect(await lasts()).toBe(first.expiresAt);
    clock.advance(1_000);
    await ledger.prolong(first, deadline);
    expect(await lasts()).toBe(first.expiresAt + (FIRST_LASTS_LONGER_MS / 2 + 1_000) / 1_000);
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

it('forgets what is claimed again no sooner than it would have, though the setting is lower by now', async () => {
  const lasting = (ttlMs: number) => createLedger(table.name(), { ttlMs, now: () => NOW });
  const first = await claimed(lasting(TTL_MS));
  await lasting(TTL_MS).settle(first, 'deferred', {}, deadline);
  const again = await claimed(lasting(TTL_MS / 7), {}, { mayRepeat: () => true });
  expect(again.expiresAt).toBe(first.expiresAt);
});
