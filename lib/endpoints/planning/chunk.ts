import type { Part } from '../call.ts';
import { pieceAt, placesIn } from '../piece.ts';
import type { Packed } from './packing.ts';

/** What a chunk asks for of one person. */
export interface Asked<Content> {
  readonly id: string;
  readonly content: Content;
  readonly items: number;
  /** Where the request says so. */
  readonly places: readonly number[];
}

/** The same, with its place in the whole chunk. */
type Placed<Content> = Asked<Content> & { readonly at: number };

/** People of one request, in order, as many as go into one call. */
export interface WholeChunk<Content> extends Part, Packed {
  readonly asked: readonly Placed<Content>[];
  /** Places of the request's list. Only where the request has several chunks. */
  readonly of?: readonly [from: number, to: number];
}

/** A chunk of these people. */
export function chunkOf<Content>(
  { request, chunk }: Pick<Part, 'request' | 'chunk'>,
  asked: readonly Asked<Content>[],
  list: string,
): WholeChunk<Content> {
  const placed = asked.map((one, at) => ({ ...one, at }));
  return { request, chunk, size: asked.length, ...holding(placed, list) };
}

function holding<Content>(asked: readonly Placed<Content>[], list: string) {
  const items = asked.reduce((sum, one) => sum + one.items, 0);
  return { asked, items, people: { [list]: asked.map(({ id }) => id) } };
}

/** The chunk less all but these of its people; nothing if there are none. */
export function pieceOf<Content>(
  chunk: WholeChunk<Content>,
  asked: readonly Placed<Content>[],
  list: string,
): WholeChunk<Content>[] {
  if (asked.length === 0) return [];
  if (asked.length === chunk.asked.length) return [chunk];
  return [{ ...chunk, ...holding(asked, list), piece: pieceAt(asked.map(({ at }) => at)) }];
}

/** What a part, or a piece of it, asks for of a chunk. */
export function take<Content>(
  chunk: WholeChunk<Content> | undefined,
  { piece }: Part,
  list: string,
): WholeChunk<Content>[] {
  if (!chunk || !piece) return chunk ? [chunk] : [];
  const wanted = new Set(placesIn(piece));
  return pieceOf(
    chunk,
    chunk.asked.filter(({ at }) => wanted.has(at)),
    list,
  );
}
