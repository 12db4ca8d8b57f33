import type { ItemForm } from '../../endpoints/item-list.ts';
import { type CellType, typeOf } from './cell-types.ts';
import { cellsOf } from './cells.ts';
import { FileFault } from './fault.ts';
import type { FileForm } from './form.ts';
import type { FileRecord } from './records.ts';

/** The names of a CSV's columns, as they stand; none of NDJSON. */
export type Header = readonly string[];

/** A column that is no id. */
export interface Attribute {
  /** Its place in a record, from 0. */
  readonly place: number;
  /** In Batch's own spelling. */
  readonly name: string;
  readonly type: CellType;
}

/** What the columns of a CSV are. */
export interface Columns {
  readonly count: number;
  /** The place of the one that holds the id. */
  readonly id: number;
  /** Empty for lists of ids, whose other columns are of no interest. */
  readonly attributes: readonly Attribute[];
}

/** Throws FileFault for a record that can't be read. */
export function headerOf({ line, text, fault }: FileRecord): Header {
  if (fault !== undefined) throw new FileFault({ name: 'NO_SUCH_COLUMN', detail: `the header ${fault}`, line });
  return cellsOf([text])[0] as string[];
}

/** Throws FileFault if the id's column is missing, or another holds no attribute. Says of columns only where they stand. */
export function columnsOf(header: Header, { column, list: { form } }: FileForm): Columns {
  const id = header.indexOf(column);
  if (id === -1) {
    throw new FileFault({ name: 'NO_SUCH_COLUMN', detail: 'no column of the header has the name that `column` says' });
  }
  const again = header.indexOf(column, id + 1);
  if (again !== -1) throw badColumn(again, 'has the name of the id, as another has');
  return { count: header.length, id, attributes: form ? attributesOf(header, id, form) : [] };
}

function attributesOf(header: Header, id: number, { csv }: ItemForm): Attribute[] {
  const names = new Set<string>();
  return header.flatMap((title, place) => {
    if (place === id) return [];
    const { name, type } = typeOf(title);
    if (!csv?.isAttribute(name)) throw badColumn(place, 'is no attribute, or one that needs NDJSON');
    if (names.has(name)) throw badColumn(place, 'is an attribute that an earlier column is');
    names.add(name);
    return [{ place, name, type }];
  });
}

function badColumn(place: number, what: string): FileFault {
  return new FileFault({ name: 'BAD_COLUMN', detail: `column ${place + 1} of the header ${what}` });
}
