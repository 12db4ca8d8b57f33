import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../lib/delivery/outcome.ts';
import type { Told } from '../../../../lib/triggers/queue/told.ts';
import {
  deferred as backAfter,
  exhausted,
  invalid,
  tooOld,
  triage,
  untriedStatus,
} from '../../../../lib/triggers/queue/triage.ts';
import { accepted, deferred, outage, rejected, unknown } from '../../../support/outcomes.ts';

type Options = Parameters<typeof triage>[1];

const OPTIONS: Options = {
  effect: 'once',
  unknownOutcome: 'park',
  retriesRejected: false,
  receiveCount: 1,
  isLast: false,
  isTooOld: false,
  random: () => 0.5,
};

const told = (outcome: Outcome, more: Partial<Told> = {}): Told => ({ app: 'ios', items: 1, outcome, ...more });

function fateOf(all: readonly Told[], options: Partial<Options> = {}): string {
  const fate = triage(all, { ...OPTIONS, ...options });
  return fate.kind === 'dead' ? fate.reason : fate.kind;
}

const running = deferred('running');
const earlier = { remembered: true };
const again = { effect: 'repeatable' } as const;
const last = { isLast: true };
const old = { isTooOld: true };

describe('what becomes of a message', () => {
  it.each<[string, Told[], Partial<Options>, string]>([
    ['all accepted', [told(accepted), told(accepted)], {}, 'done'],
    ['all accepted, at its last receive, too old', [told(accepted)], { ...last, ...old }, 'done'],
    ['one open among accepted', [told(accepted), told(outage)], {}, 'deferred'],
    ['one open among refused', [told(rejected), told(outage)], {}, 'deferred'],
    ['one open, which can’t be received again', [told(accepted), told(outage)], last, 'exhausted'],
    ['under way elsewhere', [told(running)], {}, 'deferred'],
    ['under way elsewhere, and too old', [told(running)], old, 'deferred'],
    ['under way elsewhere, at its last receive', [told(running)], last, 'unknown-outcome'],
    [
      'what may be repeated, under way elsewhere, at its last receive',
      [told(running)],
      { ...last, ...again },
      'exhausted',
    ],
    ['open, and too old', [told(outage)], old, 'too-old'],
    ['open, too old, beside what was refused', [told(outage), told(rejected)], old, 'rejected'],
    ['unknown', [told(unknown)], {}, 'unknown-outcome'],
    ['unknown beside refused', [told(rejected), told(unknown)], {}, 'unknown-outcome'],
    ['unknown under `resend`', [told(unknown)], { unknownOutcome: 'resend' }, 'deferred'],
    ['unknown under `resend`, and too old', [told(unknown)], { unknownOutcome: 'resend', ...old }, 'unknown-outcome'],
    [
      'unknown at an earlier try, under `resend`',
      [told(unknown, earlier)],
      { unknownOutcome: 'resend' },
      'unknown-outcome',
    ],
    ['unknown, of what may be repeated', [told(unknown)], again, 'deferred'],
    ['unknown, of what may be repeated, at its last receive', [told(unknown)], { ...again, ...last }, 'exhausted'],
    ['refused', [told(accepted), told(rejected)], {}, 'rejected'],
    ['refused at an earlier try', [told(rejected, earlier)], old, 'rejected'],
    ['refused before, wanted again by a person', [told(rejected, earlier)], { retriesRejected: true }, 'rejected'],
    ['the same, and too old', [told(rejected, earlier)], { retriesRejected: true, ...old }, 'too-old'],
    ['refused now, wanted again, and too old', [told(rejected)], { retriesRejected: true, ...old }, 'rejected'],
  ])('that is %s', (_, all, options, fate) => {
    expect(fateOf(all, options)).toBe(fate);
  });

  it('of which nothing is known is not that it is done', () => {
    expect(fateOf([])).not.toBe('done');
    expect(triage([told(accepted)], OPTIONS)).toEqual({ kind: 'done' });
  });

  it('waits for as long as what is open asks for, and not for what has ended', () => {
    const asking = (retryAfterMs: number) => told({ ...outage, retryAfterMs });
    expect(triage([asking(61_000), asking(60_000), told(rejected)], OPTIONS)).toMatchObject({ delaySeconds: 61 });
    expect(triage([asking(3_600_000)], OPTIONS)).toMatchObject({ delaySeconds: 900 });
  });

  it.each([
    [1, 8],
    [2, 15],
    [3, 30],
    [7, 480],
    [8, 675],
    [150, 675],
  ])('comes back, at its receive number %i, after %i s at medium chance', (receiveCount, delaySeconds) => {
    expect(backAfter({ receiveCount, random: () => 0.5 })).toEqual({ kind: 'deferred', delaySeconds });
  });
});

describe('a dead letter says', () => {
  it('how many items of each app ended how, apps one by one', () => {
    const all = [
      told(accepted, { items: 2 }),
      told(accepted, { app: 'android', items: 3 }),
      told(rejected, { items: 1 }),
      told(rejected, { items: 4 }),
    ];
    expect(triage(all, OPTIONS)).toMatchObject({ detail: 'ios: 2 accepted, 5 rejected X; android: 3 accepted' });
  });

  it('every fault of a message that we refuse', () => {
    const faults = [
      { pointer: '/a', detail: 'is missing' },
      { pointer: '/b', detail: 'is no number' },
    ];
    expect(invalid(faults)).toEqual({ kind: 'dead', reason: 'invalid', detail: '/a is missing; /b is no number' });
  });

  it('why nothing is known of what was sent', () => {
    expect(exhausted()).toEqual({
      kind: 'dead',
      reason: 'exhausted',
      detail: 'went back each time; nothing is known to have been sent',
    });
    expect(tooOld()).toEqual({
      kind: 'dead',
      reason: 'too-old',
      detail: 'the ledger may have forgotten what was sent of it',
    });
  });

  it.each([
    ['whole', 'x'.repeat(1_000), 'x'.repeat(1_000)],
    ['cut', 'x'.repeat(1_001), `${'x'.repeat(994)}…`],
    ['cut between two characters', '€'.repeat(400), `${'€'.repeat(331)}…`],
    ['cut, what can’t be read left as it came', `\uFFFD${'x'.repeat(1_000)}`, `\uFFFD${'x'.repeat(991)}…`],
  ])('no more than 1,000 bytes: %s', (_, text, detail) => {
    expect(invalid([{ detail: text }])).toMatchObject({ detail });
    expect(Buffer.byteLength(detail)).toBeLessThanOrEqual(1_000);
  });
});

it.each([
  [{ kind: 'done' }, 'cancelled'],
  [invalid([]), 'rejected'],
  [tooOld(), 'deferred'],
  [exhausted(), 'deferred'],
  [backAfter({ receiveCount: 1, random: Math.random }), 'deferred'],
] as const)('what was never tried, and is %o, counts as %s', (fate, status) => {
  expect(untriedStatus(fate)).toBe(status);
});
