import { cellsOf } from './cells.ts';
import type { FileForm } from './form.ts';
import type { Columns } from './header.ts';
import { EMPTY, type Reading } from './reading.ts';

/** What records of CSV hold, the header not among them. */
export function readCsv(records: readonly string[], columns: Columns, { list: { form } }: FileForm): Reading[] {
  const toItem = form?.csv?.toItem;
  return cellsOf(records).map((cells) => {
    if (cells.length > columns.count) return { reason: 'has more cells than the header' };
    const id = cells[columns.id];
    if (!id) return EMPTY;
    if (!toItem) return { item: id };
    const read = readAttributes(cells, columns);
    return 'reason' in read ? read : { item: toItem(id, read.attributes) };
  });
}

type Attributes = Readonly<Record<string, unknown>>;

function readAttributes(
  cells: readonly string[],
  { attributes }: Columns,
): { readonly attributes: Attributes } | { readonly reason: string } {
  const values: [string, unknown][] = [];
  for (const { place, name, type } of attributes) {
    const cell = cells[place];
    if (!cell) continue;
    const value = type.read(cell);
    if (value === undefined) return { reason: `expected ${type.expected} in column ${place + 1}` };
    values.push([name, value]);
  }
  return values.length > 0 ? { attributes: Object.fromEntries(values) } : { reason: 'holds nothing beside the id' };
}
