import { describe, expect, it } from 'vitest';
import type { Breaker, Permit } from '../../../lib/delivery/breaker.ts';
import type { Outcome } from '../../../lib/delivery/outcome.ts';
import { ROOM_FOR_ALL } from '../../../lib/delivery/rates.ts';
import { callOf, delivering } from '../../support/delivering.ts';
import { accepted, deferred, error, outage, throttled, unknown } from '../../support/outcomes.ts';

/** Outcomes in turn, the last one for ever. */
const inTurn =
  (...outcomes: Outcome[]) =>
  (_body: string, before: number) =>
    outcomes[Math.min(before, outcomes.length - 1)] as Outcome;

const DEFECT = new Error('defect');
const broken = () => {
  throw DEFECT;
};
const refused = deferred('keys');

/** A breaker that lets through as often as it is told, and how each permit ended. */
function breakerOf(most: number) {
  const ends: string[] = [];
  let given = 0;
  const breaker: Breaker = {
    probed: () => undefined,
    ask() {
      if (given++ >= most) return { waitMs: 9_000 };
      let isUsed = false;
      const use = (how: string) => {
        if (!isUsed) ends.push(how);
        isUsed = true;
      };
      return { ended: ({ status }) => use(status), unused: () => use('unused') } satisfies Permit;
    },
  };
  return { breaker, ends };
}

describe('a call', () => {
  it('tells how long each exchange took, and how long all of it did', async () => {
    const { delivery } = delivering({ answer: inTurn(throttled, accepted), exchangeMs: 40 });
    const [one] = await delivery.deliver([callOf('a')]);
    expect(one?.exchanges).toEqual([
      { outcome: throttled, durationMs: 40 },
      { outcome: accepted, durationMs: 40 },
    ]);
    // 5 s of pause, and chance.
    expect(one?.durationMs).toBeGreaterThanOrEqual(5_080);
    expect(one?.durationMs).toBeLessThan(5_600);
    expect(one).not.toHaveProperty('defect');
  });

  it('that a defect of ours ends may have been carried out, and holds up no other', async () => {
    const { delivery, sent } = delivering({ answer: (body) => (body === 'a' ? broken() : accepted) });
    const [one, other] = await delivery.deliver([callOf('a'), callOf('b')]);
    expect(one).toMatchObject({ outcome: { status: 'unknown', error: { name: 'GATEWAY_DEFECT' } }, exchanges: [] });
    expect(one?.defect).toBe(DEFECT);
    expect([other?.outcome, sent]).toEqual([accepted, ['a', 'b']]);
  });

  it('is made once more after something before Batch refused it, if there is nothing to halve', async () => {
    const blocked: Outcome = { ...outage, httpStatus: 403 };
    const { delivery, sent } = delivering({ answer: inTurn(blocked, accepted) });
    const [one] = await delivery.deliver([callOf('a')]);
    expect([one?.outcome, sent]).toEqual([accepted, ['a', 'a']]);
  });

  it('is made once more after an outage, for which no other waits', async () => {
    const { delivery, clock } = delivering({ answer: inTurn(outage, accepted), trigger: 'queue' });
    await delivery.deliver([callOf('a'), callOf('b')]);
    expect(clock.slept).toEqual([]);
  });
});

describe('the right to make a call', () => {
  it('is used up by how it ended', async () => {
    const { breaker, ends } = breakerOf(2);
    await delivering({ breaker, answer: inTurn(accepted, unknown) }).delivery.deliver([callOf('a'), callOf('b')]);
    expect(ends).toEqual(['accepted', 'unknown']);
  });

  it('is asked for again at each try, and not given ends it as the last one ended', async () => {
    const { breaker, ends } = breakerOf(1);
    const { delivery, sent } = delivering({ breaker, answer: inTurn(outage) });
    const [one] = await delivery.deliver([callOf('a')]);
    expect([one?.outcome, one?.defect, sent, ends]).toEqual([outage, undefined, ['a'], ['deferred']]);
  });

  it('is asked for by halves, too', async () => {
    const { breaker } = breakerOf(1);
    const whole = callOf('whole', { narrow: () => [callOf('half')] });
    const { delivery, sent } = delivering({ breaker, answer: () => ({ status: 'rejected', httpStatus: 400, error }) });
    const [half] = await delivery.deliver([whole]);
    expect(half).toMatchObject({
      outcome: { by: 'outage', error: { name: 'BATCH_UNREACHABLE' }, retryAfterMs: 9_000 },
    });
    expect([half?.defect, sent]).toEqual([undefined, ['whole']]);
  });

  it('is given back if there is no room', async () => {
    const { breaker, ends } = breakerOf(1);
    const room = { ...ROOM_FOR_ALL, find: async () => throttled };
    const [one] = await delivering({ breaker, room }).delivery.deliver([callOf('a')]);
    expect([one?.outcome, ends]).toEqual([throttled, ['unused']]);
  });

  it('is given back after a defect, be it before the exchange or in it', async () => {
    const { breaker, ends } = breakerOf(2);
    const room = { ...ROOM_FOR_ALL, find: broken };
    await delivering({ breaker, room }).delivery.deliver([callOf('a')]);
    await delivering({ breaker, answer: broken }).delivery.deliver([callOf('a')]);
    expect(ends).toEqual(['unused', 'unused']);
  });
});

describe('refused keys', () => {
  it('are read anew although something else went wrong before', async () => {
    const { delivery, sent } = delivering({ answer: inTurn(outage, refused, accepted) });
    const [one] = await delivery.deliver([callOf('a')]);
    expect([one?.outcome, sent.length]).toEqual([accepted, 3]);
  });

  it('are told of as the last refusal says, each exchange as it was', async () => {
    const { delivery } = delivering({ answer: inTurn(refused), exchangeMs: 7 });
    const [one] = await delivery.deliver([callOf('a')]);
    expect(one?.exchanges).toEqual([
      { outcome: refused, durationMs: 7 },
      { outcome: refused, durationMs: 7 },
    ]);
    expect(one?.outcome).toEqual(refused);
  });
});
