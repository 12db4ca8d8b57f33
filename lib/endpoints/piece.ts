/** People of a chunk, counted from 0: from, and up to, not including, as often as it has stretches: `[0, 3, 8, 10]`. */
export type Piece = readonly number[];

/** The places of its people, in order. */
export function placesIn(piece: Piece): number[] {
  const places: number[] = [];
  for (let index = 0; index < piece.length; index += 2) {
    const [from = 0, to = 0] = piece.slice(index, index + 2);
    for (let place = from; place < to; place += 1) places.push(place);
  }
  return places;
}

/** The people at some places, which ascend. */
export function pieceAt(places: readonly number[]): Piece {
  const piece: number[] = [];
  for (const place of places) {
    if (piece.at(-1) === place) piece[piece.length - 1] = place + 1;
    else piece.push(place, place + 1);
  }
  return piece;
}
