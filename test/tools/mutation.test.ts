import { describe, expect, it } from 'vitest';
import { distanceTo } from '../../tools/mutation/nearest-first.ts';
import { scoreOf } from '../../tools/mutation/score.ts';
import { isUnderItsBar } from '../../tools/mutation/tell.ts';

const mutants = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).flatMap(([status, count]) =>
    Array.from({ length: count }, () => ({
      place: 'lib/a.ts:1:1',
      mutator: 'BlockStatement',
      replacement: '{}',
      status,
    })),
  );
const room = (bar: number | undefined) => ({ name: 'ledger', files: [], bar });

describe('the mutation score', () => {
  it('counts what no test reached as missed', () => {
    expect(scoreOf(mutants({ Killed: 8, Timeout: 1, NoCoverage: 1 })).percent).toBe(90);
  });

  it('leaves out what was neither found nor missed', () => {
    const score = scoreOf(mutants({ Killed: 1, Survived: 1, Ignored: 5, RuntimeError: 3 }));
    expect(score).toMatchObject({ leftOut: 8, percent: 50 });
  });

  it('fails under the bar of a room that has one', () => {
    const isUnder = (killed: number, bar: number | undefined) =>
      isUnderItsBar({ room: room(bar), mutants: mutants({ Killed: killed, Survived: 100 - killed }) });
    expect([isUnder(90, 90), isUnder(89, 90), isUnder(0, undefined)]).toEqual([false, true, false]);
  });
});

it('tries the tests of a mutated file in the order of their way to it, its own first', () => {
  const own = 'test/lib/delivery/retry.test.ts';
  const beside = 'test/lib/delivery/breaker.test.ts';
  const aside = 'test/lib/triggers/http/retry.test.ts';
  const distances = [own, beside, aside].map((test) => distanceTo(test, 'lib/delivery/retry.ts'));
  expect(distances).toEqual([0, 2, 5]);
});
