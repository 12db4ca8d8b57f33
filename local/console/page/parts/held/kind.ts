import type { ComponentChildren } from 'preact';
import type { HeldKind, HeldRow } from '../../../api.ts';

/** One column of a table of what is held. */
export interface Column {
  readonly title: string;
  cell(row: HeldRow): ComponentChildren;
}

/** One kind of what is held, and how it is shown. The first column opens a row. */
export interface Kind {
  readonly name: HeldKind;
  readonly title: string;
  /** By what `search` finds. */
  readonly searched: string;
  readonly columns: readonly [Column, ...Column[]];
  /** A row that is open. */
  view(row: HeldRow): ComponentChildren;
  /** What there has to be first. */
  readonly empty: string;
  /** The capability whose example brings one. */
  readonly capability: string;
}
