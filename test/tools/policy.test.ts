import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LetterHead, REASONS, type Reason } from '../../tools/dead-letters/letter.ts';
import { decide, MAX_RETRY_AGE_MS } from '../../tools/dead-letters/policy.ts';

const NOW = 1_800_000_000_000;
const YOUNG = 1;
const OLD = MAX_RETRY_AGE_MS;

const letter = (reason: Reason, ageMs: number, detail = ''): LetterHead => ({
  id: 'letter',
  source: 'original',
  name: 'the-name',
  reason,
  detail,
  sentAt: NOW,
  since: NOW - ageMs,
  bytes: 2,
});
const push = { idempotent: false, now: NOW };
const customData = { idempotent: true, now: NOW };

describe('a push or a campaign', () => {
  it.each<[Reason, string, number, 'retry' | 'resend']>([
    ['invalid', '/apps/1 unknown app', YOUNG, 'retry'],
    ['rejected', 'ios: 2 rejected MALFORMED', YOUNG, 'retry'],
    ['rejected', 'ios: 2 accepted, 1 rejected MALFORMED', YOUNG, 'retry'],
    ['deferred', 'given up by SQS after 150 receives', YOUNG, 'retry'],
    ['unknown-outcome', 'ios: 2 unknown TIMEOUT', YOUNG, 'resend'],
    ['rejected', 'ios: 2 rejected MALFORMED', OLD, 'retry'],
    ['rejected', 'ios: 2 rejected MALFORMED; web: 12 rejected MALFORMED', OLD, 'retry'],
    ['rejected', 'ios: 2 accepted; android: 1 rejected MALFORMED', OLD, 'resend'],
    ['rejected', 'ios: 2 rejected MALFORMED; android: 1 accepted', OLD, 'resend'],
    ['rejected', 'ios: 1 rejected MALFORMED, 2 accepted', OLD, 'resend'],
    ['rejected', 'ios: 1 rejected MALFORMED, 2 unknown TIMEOUT', OLD, 'resend'],
    ['rejected', 'ios: 2 rejected MALFORMED; andro…', OLD, 'resend'],
    ['rejected', '', OLD, 'resend'],
    ['invalid', '/apps/1 unknown app', OLD, 'resend'],
    ['deferred', 'given up by SQS after 150 receives', OLD, 'resend'],
    ['unknown-outcome', 'ios: 2 unknown TIMEOUT', OLD, 'resend'],
  ])('%s, %j, %i ms old: %s takes it', (reason, detail, ageMs, takes) => {
    const leaves = takes === 'retry' ? 'resend' : 'retry';
    expect(decide(takes, letter(reason, ageMs, detail), push)).toMatchObject({ kind: 'send' });
    expect(decide(leaves, letter(reason, ageMs, detail), push)).toMatchObject({ kind: 'leave' });
  });

  it('is remembered from before it was buried until after its retry has ended', () => {
    const hours = (count: number) => count * 60 * 60 * 1000;
    expect(MAX_RETRY_AGE_MS + hours(36) + hours(36)).toBeLessThanOrEqual(hours(7 * 24));
  });
});

describe('custom data', () => {
  it.each(['invalid', 'rejected', 'deferred'] as const)('that is %s is retried however old it is', (reason) => {
    expect(decide('retry', letter(reason, 10 * OLD), customData)).toMatchObject({ kind: 'send' });
  });
});

describe('any letter', () => {
  const anyLetter = fc
    .tuple(
      fc.constantFrom(...REASONS),
      fc.nat(2 * OLD),
      fc.constantFrom('', 'ios: 1 accepted', 'ios: 1 rejected X', 'x…'),
    )
    .map((parts) => letter(...parts));

  it('is taken by one of retry and resend, and by one only', async () => {
    await fc.assert(
      fc.property(anyLetter, fc.boolean(), (one, idempotent) => {
        const kinds = (['retry', 'resend'] as const).map(
          (action) => decide(action, one, { idempotent, now: NOW }).kind,
        );
        expect(kinds.sort()).toEqual(['leave', 'send']);
      }),
    );
  });

  it.each(REASONS)('that is %s can be discarded', (reason) => {
    expect(decide('discard', letter(reason, OLD), push)).toEqual({ kind: 'delete' });
  });
});

describe('what goes back', () => {
  const since = `${NOW - YOUNG}`;
  it.each<['retry' | 'resend', Reason, Record<string, string>]>([
    ['retry', 'invalid', {}],
    ['retry', 'deferred', {}],
    ['retry', 'rejected', { 'rejected-outcome': 'retry' }],
    ['resend', 'unknown-outcome', { 'unknown-outcome': 'resend' }],
  ])('%s of %s carries its name, its time, and no more of a person’s word than is needed', (action, reason, word) => {
    expect(decide(action, letter(reason, YOUNG), push)).toMatchObject({
      attributes: { idempotency_key: 'the-name', since, ...word },
    });
    const { attributes } = decide(action, letter(reason, YOUNG), push) as { attributes: object };
    expect(Object.keys(attributes).sort()).toEqual(['idempotency_key', 'since', ...Object.keys(word)].sort());
  });

  it('resend of an old letter has its rejected parts tried again too', () => {
    expect(decide('resend', letter('rejected', OLD), push)).toMatchObject({
      attributes: { 'unknown-outcome': 'resend', 'rejected-outcome': 'retry' },
    });
  });
});
