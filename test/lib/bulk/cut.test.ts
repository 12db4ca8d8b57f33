import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CutLimits, Cutter, type Part } from '../../../lib/bulk/cut.ts';
import type { Found } from '../../../lib/bulk/file/found.ts';
import { readItems } from '../../../lib/bulk/file/read.ts';
import type { Unique } from '../../../lib/bulk/repeats.ts';
import { chunked, formOf, JSON_IDS, readAll } from '../../support/bulk-file.ts';

const WIDE: CutLimits = { most: 10_000, bytes: 1_000_000 };

interface Cutting {
  readonly unique?: Unique;
  readonly from?: { readonly n: number };
}

/** The parts of what was found, and what is left. */
function cut(found: readonly Found[], limits: CutLimits, { unique = 'in-part', from }: Cutting = {}) {
  const cutter = new Cutter(limits, { unique, ...(from && { from }) });
  const parts = found.map((each) => cutter.add(each)).filter((part) => part !== undefined);
  const { part: last, ...rest } = cutter.end();
  return { parts: last ? [...parts, last] : parts, rest };
}

/** Ids by a letter each; `!` is a line that is refused. */
async function cutLetters(letters: string, limits: Partial<CutLimits>, unique: Unique = 'in-part') {
  const file = [...letters].map((letter) => (letter === '!' ? '!' : `"${letter}"`)).join('\n');
  return cut((await readAll(file, JSON_IDS)).found, { ...WIDE, ...limits }, { unique });
}

function lettersOf({ parts }: { readonly parts: readonly Part[] }): string[] {
  return parts.map(({ json }) => (JSON.parse(json) as string[]).join(''));
}

describe('a part', () => {
  it.each<[string, Partial<CutLimits>, string[]]>([
    ["Batch's limit", { most: 2 }, ['ab', 'cd', 'e']],
    ['the pace', { paceItems: 3 }, ['abc', 'de']],
    ['the bytes, commas included', { bytes: 11 }, ['abc', 'de']],
    ['the bytes, one less', { bytes: 10 }, ['ab', 'cd', 'e']],
  ])('ends before the item that would bring it over %s', async (_, limits, expected) => {
    const { parts } = await cutLetters('abcde', limits);
    expect(lettersOf({ parts })).toEqual(expected);
    expect(parts.map(({ n, items }) => [n, items])).toEqual(expected.map((letters, n) => [n, letters.length]));
  });

  it('counts bytes, and no characters', async () => {
    expect(lettersOf(await cutLetters('éé', { bytes: 8 }, 'never'))).toEqual(['é', 'é']);
  });

  it('ends before the weight that would bring it over; an item of more is a part alone', async () => {
    const user = (id: string, events: number) => JSON.stringify({ id, events: Array(events).fill({ name: 'ue.x' }) });
    const file = [user('z', 4), user('a', 2), user('b', 1), user('c', 1), user('d', 9), user('e', 1)].join('\n');
    const { found } = await readAll(file, formOf('events-track', 'ndjson'));
    const { parts } = cut(found, { ...WIDE, most: 3 }, { unique: 'never' });
    expect(parts.map(({ items, weight }) => [items, weight])).toEqual([
      [1, 4],
      [2, 3],
      [1, 1],
      [1, 9],
      [1, 1],
    ]);
  });

  it('holds no item that is too large for one message: that line is refused, each time', async () => {
    const { parts, rest } = cut((await readAll('"abc"\n"long"\n"b"\n"long"', JSON_IDS)).found, { most: 9, bytes: 5 });
    expect(rest.lines).toBe(0);
    expect(parts.map(({ json, refusedLines }) => [json, refusedLines])).toEqual([
      ['["abc"]', [{ line: 2, reason: 'is too large for one message' }]],
      ['["b"]', [{ line: 4, reason: 'is too large for one message' }]],
    ]);
  });
});

describe('an id that repeats', () => {
  it.each<[Unique, string[], number[]]>([
    ['in-part', ['ab', 'ca'], [2, 0]],
    ['in-file', ['ab', 'c'], [2, 1]],
    ['never', ['aa', 'ba', 'ca'], [0, 0, 0]],
  ])('is dropped as asked for: %s', async (unique, expected, repeated) => {
    const { parts } = await cutLetters('aabaca', { most: 2 }, unique);
    expect(lettersOf({ parts })).toEqual(expected);
    expect(parts.map((part) => part.repeated)).toEqual(repeated);
  });

  it('does not end a part that is full', async () => {
    expect(lettersOf(await cutLetters('abab', { most: 2 }))).toEqual(['ab']);
  });
});

