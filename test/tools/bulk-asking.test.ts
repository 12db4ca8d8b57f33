import { describe, expect, it } from 'vitest';
import { type Asking, persist, watch } from '../../tools/bulk/ask.ts';
import { createInterrupts } from '../../tools/bulk/interrupts.ts';
import { type BulkStatus, decidedLines, isAllAccepted } from '../../tools/bulk/status.ts';
import type { Answer, NoAnswer } from '../../tools/shared/gateway.ts';
import { paceOf } from '../../tools/shared/progress.ts';

const REQUEST = { method: 'POST', path: '/bulk' } as const;
const of = (status: number, body: unknown = {}): Answer => ({ status, body, isReplayed: false });
const statusOf = (more: Partial<BulkStatus>) => of(200, { parts: {}, results: [], ...more });

/** Answers in turn, the last for ever; time passes only while it sleeps. */
function asking(answers: readonly (Answer | NoAnswer)[], stop = new AbortController()) {
  const sleeps: number[] = [];
  let asked = 0;
  const it: Asking = {
    gateway: async () => answers[Math.min(asked++, answers.length - 1)] ?? { noAnswer: 'NONE' },
    signal: stop.signal,
    sleep: async (ms) => void sleeps.push(ms),
    now: () => sleeps.reduce((sum, ms) => sum + ms, 0),
  };
  return { it, sleeps, asked: () => asked };
}

describe('a request that may be repeated', () => {
  it('is, ever more slowly, and not for ever', async () => {
    const { it, sleeps } = asking([{ noAnswer: 'ECONNREFUSED' }]);
    expect(await persist(REQUEST, it)).toEqual({ noAnswer: 'ECONNREFUSED' });
    expect(sleeps).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it.each([400, 403, 404, 422, 500])('is not after %i, which does not pass', async (status) => {
    const { it, asked } = asking([of(status), of(202)]);
    expect(await persist(REQUEST, it)).toEqual(of(status));
    expect(asked()).toBe(1);
  });

  it('is not once somebody wants to stop', async () => {
    const stop = new AbortController();
    stop.abort();
    const { it, asked } = asking([of(503)], stop);
    await persist(REQUEST, it);
    expect(asked()).toBe(1);
  });
});

describe('a bulk', () => {
  it('is looked at more rarely the longer it takes, but at least every 10 s', async () => {
    const { it, sleeps } = asking([...Array.from({ length: 200 }, () => statusOf({})), statusOf({ ended: 'now' })]);
    await watch('id', it, () => {});
    expect(sleeps[0]).toBe(1_000);
    expect(sleeps.at(-1)).toBe(10_000);
    expect([...sleeps].sort((one, other) => one - other)).toEqual(sleeps);
  });

  it('that ended before the last part did is looked at until that did', async () => {
    const { it, asked } = asking([statusOf({ status: 'failed' }), statusOf({ status: 'failed', ended: 'now' })]);
    expect((await watch('id', it, () => {})).last?.ended).toBe('now');
    expect(asked()).toBe(2);
  });

  it('of which nothing is told for a moment is looked at again', async () => {
    const running = statusOf({ status: 'running' });
    const { it } = asking([running, of(503), { noAnswer: 'ECONNRESET' }, statusOf({ ended: 'now' })]);
    expect((await watch('id', it, () => {})).last?.ended).toBe('now');
  });

  it.each([
    ['ten times in a row', of(503), 10],
    ['for good', of(404), 1],
  ])('of which nothing is told %s is left alone', async (_, answer, times) => {
    const { it, asked } = asking([answer]);
    expect(await watch('id', it, () => {})).toEqual({ fault: answer });
    expect(asked()).toBe(times);
  });

  it.each([
    [0, [{ status: 'queued', items: 10 }]],
    [
      6,
      [
        { status: 'queued', items: 5 },
        { status: 'accepted', items: 5 },
      ],
    ],
    [
      9,
      [
        { status: 'deferred', items: 3 },
        { status: 'accepted', items: 7 },
      ],
    ],
    [
      13,
      [
        { status: 'rejected', items: 3 },
        { status: 'accepted', items: 7 },
      ],
    ],
    [13, []],
  ])('has %i decided lines of 13 by its results %j', (decided, results) => {
    expect(decidedLines({ lines: 13, results } as unknown as BulkStatus)).toBe(decided);
  });
});

describe('a bulk whose lines were all accepted', () => {
  const done = { status: 'done', refused: 0, results: [{ app: 'ios', status: 'accepted', items: 2 }] };

  it.each<[boolean, object]>([
    [true, done],
    [true, { ...done, results: [] }],
    [false, { ...done, refused: 1 }],
    [false, { ...done, status: 'running' }],
    [false, { ...done, status: 'failed', results: [] }],
    [false, { ...done, status: 'cancelled' }],
    ...['rejected', 'unknown', 'deferred', 'cancelled'].map((status): [boolean, object] => {
      return [false, { ...done, results: [...done.results, { app: 'web', status, items: 2 }] }];
    }),
  ])('is %s of %j', (isAll, bulk) => {
    expect(isAllAccepted(bulk as unknown as BulkStatus)).toBe(isAll);
  });
});

describe('time left', () => {
  it.each([
    [0, 100, 1_000, { perSecond: 0, leftMs: Number.POSITIVE_INFINITY }],
    [25, 100, 1_000, { perSecond: 25, leftMs: 3_000 }],
    [100, 100, 2_000, { perSecond: 50, leftMs: 0 }],
    [0, 0, 0, { perSecond: 0, leftMs: 0 }],
  ])('of %i in %i after %i ms is told by what was done so far', (value, total, elapsedMs, pace) => {
    expect(paceOf(value, total, elapsedMs)).toEqual(pace);
  });
});

describe('Ctrl-C', () => {
  it('that npm passes on is the same one; a later one is the second', () => {
    let now = 0;
    const { first, second, interrupt } = createInterrupts(() => now);
    interrupt();
    now = 100;
    interrupt();
    expect([first.aborted, second.aborted]).toEqual([true, false]);
    now = 1_000;
    interrupt();
    expect(second.aborted).toBe(true);
  });

  it('is not waited for after a SIGTERM', () => {
    const { first, second, terminate } = createInterrupts(() => 0);
    terminate();
    expect([first.aborted, second.aborted]).toEqual([true, true]);
  });
});
