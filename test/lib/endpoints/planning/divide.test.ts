import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../lib/endpoints/call.ts';
import { divide } from '../../../../lib/endpoints/planning/divide.ts';

/** What three items, of which the last was merged, come to if Batch refuses those at these places. */
function divided(...refused: readonly number[]) {
  const three = {
    items: 3,
    at: (places: readonly number[]) => places as unknown as Call,
    isMerged: (place: number) => place === 2,
    apart: (places: readonly number[]) => places.map((place) => `${place}` as unknown as Call),
  };
  return divide(
    three,
    refused.map((index) => ({ index, reason: 'r' })),
  );
}

describe('what an accepted call comes to', () => {
  it.each<[string, number[], ReturnType<typeof divide> | object]>([
    ['all of it, if nothing was refused', [], { rest: [0, 1, 2], refused: [], apart: [] }],
    ['the rest, and what was refused', [1], { rest: [0, 2], refused: [{ call: [1], reason: 'r' }], apart: [] }],
    ['in the order of the call', [1, 0], { rest: [2], refused: [{ call: [0, 1], reason: 'r' }], apart: [] }],
    ['what was merged by itself', [2], { rest: [0, 1], refused: [], apart: ['2'] }],
    [
      'no rest, if all of it was refused',
      [0, 1, 2],
      { rest: undefined, refused: [{ call: [0, 1], reason: 'r' }], apart: ['2'] },
    ],
    ['nothing at places that it does not have', [3, -1], { rest: [0, 1, 2], refused: [], apart: [] }],
  ])('%s', (_, refused, expected) => {
    expect(divided(...refused)).toEqual(expected);
  });
});