describe('a line that is no item', () => {
  it('counts to the part in front of it, to the first if there is none, and to the file if there are no parts', async () => {
    const { parts, rest } = await cutLetters('!a!!ab!c!', { most: 2 });
    expect(parts.map(({ lines, items, refused, repeated, next }) => [lines, items, refused, repeated, next])).toEqual([
      [7, 2, 4, 1, { offset: 20, line: 7 }],
      [2, 1, 1, 0, { offset: 25, line: 8 }],
    ]);
    expect(parts.map(({ refusedLines }) => refusedLines.map(({ line }) => line))).toEqual([[1, 3, 4, 7], [9]]);
    expect(rest).toEqual({ lines: 0, refused: 0, repeated: 0, refusedLines: [] });
    const { parts: none, rest: all } = await cutLetters('!!', {});
    expect(none).toEqual([]);
    expect(all).toMatchObject({ lines: 2, refused: 2, repeated: 0 });
  });

  it('is told as long as there are no more than a hundred', async () => {
    const { rest } = await cutLetters('!'.repeat(250), {});
    expect(rest.refused).toBe(250);
    expect(rest.refusedLines.map(({ line }) => line)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });
});

describe('the parts of any file', () => {
  const line = fc.constantFrom(
    '"a"',
    '"b"',
    '"c"',
    '"dd"',
    '"eee"',
    '"ééééé"',
    '"u"',
    '""',
    '',
    '!',
    '7',
    '{"id":"a"}',
    '\r',
  );
  const files = fc.array(line, { maxLength: 30 }).map((lines) => Buffer.from(lines.join('\n')));
  const limits = fc.record({
    most: fc.integer({ min: 1, max: 4 }),
    paceItems: fc.integer({ min: 1, max: 5 }),
    bytes: fc.integer({ min: 5, max: 20 }),
  });
  const uniques = fc.constantFrom<Unique>('in-file', 'in-part', 'never');

  it('do not depend on how its bytes are chunked', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(files, limits, uniques, sizes, async (file, some, unique, each) => {
        const cutter = new Cutter(some, { unique });
        const parts: Part[] = [];
        for await (const found of readItems(chunked(file, each), JSON_IDS)) {
          for (const one of found) parts.push(...[cutter.add(one)].filter((part) => part !== undefined));
        }
        const { part, ...rest } = cutter.end();
        const whole = cut((await readAll(file, JSON_IDS)).found, some, { unique });
        expect({ parts: part ? [...parts, part] : parts, rest }).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  it('do not depend on which part a reader goes on behind', async () => {
    await fc.assert(
      fc.asyncProperty(files, limits, fc.constantFrom<Unique>('in-part', 'never'), async (file, some, unique) => {
        const whole = cut((await readAll(file, JSON_IDS)).found, some, { unique });
        for (const { n, next } of whole.parts) {
          const { found } = await readAll(file, JSON_IDS, { from: { place: next, header: [] } });
          const rest = cut(found, some, { unique, from: { n: n + 1 } });
          expect(rest).toEqual({ ...whole, parts: whole.parts.slice(n + 1) });
        }
      }),
      { numRuns: 200 },
    );
  });

  it('hold every line once: as an item, as repeated or as refused', async () => {
    await fc.assert(
      fc.asyncProperty(files, limits, uniques, async (file, some, unique) => {
        const { found } = await readAll(file, JSON_IDS);
        const { parts, rest } = cut(found, some, { unique });
        const all = [...parts, { items: 0, ...rest }];
        for (const { lines, items, repeated, refused } of all) expect(lines).toBe(items + repeated + refused);
        expect(all.reduce((sum, { lines }) => sum + lines, 0)).toBe(found.length);
        for (const { json, items, weight } of parts) {
          expect(JSON.parse(json)).toHaveLength(items);
          expect(items).toBeLessThanOrEqual(Math.min(some.most, some.paceItems));
          expect(weight).toBe(items);
          expect(Buffer.byteLength(json) - '[]'.length).toBeLessThanOrEqual(some.bytes);
        }
      }),
      { numRuns: 300 },
    );
  });
});
