import type * as z from 'zod/mini';

/** The list of a request that a bulk fills from a file, line by line. */
export interface ItemList {
  /** The member of the request that it is, or that holds it. */
  readonly member: 'recipients' | 'users' | 'profiles';
  /** Names of the lists in that member, of which a file fills one: the first, unless another is asked for. */
  readonly lists?: readonly [string, ...string[]];
  /** What an item is, where it is more than an id. */
  readonly form?: ItemForm;
  /** What an item takes of a call: 1, unless it is otherwise. The item is valid. */
  weightOf?(item: unknown): number;
  /** What Batch takes in one call, at most. The request is valid, its list left out. */
  mostOf(request: Readonly<Record<string, unknown>>): number;
  /** Whether an id is asked for once however often it stands in a file, unless told otherwise; absent where nobody can ask. */
  readonly isUnique?: boolean;
}

/** An item that is an object. */
export interface ItemForm {
  readonly schema: z.ZodMiniType;
  /** How a line of CSV comes to one; absent where it can't. */
  readonly csv?: {
    /** Whether a column's name is that of an attribute which a cell can hold. */
    isAttribute(name: string): boolean;
    toItem(id: string, attributes: Readonly<Record<string, unknown>>): object;
  };
}
