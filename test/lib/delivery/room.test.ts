import { describe, expect, it } from 'vitest';
import type { Rate, Rates, Reserved } from '../../../lib/delivery/rates.ts';
import { RoomInRates } from '../../../lib/delivery/room.ts';
import type { Turns } from '../../../lib/delivery/waiting.ts';
import type { Call } from '../../../lib/endpoints/call.ts';
import { fakeClock } from '../../support/clock.ts';

const PUSHES = { account: 'app', effect: 'once' } as const;
const call: Call = { app: 'ios', items: 1, body: '', parts: [] };

/** A rate that lets through as it is told, in turn, and what it was asked and told. */
function rate(...answers: readonly Reserved[]) {
  const asked: number[] = [];
  const took: number[] = [];
  const known = { waitMs: 0 };
  const made: Rate = {
    knownWaitMs: () => known.waitMs,
    took: (ms) => void took.push(ms),
    async reserve(_call, mostMs) {
      asked.push(mostMs);
      return answers[asked.length - 1] ?? { at: 0 };
    },
  };
  return { rate: made, asked, took, known };
}

/** A call's turns, of which those named do not come. */
function turnsOf(clock: ReturnType<typeof fakeClock>, { until = true, next = true, most = 10_000 } = {}): Turns {
  return {
    mostForRoomMs: () => most,
    next: async () => next,
    async until(at) {
      clock.advance(Math.max(0, at - clock.now()));
      return until;
    },
  };
}

const noRoom = (retryAfterMs: number) => ({
  status: 'deferred',
  by: 'throttled',
  error: { name: 'RATE_LIMITED', detail: 'Not sent: as much is being sent as Batch, or the stack, lets through.' },
  retryAfterMs,
});

describe('room', () => {
  const clock = fakeClock();

  it('is known to be lacking if the call can’t wait for it', () => {
    const { rate: calls, known } = rate();
    const room = new RoomInRates(PUSHES, { calls }, clock);
    known.waitMs = 10_000;
    expect(room.lacksFor(call, turnsOf(clock))).toBeUndefined();
    known.waitMs = 10_001;
    expect(room.lacksFor(call, turnsOf(clock))).toEqual(noRoom(10_001));
    expect(new RoomInRates(PUSHES, {}, clock).lacksFor(call, turnsOf(clock, { most: 0 }))).toBeUndefined();
  });

  it('is found as soon as the rate says, for as long as the call may wait', async () => {
    const { rate: calls, asked } = rate({ at: clock.now() + 500, goodUntil: clock.now() + 500 });
    expect(await new RoomInRates(PUSHES, { calls }, clock).find(call, turnsOf(clock))).toBe('found');
    expect(asked).toEqual([10_000]);
  });

  it('is not found if the rate says so', async () => {
    const { rate: calls } = rate({ waitMs: 20_000 });
    expect(await new RoomInRates(PUSHES, { calls }, clock).find(call, turnsOf(clock))).toEqual(noRoom(20_000));
  });

  it('is looked for anew if the call slept through it', async () => {
    const at = clock.now() + 500;
    const { rate: calls, asked } = rate({ at, goodUntil: at - 1 }, { at }, { at: 0 });
    expect(await new RoomInRates(PUSHES, { calls }, clock).find(call, turnsOf(clock))).toBe('found');
    expect(asked).toHaveLength(2);
  });

  it('is lost if all calls have to wait by then for longer than this one may', async () => {
    const { rate: calls, asked } = rate();
    const turns = turnsOf(clock, { until: false, next: false });
    expect(await new RoomInRates(PUSHES, { calls }, clock).find(call, turns)).toBeUndefined();
    expect(asked).toHaveLength(1);
  });
});

describe('a call is held to', () => {
  const metered: Call = { ...call, isMetered: true };

  it.each<[string, ConstructorParameters<typeof RoomInRates>[0], Call, keyof Rates | 'none']>([
    ['the rate of calls, if it writes to an app', PUSHES, call, 'calls'],
    ['the same, if it may be repeated', { account: 'app', effect: 'repeatable' }, metered, 'calls'],
    ['none, if it reads', { account: 'app', effect: 'read' }, call, 'none'],
    ['the rate of operations, if those are metered', { account: 'project', effect: 'once' }, metered, 'operations'],
    ['none, if they are not', { account: 'project', effect: 'once' }, call, 'none'],
  ])('%s', async (_, endpoint, one, held) => {
    const clock = fakeClock();
    const [calls, operations] = [rate(), rate()];
    const room = new RoomInRates(endpoint, { calls: calls.rate, operations: operations.rate }, clock);
    expect(await room.find(one, turnsOf(clock))).toBe('found');
    room.took(one, 7);
    const expected = (name: keyof Rates) => (name === held ? [[10_000], [7]] : [[], []]);
    expect([calls.asked, calls.took]).toEqual(expected('calls'));
    expect([operations.asked, operations.took]).toEqual(expected('operations'));
  });
});
