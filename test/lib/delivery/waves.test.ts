import { describe, expect, it } from 'vitest';
import { notMade } from '../../../lib/delivery/delivered.ts';
import type { Outcome } from '../../../lib/delivery/outcome.ts';
import { inWaves } from '../../../lib/delivery/waves.ts';
import type { Call } from '../../../lib/endpoints/call.ts';
import { accepted, outage, unknown } from '../../support/outcomes.ts';

type Named = Partial<Call> & { readonly body: string };

const call = (more: Named): Call => ({ app: 'ios', items: 1, parts: [], ...more });

/** Carries calls out, each to end as its body is told to; answers which were made, wave by wave, and how each ended. */
async function carriedOut(calls: readonly Named[], outcomeOf: Readonly<Record<string, Outcome>> = {}) {
  const made: string[][] = [];
  const ended = await inWaves(
    calls.map(call),
    ({ outcome }) => outcome.status !== 'accepted',
    async (wave) => {
      made.push(wave.map(({ body }) => body));
      return wave.map((one) => [notMade(one, outcomeOf[one.body] ?? accepted)]);
    },
  );
  const ends = ended.map(({ call: { body }, outcome }) => {
    return `${body} ${outcome.status === 'accepted' ? 'accepted' : outcome.error.name}`;
  });
  return { made, ends, ended };
}

describe('waves', () => {
  it('come in the order of their numbers, whatever that of the calls, which are answered in theirs', async () => {
    const { made, ends } = await carriedOut([
      { body: 'c', wave: 2 },
      { body: 'a' },
      { body: 'd', wave: 10 },
      { body: 'b' },
    ]);
    expect(made).toEqual([['a', 'b'], ['c'], ['d']]);
    expect(ends).toEqual(['c accepted', 'a accepted', 'd accepted', 'b accepted']);
  });

  it('answer all that a call has come to', async () => {
    const [one] = [call({ body: 'a' })];
    const both = [notMade(one, accepted), notMade(one, unknown)];
    expect(
      await inWaves(
        [one],
        () => false,
        async () => [both],
      ),
    ).toEqual(both);
  });

  it('go on past what is not open', async () => {
    const calls = [{ body: 'a' }, { body: 'b', wave: 1 }].map(call);
    const ended = await inWaves(
      calls,
      () => false,
      async (wave) => wave.map((one) => [notMade(one, outage)]),
    );
    expect(ended.map(({ outcome }) => outcome)).toEqual([outage, outage]);
  });
});

describe('a later call of the same app', () => {
  const paused: Outcome = { ...outage, by: 'throttled', retryAfterMs: 7_000 };

  it('is left while an earlier one is open, and so is what comes after it', async () => {
    const calls = [{ body: 'a' }, { body: 'b', wave: 1 }, { body: 'c', wave: 2 }];
    const { made, ends, ended } = await carriedOut(calls, { a: paused });
    expect(made).toEqual([['a'], [], []]);
    expect(ends).toEqual(['a X', 'b EARLIER_CALL_OPEN', 'c EARLIER_CALL_OPEN']);
    expect(ended[2]?.outcome).toMatchObject({ status: 'deferred', by: 'throttled', retryAfterMs: 7_000 });
    expect(ended[2]?.exchanges).toEqual([]);
  });

  it('is left as in an outage, if nobody knows how the earlier one ended', async () => {
    const { ended } = await carriedOut([{ body: 'a' }, { body: 'b', wave: 1 }], { a: unknown });
    expect(ended[1]?.outcome).toEqual({
      status: 'deferred',
      by: 'outage',
      error: { name: 'EARLIER_CALL_OPEN', detail: 'Not sent: it may not overtake an earlier one that is still open.' },
    });
  });

  it.each<[string, Named, string]>([
    ['is made if it is of another app', { body: 'b', app: 'android' }, 'b accepted'],
    [
      'is made if both say whom they are about, and that is nobody of the same',
      { body: 'b', people: ['u3'] },
      'b accepted',
    ],
    ['is left if it is about one of the same', { body: 'b', people: ['u3', 'u2'] }, 'b EARLIER_CALL_OPEN'],
  ])('%s', async (_, later, end) => {
    const { ends } = await carriedOut(
      [
        { body: 'a', people: ['u1', 'u2'] },
        { wave: 1, ...later },
      ],
      { a: paused },
    );
    expect(ends).toEqual(['a X', end]);
  });

  it('is left as the one ended that it would overtake', async () => {
    const calls = [
      { body: 'a', people: ['u1'] },
      { body: 'b', people: ['u2'] },
      { body: 'c', people: ['u2'], wave: 1 },
    ];
    const { ended } = await carriedOut(calls, { a: paused, b: outage });
    expect(ended[2]?.outcome).toMatchObject({ by: 'outage' });
  });
});
