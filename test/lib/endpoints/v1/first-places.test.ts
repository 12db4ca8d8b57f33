import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstPlacesOf } from '../../../../lib/endpoints/v1/first-places.ts';

function naive(ids: readonly string[]): number[] | undefined {
  const places = ids.flatMap((id, place) => (ids.indexOf(id) === place ? [place] : []));
  return places.length < ids.length ? places : undefined;
}

/** Strings of one hash: `Aa` and `BB` have the same, and so has whatever is made of them. */
function alike(length: number): string[] {
  return Array.from({ length: 2 ** length }, (_, index) =>
    [...index.toString(2).padStart(length, '0')].map((bit) => (bit === '0' ? 'Aa' : 'BB')).join(''),
  );
}

describe('the first places of ids', () => {
  it('are those that a search finds, in short lists and in long ones', () => {
    const ids = fc.array(fc.oneof(fc.nat(40).map(String), fc.string()), { maxLength: 60 });
    fc.assert(
      fc.property(ids, fc.constantFrom(1, 30), (some, times) => {
        const list = Array.from({ length: times }, () => some).flat();
        expect(firstPlacesOf(list)).toEqual(naive(list));
        const long = [...list, ...Array.from({ length: 1_000 }, (_, index) => `${index % 700}`)];
        expect(firstPlacesOf(long)).toEqual(naive(long));
      }),
      { numRuns: 50 },
    );
  });

  it('are all of them in a list that repeats nothing, whatever its order', () => {
    const ascending = Array.from({ length: 3_000 }, (_, index) => `${10_000 + index}`);
    for (const ids of [[], ['a'], ascending, ascending.toReversed()]) expect(firstPlacesOf(ids)).toBeUndefined();
    expect(firstPlacesOf(['a', 'b', 'b', 'c'])).toEqual([0, 1, 3]);
  });

  it('are found among ids that all have one hash', () => {
    const ids = alike(11);
    expect(firstPlacesOf([...ids, ...ids])).toEqual(ids.map((_, place) => place));
  });
});
