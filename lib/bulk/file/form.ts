import type { ItemList } from '../../endpoints/item-list.ts';

/** How a file is to be read; known from the start of the bulk on. */
export interface FileForm {
  readonly format: 'csv' | 'ndjson';
  /** The column of CSV, or the member of an object of NDJSON, that holds the id. */
  readonly column: string;
  /** What an item is to the endpoint. */
  readonly list: ItemList;
  /** What is wrong with an item beyond its schema, in words without content: the endpoint's guard at the moment of the start. */
  readonly refuses?: (item: unknown) => string | undefined;
}
