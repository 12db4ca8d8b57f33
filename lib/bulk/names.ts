/*
 * What a bulk and its parts are called. `bulk:` begins the names of parts, and of nothing else.
 */

/** Which part of which bulk. */
export interface PartOfBulk {
  readonly id: string;
  /** From 0. */
  readonly n: number;
}

/** The name of the request that a part is: what the ledger knows it by. */
export function nameOfPart({ id, n }: PartOfBulk): string {
  return `bulk:${id}#${n}`;
}

/** The part of a bulk that a request of this name is, if it is one. */
export function partOfName(name: string): PartOfBulk | undefined {
  const [, id, n] = /^bulk:([A-Za-z0-9_-]{16,64})#(\d{1,9})$/.exec(name) ?? [];
  return id === undefined ? undefined : { id, n: Number(n) };
}
