import { describe, expect, it } from 'vitest';
import { MergedAttributes, type Value } from '../../../../lib/endpoints/planning/merged-attributes.ts';

type Values = Readonly<Record<string, Value>>;

/** What several settings of one person's attributes come to; `false` where one of them can't be merged. */
function merged(all: readonly Values[], most?: { keys: number; lists: number; entries: number }): Values | false {
  const [first = {}, ...others] = all;
  const attributes = new MergedAttributes(first, { attributeOf: (key) => key, ...(most && { most }) });
  const areTaken = others.every((values) => attributes.add(values));
  return areTaken && Object.fromEntries(attributes.entries());
}

const add = (...$add: string[]) => ({ $add });
const remove = (...$remove: string[]) => ({ $remove });

describe('attributes that are set again', () => {
  it.each<[string, Values[], Values]>([
    [
      'hold what was said last',
      [
        { a: 1, b: 1 },
        { b: null, c: 'x' },
      ],
      { a: 1, b: null, c: 'x' },
    ],
    ['take an edit of a list of which nothing was said', [{}, { t: add('x') }], { t: add('x') }],
    ['take what is added to a list', [{ t: ['x'] }, { t: add('y') }], { t: ['x', 'y'] }],
    ['take what is removed from a list', [{ t: ['x', 'y'] }, { t: remove('x') }], { t: ['y'] }],
    ['remove nothing that is not there', [{ t: ['x'] }, { t: remove('y') }], { t: ['x'] }],
    ['empty a list that is filled at once', [{ t: ['x'] }, { t: { $add: ['y'], $remove: ['x'] } }], { t: ['y'] }],
    ['add to a list that was taken away', [{ t: null }, { t: add('x') }], { t: ['x'] }],
    ['remove nothing of a list that was taken away', [{ t: null }, { t: remove('x') }], { t: null }],
    ['add up what edits add', [{ t: add('x') }, { t: add('y') }], { t: add('x', 'y') }],
    ['add up what edits remove', [{ t: remove('x') }, { t: remove('y') }], { t: remove('x', 'y') }],
    [
      'remove what was added before, and add what was removed',
      [{ t: { $add: ['x'], $remove: ['y'] } }, { t: { $add: ['y'], $remove: ['x'] } }],
      { t: { $add: ['y'], $remove: ['x'] } },
    ],
    ['put a list in place of its edit', [{ t: add('x') }, { t: ['y'] }], { t: ['y'] }],
  ])('%s', (_, all, expected) => {
    expect(merged(all)).toEqual(expected);
  });
});

describe('nothing is merged of which nobody knows what Batch makes:', () => {
  it.each<[string, Values[]]>([
    ['a list that ends up empty', [{ t: ['x'] }, { t: remove('x') }]],
    ['an edit of what is no list', [{ t: 'x' }, { t: add('y') }]],
    ['a tag both added and removed', [{ t: ['x'] }, { t: { $add: ['y'], $remove: ['y'] } }]],
    ['a tag that was both added and removed', [{ t: { $add: ['y'], $remove: ['y'] } }, { t: add('x') }]],
  ])('%s', (_, all) => {
    expect(merged(all)).toBe(false);
  });

  it('of an attribute in two forms, nor of any other with it', () => {
    const attributes = new MergedAttributes({ 'date(a)': 1 }, { attributeOf: (key) => key.replace('date(a)', 'a') });
    expect(attributes.add({ b: 1, a: 1 })).toBe(false);
    expect(attributes.entries()).toEqual([['date(a)', 1]]);
    expect(attributes.add({ 'date(a)': 2 })).toBe(true);
  });
});

describe('a limit of Batch’s', () => {
  it.each<[string, Values[], boolean]>([
    ['on keys is reached', [{ a: 1 }, { b: 1, c: 1 }], true],
    ['on keys is passed', [{ a: 1 }, { b: 1, c: 1, d: 1 }], false],
    [
      'on keys is not passed by what is there already',
      [
        { a: 1, b: 1, c: 1 },
        { a: 2, b: 2 },
      ],
      true,
    ],
    ['on lists is reached', [{ t: ['x'] }, { s: add('x') }], true],
    ['on lists is passed', [{ t: ['x'], s: ['x'] }, { r: ['x'] }], false],
    [
      'on lists is not passed by what is there already',
      [
        { t: ['x'], s: add('x') },
        { t: ['y'], s: add('y') },
      ],
      true,
    ],
    ['on lists is not passed by what takes something away', [{ t: ['x'], s: ['x'] }, { a: null }], true],
    ['on entries is reached', [{ t: ['x', 'y'] }, { t: add('z') }], true],
    ['on entries is passed', [{ t: ['x', 'y'] }, { t: add('z', 'w') }], false],
    ['on entries is passed by one of two', [{}, { t: ['x'], s: ['x', 'y', 'z', 'w'] }], false],
    ['on entries is passed by what edits add', [{ t: add('x', 'y') }, { t: add('z', 'w') }], false],
    ['on entries is passed by what edits remove', [{ t: remove('x', 'y') }, { t: remove('z', 'w') }], false],
    ['on entries starts anew with a list anew', [{ t: ['x', 'y', 'z'] }, { t: ['w'] }], true],
  ])('%s', (_, all, isTaken) => {
    expect(merged(all, { keys: 3, lists: 2, entries: 3 }) !== false).toBe(isTaken);
  });
});
