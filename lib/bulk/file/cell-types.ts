/** How a cell is read, as the end of its column's name says; as a string without one, whatever it looks like. */
export interface CellType {
  /** The value; undefined if the cell holds none of this type. */
  read(cell: string): string | number | boolean | undefined;
  readonly expected: string;
}

const TEXT: CellType = { read: (cell) => cell, expected: 'a string' };

/** Numbers as JSON has them: what begins with a 0 is more likely a code than a number. https://www.rfc-editor.org/rfc/rfc8259#section-6 */
const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const FLOAT = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const TYPES: Readonly<Record<string, CellType>> = {
  integer: { read: (cell) => (INTEGER.test(cell) ? Number(cell) : undefined), expected: 'an integer' },
  float: { read: (cell) => (FLOAT.test(cell) ? Number(cell) : undefined), expected: 'a number' },
  boolean: { read: (cell) => BOOLEANS.get(cell), expected: '`true` or `false`' },
};

const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
]);

/** A column's name without its end, and the type that this says. */
export function typeOf(title: string): { readonly name: string; readonly type: CellType } {
  const [, name = title, end = ''] = /^(.*):(integer|float|boolean)$/s.exec(title) ?? [];
  return { name, type: TYPES[end] ?? TEXT };
}
