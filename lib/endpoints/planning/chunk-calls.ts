import type { Call, RefusedItem } from '../call.ts';
import { pieceOf, take, type WholeChunk } from './chunk.ts';
import { divide } from './divide.ts';

/*
 * Calls of what must not be repeated. What one request asks for is cut into chunks that follow from it alone; each is in one
 * call as a whole, with chunks of other requests, so that the ledger knows at every later try what has been sent.
 */

/** How chunks are made into calls. */
export interface ChunkRules<Content> {
  /** The request's list, which faults and results point into. */
  readonly list: 'users' | 'profiles';
  /** What every such call has: where it goes, if not to the endpoint's own path, among others. */
  readonly call?: Pick<Call, 'path' | 'isMetered'>;
  /** Whether chunks of one call may be about the same person; then Batch gets at once what they say. */
  readonly mayRepeatPerson: boolean;
  /** What Batch gets for a person. */
  toBatch(id: string, contents: readonly Content[]): unknown;
}

/** A call, whichever app it is for. */
export type ChunkPlan<Content> = Omit<Call, 'app' | 'narrow' | 'only' | 'divide'> & {
  readonly chunks: readonly WholeChunk<Content>[];
};

/** One call. */
export function planChunks<Content>(
  chunks: readonly WholeChunk<Content>[],
  rules: ChunkRules<Content>,
  wave = 0,
): ChunkPlan<Content> {
  const people = peopleIn(chunks);
  return {
    chunks,
    wave,
    items: chunks.reduce((sum, { items }) => sum + items, 0),
    body: JSON.stringify([...people].map(([id, contents]) => rules.toBatch(id, contents))),
    parts: chunks,
    people: [...people.keys()],
    effect: 'once',
    ...rules.call,
    ...placesOf(chunks, rules, wave),
  };
}

/** What the chunks say of each person, in order. */
function peopleIn<Content>(chunks: readonly WholeChunk<Content>[]): Map<string, Content[]> {
  const people = new Map<string, Content[]>();
  for (const { asked } of chunks) {
    for (const { id, content } of asked) {
      const known = people.get(id);
      if (known) known.push(content);
      else people.set(id, [content]);
    }
  }
  return people;
}

/** Where one request says it. */
function placesOf<Content>(
  chunks: readonly WholeChunk<Content>[],
  { list, mayRepeatPerson }: ChunkRules<Content>,
  wave: number,
): Pick<Call, 'of' | 'places'> {
  const [only, other] = chunks;
  if (!only || other) return {};
  const [one, another] = only.asked;
  return {
    ...(only.of && wave === 0 && !only.piece && { of: { [list]: only.of } }),
    // Where a person is an item, Batch may refuse several of them alone.
    ...(one && (!another || !mayRepeatPerson) && { places: pointersTo(only, list) }),
  };
}

function pointersTo<Content>({ asked }: WholeChunk<Content>, list: string): string[] {
  return asked.flatMap(({ places }) => places.map((place) => `/${list}/${place}`));
}

/** The call for one app. If Batch refuses what several requests, or several people, make up, they are tried in halves. */
export function toChunkCall<Content>(
  app: string,
  { chunks, ...plan }: ChunkPlan<Content>,
  rules: ChunkRules<Content>,
): Call {
  /** No call has two chunks of one request. */
  let ofRequest: Map<number, WholeChunk<Content>> | undefined;
  const isForMany = chunks.length > 1 || (chunks[0]?.asked.length ?? 0) > 1;
  const again = (some: readonly WholeChunk<Content>[]) => toChunkCall(app, planChunks(some, rules, plan.wave), rules);
  return {
    app,
    ...plan,
    ...(isForMany && { narrow: () => halve(chunks, rules).map((half) => toChunkCall(app, half, rules)) }),
    only(parts) {
      ofRequest ??= new Map(chunks.map((chunk) => [chunk.request, chunk]));
      return again(parts.flatMap((part) => take(ofRequest?.get(part.request), part, rules.list)));
    },
    ...(!rules.mayRepeatPerson && {
      divide: (refused: readonly RefusedItem[]) =>
        divide(
          {
            items: plan.items,
            at: (places) => again(itemsOf(chunks, places, rules.list)),
            isMerged: () => false,
            apart: () => [],
          },
          refused,
        ),
    }),
  };
}

/** Some items of a call, by their places in it. */
function itemsOf<Content>(
  chunks: readonly WholeChunk<Content>[],
  places: readonly number[],
  list: string,
): WholeChunk<Content>[] {
  const wanted = new Set(places);
  let from = 0;
  return chunks.flatMap((chunk) => {
    const first = from;
    from += chunk.asked.length;
    return pieceOf(
      chunk,
      chunk.asked.filter((_, index) => wanted.has(first + index)),
      list,
    );
  });
}

/** The second half waits for the first if it goes on with what is asked for of one person. */
function halve<Content>(chunks: readonly WholeChunk<Content>[], rules: ChunkRules<Content>): ChunkPlan<Content>[] {
  const [first, second] = halvesOf(chunks, rules.list);
  const earlier = peopleIn(first);
  const goesOn = second.some(({ asked }) => asked.some(({ id }) => earlier.has(id)));
  return [planChunks(first, rules), planChunks(second, rules, goesOn ? 1 : 0)];
}

/** Half of the requests each; if there is but one, half of its people. */
function halvesOf<Content>(
  chunks: readonly WholeChunk<Content>[],
  list: string,
): [WholeChunk<Content>[], WholeChunk<Content>[]] {
  const [only, other] = chunks;
  if (!only || other) {
    const middle = Math.ceil(chunks.length / 2);
    return [chunks.slice(0, middle), chunks.slice(middle)];
  }
  const { asked } = only;
  const middle = Math.ceil(asked.length / 2);
  return [pieceOf(only, asked.slice(0, middle), list), pieceOf(only, asked.slice(middle), list)];
}
