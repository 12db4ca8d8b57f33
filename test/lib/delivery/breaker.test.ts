import { describe, expect, it } from 'vitest';
import { askPatiently, createBreaker, type Permit } from '../../../lib/delivery/breaker.ts';
import type { Outcome } from '../../../lib/delivery/outcome.ts';
import { fakeClock } from '../../support/clock.ts';
import { accepted, deferred, rejected, unknown } from '../../support/outcomes.ts';

function setUp() {
  const clock = fakeClock();
  const breaker = createBreaker(clock.now);
  const ask = () => breaker.ask();
  const make = (outcome: Outcome) => {
    const permit = ask();
    if ('ended' in permit) permit.ended(outcome);
    return 'ended' in permit;
  };
  const open = () => {
    for (let count = 0; count < 3; count += 1) make(unknown);
  };
  return { clock, breaker, ask, make, open };
}

describe('the breaker', () => {
  it('lets calls through until three in a row have ended unknown', () => {
    const { make, ask } = setUp();
    for (const outcome of [unknown, unknown, accepted, unknown, unknown]) expect(make(outcome)).toBe(true);
    expect(make(unknown)).toBe(true);
    expect(ask()).toEqual({ waitMs: 10_000 });
  });

  it('lets one probe through after 10 s, then after 20 s, and so on up to 15 minutes', () => {
    const { clock, make, ask, open } = setUp();
    open();
    const pauses: number[] = [];
    for (let probe = 0; probe < 10; probe += 1) {
      const refused = ask();
      const waitMs = 'waitMs' in refused ? refused.waitMs : 0;
      pauses.push(waitMs / 1000);
      clock.advance(waitMs);
      expect(make(unknown)).toBe(true);
      expect(make(unknown)).toBe(false);
    }
    expect(pauses).toEqual([10, 20, 40, 80, 160, 320, 640, 900, 900, 900]);
  });

  it('lets nobody through beside a probe', () => {
    const { clock, ask, open } = setUp();
    open();
    clock.advance(10_000);
    expect(ask()).toHaveProperty('ended');
    expect(ask()).toEqual({ waitMs: 5_000 });
  });

  it.each<[string, Outcome]>([
    ['a yes', accepted],
    ['a no', rejected],
    ['a 429', deferred('throttled')],
    ['a 401', deferred('keys')],
    ['a redirect', deferred('configuration')],
  ])('is closed by %s', (_what, outcome) => {
    const { clock, make, open } = setUp();
    open();
    clock.advance(10_000);
    make(outcome);
    for (let count = 0; count < 3; count += 1) expect(make(unknown)).toBe(true);
    expect(make(unknown)).toBe(false);
  });

  it('is neither closed nor prolonged by a connection that was refused, or by maintenance', () => {
    const { clock, ask, make, open } = setUp();
    open();
    clock.advance(10_000);
    for (let probe = 0; probe < 5; probe += 1) expect(make(deferred('outage'))).toBe(true);
    expect(make(unknown)).toBe(true);
    expect(ask()).toEqual({ waitMs: 20_000 });
  });

  it('is not prolonged by calls that were under way when it opened, and closed by one that was accepted', () => {
    const { ask, open } = setUp();
    const [slow, good] = [ask(), ask()] as [Permit, Permit];
    open();
    slow.ended(unknown);
    expect(ask()).toEqual({ waitMs: 10_000 });
    good.ended(accepted);
    expect(ask()).toHaveProperty('ended');
  });

  it('gives the next a probe that was not used', () => {
    const { clock, ask, open } = setUp();
    open();
    clock.advance(10_000);
    (ask() as Permit).unused();
    expect(ask()).toHaveProperty('ended');
  });
});

describe('beside a probe', () => {
  function setUpProbe() {
    const { open, clock, breaker } = setUp();
    open();
    clock.advance(10_000);
    const probe = breaker.ask() as Permit;
    return { probe, asked: askPatiently(breaker), breaker };
  }

  it('another takes its place that was not made after all', async () => {
    const { probe, asked, breaker } = setUpProbe();
    probe.unused();
    // Of a permit that was given back nothing more is heard.
    probe.unused();
    expect(await asked).toHaveProperty('ended');
    expect(breaker.ask()).toEqual({ waitMs: 5_000 });
  });

  it('nobody is let through by whoever ended before', () => {
    const { open, clock, breaker } = setUp();
    const slow = breaker.ask() as Permit;
    open();
    clock.advance(10_000);
    const first = breaker.ask() as Permit;
    first.ended(deferred('outage'));
    expect(breaker.ask()).toHaveProperty('ended');
    first.unused();
    slow.ended(unknown);
    slow.unused();
    expect(breaker.ask()).toEqual({ waitMs: 5_000 });
  });

  it('all are let through once it was accepted', async () => {
    const { probe, asked, breaker } = setUpProbe();
    probe.ended(accepted);
    expect(await asked).toHaveProperty('ended');
    expect(breaker.probed()).toBeUndefined();
    expect(breaker.ask()).toHaveProperty('ended');
  });

  it('all are turned away once it ended unknown, and told when to come back', async () => {
    const { probe, asked, breaker } = setUpProbe();
    probe.ended(unknown);
    const turnedAway = {
      status: 'deferred',
      by: 'outage',
      error: {
        name: 'BATCH_UNREACHABLE',
        detail:
          'Not sent: of the last calls nobody knows whether Batch carried them out, so no more are made for a while.',
      },
      retryAfterMs: 20_000,
    };
    expect(await asked).toEqual(turnedAway);
    // Nor does anybody wait where no probe is under way.
    expect(await askPatiently(breaker)).toEqual(turnedAway);
  });

  it('another takes its place that ended as if it had not been made', async () => {
    const { probe, asked } = setUpProbe();
    probe.ended(deferred('outage'));
    expect(await asked).toHaveProperty('ended');
  });
});

it.each<[string, Outcome, boolean]>([
  ['Batch’s own error', { ...deferred('outage'), httpStatus: 404, error: { name: 'X', detail: '', code: 20 } }, true],
  [
    'Batch’s own error in a 5xx',
    { ...deferred('outage'), httpStatus: 503, error: { name: 'X', detail: '', code: 2 } },
    false,
  ],
  ['an answer of something before Batch', { ...deferred('outage'), httpStatus: 404 }, false],
  ['no time left', deferred('deadline'), false],
  ['another try that runs', deferred('running'), false],
])('a row of unknowns is broken by %s: %o, %s', (_, outcome, isBroken) => {
  const { make, ask } = setUp();
  for (const each of [unknown, unknown, outcome, unknown]) make(each);
  expect('ended' in ask()).toBe(isBroken);
});
