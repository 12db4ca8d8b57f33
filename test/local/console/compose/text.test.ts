import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  JSON_TEXT,
  LINES,
  type Notation,
  NUMBER,
  PLAIN,
  shown,
} from '../../../../local/console/page/parts/form/text.ts';

const line = fc.string({ minLength: 1 }).filter((text) => !/[\r\n]/.test(text));

describe('a value as text', () => {
  it.each<[string, Notation, fc.Arbitrary<unknown>]>([
    ['a text', PLAIN, fc.string()],
    ['a number', NUMBER, fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0)],
    ['lines', LINES, fc.array(line)],
    ['anything', JSON_TEXT, fc.jsonValue({ noUnicodeString: false })],
  ])('is read as what it was shown of: %s', (_, notation, values) => {
    fc.assert(
      fc.property(values, (value) => {
        expect(JSON.stringify(notation.read(notation.show(value)))).toBe(JSON.stringify(value));
      }),
    );
  });

  it.each([
    ['an unfinished number', NUMBER, '-', '-'],
    ['nothing', NUMBER, '', ''],
    ['more than a number', NUMBER, '1e999', '1e999'],
    ['unfinished JSON', JSON_TEXT, '{"a":', '{"a":'],
    ['a bare word', JSON_TEXT, 'hello', 'hello'],
  ])('is a text where it is %s, so that the gateway says what is wrong', (_, notation, text, value) => {
    expect(notation.read(text)).toBe(value);
  });

  it('stays as it was typed while it means the same', () => {
    expect(shown(NUMBER, 1, '1.')).toBe('1.');
    expect(shown(LINES, ['a'], 'a\n')).toBe('a\n');
  });

  it('is that of the value once something else changed it', () => {
    expect(shown(NUMBER, 2, '1.')).toBe('2');
    expect(shown(LINES, ['b'], 'a\n')).toBe('b');
  });
});
