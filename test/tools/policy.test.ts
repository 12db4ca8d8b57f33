import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LetterHead, REASONS, type Reason } from '../../tools/dead-letters/letter.ts';
import { type Action, decide } from '../../tools/dead-letters/policy.ts';

const NOW = 1_800_000_000_000;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const MAX_BYTES = 1_044_480;

const letter = (reason: Reason, ageMs = 1): LetterHead => ({
  id: 'letter',
  source: 'original',
  name: 'the-name',
  reason,
  detail: '',
  sentAt: NOW,
  since: NOW - ageMs,
  bytes: 2,
});
const box = (isRepeatable: boolean) => ({
  capability: { name: 'any', effect: isRepeatable ? ('repeatable' as const) : ('once' as const) },
  maxMessageBytes: MAX_BYTES,
});
const push = box(false);
const customData = box(true);

function attributesOf(action: Action, one: LetterHead): Readonly<Record<string, string>> {
  const decision = decide(action, one, push);
  return decision.kind === 'send' ? decision.attributes : {};
}

describe('a push or a campaign', () => {
  it.each(['invalid', 'rejected', 'exhausted', 'moved-by-sqs'] as const)(
    'that is %s is retried however old it is, since its function decides what is too old',
    (reason) => {
      for (const ageMs of [1, YEAR_MS]) {
        expect(decide('retry', letter(reason, ageMs), push)).toMatchObject({ kind: 'send' });
        expect(decide('resend', letter(reason, ageMs), push)).toEqual({ kind: 'leave', because: 'no-risk' });
      }
    },
  );

  it.each([
    ['unknown-outcome', 'unknown'],
    ['too-old', 'forgotten'],
  ] as const)('that is %s is only resent, and it is told why that is a risk', (reason, risk) => {
    expect(decide('retry', letter(reason), push)).toEqual({ kind: 'leave', because: risk });
    expect(decide('resend', letter(reason), push)).toMatchObject({ kind: 'send', risk });
  });
});

describe('custom data', () => {
  it.each(REASONS)('that is %s is retried however old it is, since repeating it is harmless', (reason) => {
    expect(decide('retry', letter(reason, YEAR_MS), customData)).toMatchObject({ kind: 'send' });
    expect(decide('resend', letter(reason, YEAR_MS), customData)).toEqual({ kind: 'leave', because: 'no-risk' });
  });
});

describe('any letter', () => {
  it('is taken by one of retry and resend, and by one only', async () => {
    const anyLetter = fc.tuple(fc.constantFrom(...REASONS), fc.nat(YEAR_MS)).map((parts) => letter(...parts));
    await fc.assert(
      fc.property(anyLetter, fc.boolean(), (one, isRepeatable) => {
        const kinds = (['retry', 'resend'] as const).map((action) => decide(action, one, box(isRepeatable)).kind);
        expect(kinds.sort()).toEqual(['leave', 'send']);
      }),
    );
  });

  it.each(REASONS)('that is %s can be discarded', (reason) => {
    expect(decide('discard', letter(reason), push)).toEqual({ kind: 'delete' });
  });
});

describe('a letter that its queue does not take', () => {
  const bytesBeside = (attributes: Readonly<Record<string, string>>) =>
    Object.entries(attributes).reduce((sum, [name, value]) => sum + `${name}String${value}`.length, 0);

  it.each([
    ['retry', 'rejected'],
    ['resend', 'unknown-outcome'],
  ] as const)('with its attributes is left by %s, and not a byte sooner', (action, reason) => {
    const largest = MAX_BYTES - bytesBeside(attributesOf(action, letter(reason)));
    expect(decide(action, { ...letter(reason), bytes: largest }, push)).toMatchObject({ kind: 'send' });
    expect(decide(action, { ...letter(reason), bytes: largest + 1 }, push)).toEqual({
      kind: 'leave',
      because: 'too-large',
    });
  });

  it('counts in bytes, not in characters', () => {
    const umlauts = { ...letter('rejected'), name: 'ü'.repeat(200) };
    const bytes = MAX_BYTES - bytesBeside(attributesOf('retry', umlauts));
    expect(decide('retry', { ...umlauts, bytes }, push)).toEqual({ kind: 'leave', because: 'too-large' });
  });

  it('can be discarded', () => {
    expect(decide('discard', { ...letter('rejected'), bytes: MAX_BYTES }, push)).toEqual({ kind: 'delete' });
  });
});

describe('what goes back', () => {
  it.each<['retry' | 'resend', Reason, Record<string, string>]>([
    ['retry', 'invalid', {}],
    ['retry', 'exhausted', {}],
    ['retry', 'moved-by-sqs', {}],
    ['retry', 'rejected', { 'rejected-outcome': 'retry' }],
    ['resend', 'unknown-outcome', { 'unknown-outcome': 'resend' }],
    ['resend', 'too-old', { 'unknown-outcome': 'resend', 'rejected-outcome': 'retry' }],
  ])('%s of %s carries its name, its time, and no more of a person’s word than is needed', (action, reason, word) => {
    expect(attributesOf(action, letter(reason, YEAR_MS))).toEqual({
      idempotency_key: 'the-name',
      since: `${NOW - YEAR_MS}`,
      ...word,
    });
  });
});
