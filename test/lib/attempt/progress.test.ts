import { describe, expect, it } from 'vitest';
import { isStillOpen, noteApps, noteProgress, placesDone, rememberedShares } from '../../../lib/attempt/progress.ts';
import type { Share } from '../../../lib/attempt/share.ts';
import type { Outcome } from '../../../lib/delivery/outcome.ts';
import type { Part } from '../../../lib/endpoints/call.ts';
import type { Ledger } from '../../../lib/ledger/ledger.ts';
import type { End, LedgerRecord } from '../../../lib/ledger/record.ts';
import { accepted, rejected, throttled, unknown } from '../../support/outcomes.ts';

type Tried = Parameters<typeof noteProgress>[1];

const TARGETS = [
  { alias: 'ios', keyHash: 'hash-1', app: 'iphone' },
  { alias: 'android', keyHash: 'hash-2', app: 'android' },
];
const APPS = TARGETS.map(({ alias, keyHash }) => ({ alias, keyHash }));
const FOREVER = { remainingMs: () => Infinity };

/** A request of which the ledger knows how some parts ended, if anything. */
function tried(ends?: Record<string, End>, more: Partial<Tried> = {}): Tried {
  const parts = Object.entries(ends ?? {}).map(([part, end]) => [part, { part, end } as LedgerRecord] as const);
  const known = { bodyHash: 'body', whole: { apps: APPS, chunks: [3, 1] }, expiresAt: 1, parts: new Map(parts) };
  const asked = { identity: { request: 'request', bodyHash: 'body' } } as Tried['asked'];
  const one: Tried = { asked, namesApps: true, account: 'app', targets: TARGETS };
  return { ...one, ...(ends && { known: known as NonNullable<Tried['known']> }), ...more };
}

/** What became of some places of a chunk. */
function share(app: string, outcome: Outcome, places: readonly number[], chunk = 0): Share {
  const part: Part = { request: 0, chunk, items: places.length, places };
  const call = { app, items: places.length, body: '', parts: [part] };
  const delivered = { call, outcome, exchanges: [], durationMs: 0 };
  return { app, items: places.length, parts: [part], delivered };
}

/** What is written, in order. */
async function written(note: typeof noteProgress, one: Tried, shares: readonly Share[]) {
  const notes: object[] = [];
  const ledger = {
    async note(entry: object, state: string, end: object) {
      notes.push({ ...entry, state, end });
    },
  };
  await note(ledger as unknown as Ledger, one, shares, FOREVER);
  return notes;
}

const of = (entry: object) => ({ request: 'request', bodyHash: 'body', ...entry });
const first = (entry: object, chunks: readonly number[]) =>
  of({ place: 'first', whole: { apps: APPS, chunks }, state: 'deferred', end: {}, ...entry });
const count = (items: number) => ({ status: 'accepted', error: undefined, items });
const refusedCount = (items: number) => ({ status: 'rejected', error: 'X', items });

