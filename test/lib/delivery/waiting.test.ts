import { describe, expect, it } from 'vitest';
import type { Trigger } from '../../../lib/delivery/retry.ts';
import { Waiting } from '../../../lib/delivery/waiting.ts';
import { fakeClock } from '../../support/clock.ts';
import { outage } from '../../support/outcomes.ts';

/** The waiting of an invocation that ends after so long. */
function begin(trigger: Trigger, { endsAt = 60_000, timeoutMs = 10_000 } = {}) {
  const clock = fakeClock();
  const waiting = new Waiting({ remainingMs: () => endsAt - clock.now() }, { clock, timeoutMs, trigger });
  return { clock, waiting, turns: waiting.turns() };
}

describe('a turn', () => {
  it('comes at once where nothing is to be waited for', async () => {
    const { turns, clock } = begin('queue');
    expect(await turns.next(0)).toBe(true);
    expect(clock.slept).toEqual([]);
  });

  it.each<[Trigger, number]>([
    ['queue', 1_000],
    ['http', 10_000],
  ])(
    'comes after the back-offs of a call, on or behind %s as long as they come to %i ms',
    async (trigger, budgetMs) => {
      const { turns, waiting, clock } = begin(trigger);
      expect(await turns.next(budgetMs - 1)).toBe(true);
      expect(await turns.next(2)).toBe(false);
      expect(await turns.next(1)).toBe(true);
      expect(clock.slept).toEqual([budgetMs - 1, 1]);
      // Each call has its own.
      expect(await waiting.turns().next(budgetMs)).toBe(true);
    },
  );

  it.each([
    ['a second', {}, 1_000],
    ['as long as a call may take, where that is less', { timeoutMs: 300 }, 300],
  ])('comes only if it leaves a call %s', async (_, options, leastMs) => {
    expect(await begin('http', { ...options, endsAt: 500 + leastMs }).turns.next(500)).toBe(true);
    expect(await begin('http', { ...options, endsAt: 500 + leastMs }).turns.next(501)).toBe(false);
  });

  it('comes after a pause that Batch asked any call for, of 5 s or as long as it says', async () => {
    const { turns, waiting, clock } = begin('http');
    waiting.pause();
    expect(await turns.next(0)).toBe(true);
    waiting.pause(4_999);
    expect(await turns.next(0)).toBe(true);
    expect(clock.slept).toEqual([5_000, 5_000]);
    const longer = begin('http');
    longer.waiting.pause(7_000);
    longer.waiting.pause();
    await longer.turns.next(6_000);
    expect(longer.clock.slept).toEqual([7_000]);
  });

  it('waits on if a longer pause is asked for meanwhile', async () => {
    const { turns, waiting, clock } = begin('http');
    const { sleep } = clock;
    clock.sleep = async (ms) => {
      if (clock.slept.length === 0) waiting.pause();
      await sleep(ms);
    };
    expect(await turns.next(1_000)).toBe(true);
    expect(clock.slept).toEqual([1_000, 4_000]);
  });

  it('never comes once no further call is made', async () => {
    const { turns, waiting } = begin('http');
    waiting.stop(outage);
    expect(await turns.next(0)).toBe(false);
    expect(await turns.until(0)).toBe(false);
    expect(waiting.notStarted()).toBe(outage);
  });
});

describe('a call without a turn', () => {
  it('had no time', () => {
    expect(begin('queue').waiting.notStarted()).toEqual({
      status: 'deferred',
      by: 'deadline',
      error: { name: 'NO_TIME_LEFT', detail: 'Not sent: the function had no time left to start the call.' },
    });
  });

  it('had to wait for the rest of a pause', () => {
    const { waiting, clock } = begin('queue');
    waiting.pause(8_000);
    clock.advance(1_000);
    expect(waiting.notStarted()).toEqual({
      status: 'deferred',
      by: 'throttled',
      error: { name: 'TOO_MANY_REQUESTS', detail: 'Not sent: Batch had asked for a pause.' },
      retryAfterMs: 7_000,
    });
    clock.advance(7_000);
    expect(waiting.notStarted()).toMatchObject({ by: 'deadline' });
  });
});

describe('for room a call waits', () => {
  it.each<[Trigger, number, number]>([
    ['http', 8_000, 0],
    ['queue', 10_000, 2_000],
  ])('out of what it has for waiting, behind %s', async (trigger, left, leftInTheEnd) => {
    const { turns, clock } = begin(trigger);
    if (trigger === 'http') await turns.next(2_000);
    else await turns.next(1_000);
    expect(turns.mostForRoomMs()).toBe(left);
    expect(await turns.until(clock.now() + 8_000)).toBe(true);
    expect(turns.mostForRoomMs()).toBe(leftInTheEnd);
  });

  it('no longer than leaves it a second', () => {
    expect(begin('queue', { endsAt: 4_000 }).turns.mostForRoomMs()).toBe(3_000);
    expect(begin('http', { endsAt: 900 }).turns.mostForRoomMs()).toBe(0);
  });

  it('not at all if it is there', async () => {
    const { turns, clock } = begin('queue');
    clock.advance(5_000);
    expect(await turns.until(5_000)).toBe(true);
    expect(await turns.until(4_000)).toBe(true);
    expect([clock.slept, turns.mostForRoomMs()]).toEqual([[], 10_000]);
  });

  it('in vain if Batch asks for a pause meanwhile', async () => {
    const { turns, waiting } = begin('http');
    waiting.pause();
    expect(await turns.until(1_000)).toBe(false);
    expect(await turns.until(5_000)).toBe(true);
  });
});
