/** Most refused lines of a part that are told; of a bulk, the first as many. */
const MAX_TOLD = 100;

/** A line that is no item. */
export interface RefusedLine {
  readonly line: number;
  /** In words without content of the line. */
  readonly reason: string;
}

/** What became of lines: `lines` are the items among them, the repeated and the refused. */
export interface Counts {
  readonly lines: number;
  readonly repeated: number;
  readonly refused: number;
  /** The first hundred of them. */
  readonly refusedLines: readonly RefusedLine[];
}

/** Counts lines up to where a part ends. */
export class Tally {
  #repeated = 0;
  #refused = 0;
  #refusedLines: RefusedLine[] = [];

  repeat(): void {
    this.#repeated += 1;
  }

  refuse(line: number, reason: string): void {
    this.#refused += 1;
    if (this.#refusedLines.length < MAX_TOLD) this.#refusedLines.push({ line, reason });
  }

  /** Those since it was asked last, and so many items. */
  take(items: number): Counts {
    const [repeated, refused, refusedLines] = [this.#repeated, this.#refused, this.#refusedLines];
    this.#repeated = 0;
    this.#refused = 0;
    this.#refusedLines = [];
    return { lines: items + repeated + refused, repeated, refused, refusedLines };
  }
}