describe('of a request that may be repeated', () => {
  it('nothing is noted while nothing of it is done, unless the apps it is for follow from the secret', async () => {
    for (const outcome of [throttled, unknown]) {
      const shares = [share('ios', outcome, [0, 1, 2]), share('ios', outcome, [0], 1)];
      expect(await written(noteProgress, tried(), shares)).toEqual([]);
      expect(await written(noteProgress, tried(undefined, { namesApps: false }), shares)).toEqual([
        first({ part: '#0', items: 0 }, [3, 1]),
      ]);
      expect(await written(noteProgress, tried({}, { namesApps: false }), shares)).toEqual([]);
    }
  });

  it('a part that is done is noted, how often it ended how, after the apps that it is for', async () => {
    const all = [share('ios', accepted, [0]), share('ios', accepted, [1, 2]), share('android', throttled, [0])];
    const part = { place: 'hash-1#0', part: 'hash-1#0', items: 3 };
    expect(await written(noteProgress, tried(), all)).toEqual([
      first({ part: '#0', items: 0 }, [1]),
      of({ ...part, state: 'accepted', end: { counts: [count(3)] } }),
    ]);
    const refused = [share('ios', accepted, [0]), share('ios', rejected, [1, 2])];
    expect(await written(noteProgress, tried({}), refused)).toEqual([
      of({ ...part, state: 'rejected', end: { counts: [count(1), refusedCount(2)] } }),
    ]);
  });

  it('of a part that is not done it is noted which places are, in order, with those of earlier attempts', async () => {
    const shares = [
      share('ios', accepted, [10]),
      share('ios', rejected, [9]),
      share('ios', throttled, [11]),
      share('ios', accepted, [2]),
    ];
    const part = { place: 'hash-1#0', part: 'hash-1#0', items: 4, state: 'deferred' };
    expect(await written(noteProgress, tried({}), shares)).toEqual([
      of({ ...part, end: { begun: { counts: [count(2), refusedCount(1)], piece: [2, 3, 9, 11] } } }),
    ]);
    const before = { begun: { counts: [{ status: 'accepted' as const, items: 2 }], piece: [0, 2] } };
    expect(await written(noteProgress, tried({ 'hash-1#0': before }), shares)).toEqual([
      of({
        ...part,
        end: { begun: { counts: [...before.begun.counts, count(2), refusedCount(1)], piece: [0, 3, 9, 11] } },
      }),
    ]);
  });

  it('a part is done with what an earlier attempt has done of it', async () => {
    const before = { begun: { counts: [{ status: 'rejected' as const, error: 'Y', items: 2 }], piece: [0, 2] } };
    expect(await written(noteProgress, tried({ 'hash-1#0': before }), [share('ios', accepted, [2])])).toEqual([
      of({
        place: 'hash-1#0',
        part: 'hash-1#0',
        items: 1,
        state: 'rejected',
        end: { counts: [...before.begun.counts, count(1)] },
      }),
    ]);
  });

  it('only what is open is made again, and of that what is not done', () => {
    const begun = { counts: [{ status: 'accepted' as const, items: 2 }], piece: [0, 2] };
    const all = [tried({ 'hash-1#0': { counts: [] }, 'hash-2#1': { begun } }), tried()];
    const chunk = (app: string, number: number, request = 0) => ({ request, app, chunk: number });
    expect(isStillOpen(chunk('iphone', 0), all)).toBe(false);
    expect(isStillOpen(chunk('iphone', 1), all)).toBe(true);
    expect(isStillOpen(chunk('ios', 0), all)).toBe(true);
    expect(isStillOpen(chunk('iphone', 0, 1), all)).toBe(true);
    expect(isStillOpen(chunk('iphone', 0, 2), all)).toBe(true);
    expect(isStillOpen(chunk('android', 1), all)).toBe(true);
    expect(placesDone(chunk('android', 1), all)).toEqual(new Set([0, 1]));
    expect(placesDone(chunk('iphone', 0), all)).toBeUndefined();
    expect(placesDone(chunk('iphone', 0, 2), all)).toBeUndefined();
  });

  it('what is not made again is told as it ended, under the alias of its first try', () => {
    const begun = { counts: [{ status: 'accepted' as const, items: 2 }], piece: [0, 2] };
    const counts = [{ status: 'rejected' as const, error: 'X', items: 1 }];
    expect(rememberedShares(tried({ 'hash-1#1': { counts }, 'hash-2#0': { begun } }))).toEqual([
      remembered('ios', 'iphone', 1, { status: 'rejected', httpStatus: 400, error: { name: 'X', detail: '' } }),
      remembered('android', 'android', 2, { status: 'accepted' }),
    ]);
    expect(rememberedShares(tried())).toEqual([]);
    expect(rememberedShares(tried({ 'hash-1#0': {} }))).toEqual([]);
  });
});

function remembered(alias: string, app: string, items: number, outcome: object) {
  const call = { app, items, body: '', parts: [] };
  return { app: alias, items, parts: [], delivered: { call, outcome, exchanges: [], durationMs: 0, remembered: true } };
}

describe('of a request of which nothing was claimed', () => {
  const shares = [share('ios', throttled, [0, 1]), share('android', throttled, [0, 1])];

  it('the apps are noted, at the part that would have been claimed first', async () => {
    expect(await written(noteApps, tried(), shares)).toEqual([first({ part: 'hash-1#0', items: 2 }, [2])]);
  });

  it('nothing is noted where they are known, or where there is nothing to claim', async () => {
    expect(await written(noteApps, tried({}), shares)).toEqual([]);
    expect(await written(noteApps, tried(), [])).toEqual([]);
  });
});
