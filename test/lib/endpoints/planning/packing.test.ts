import { expect, it } from 'vitest';
import { type Packed, pack } from '../../../../lib/endpoints/planning/packing.ts';

/** Who is in which call; each of a request of its own. */
function packed(all: readonly string[], mayRepeatPerson: boolean): string[] {
  const chunks = all.map((ids, request): Packed => {
    const users = ids.split(' ');
    return { request, items: users.length, people: { users } };
  });
  const rules = { most: 3, mayRepeatPerson };
  return pack(chunks, rules).map((inCall) => inCall.map(({ people }) => people['users']?.join(' ')).join(', '));
}

it.each([
  ['fills the first call that has room', ['a', 'b c', 'd'], false, ['a, b c', 'd']],
  ['fills a later one where somebody stands in the first', ['a', 'a', 'b', 'c d'], false, ['a, b', 'a, c d']],
  ['repeats a person in a call that may', ['a', 'a', 'a b'], true, ['a, a', 'a b']],
  ['keeps the order of what is asked for one person', ['a b', 'b c d', 'b'], true, ['a b', 'b c d', 'b']],
  [
    'lets pass those who are in a full call, where no order is to be kept',
    ['a', 'b c d', 'b'],
    false,
    ['a, b', 'b c d'],
  ],
])('%s', (_, all, mayRepeatPerson, calls) => {
  expect(packed(all, mayRepeatPerson)).toEqual(calls);
});
