import { MAX_RECORD_BYTES } from './limits.ts';
import { CARRIAGE_RETURN, LINE_FEED, type RecordEnds } from './record-ends.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;

/** Kinds of bytes: columns of the table below. */
const NAMED_BYTES = [QUOTE, COMMA, CARRIAGE_RETURN, LINE_FEED];
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => NAMED_BYTES.indexOf(byte) + 1);
const KIND_COUNT = NAMED_BYTES.length + 1;

/** Where in a record one is: rows of the table below. `FAULT` is as `PLAIN`, after a quote that may not stand where it does. */
const START = 0;
const PLAIN = 1;
const QUOTED = 2;
const CLOSED = 3;
const CLOSED_RETURN = 4;
const FAULT = 5;
const END = 6;

/** https://www.rfc-editor.org/rfc/rfc4180#section-2. After a fault cells are told apart as before, so that it costs its record only. */
const NEXT = Uint8Array.from(
  [
    //             other, quote, comma, return, line feed
    /* START */ [PLAIN, QUOTED, START, PLAIN, END],
    /* PLAIN */ [PLAIN, FAULT, START, PLAIN, END],
    /* QUOTED */ [QUOTED, CLOSED, QUOTED, QUOTED, QUOTED],
    /* CLOSED */ [FAULT, QUOTED, START, CLOSED_RETURN, END],
    /* CLOSED_RETURN */ [FAULT, FAULT, FAULT, FAULT, END],
    /* FAULT */ [PLAIN, FAULT, START, PLAIN, END],
  ].flat(),
);

/** Records of CSV, which may have line ends within quotes. Cells are for `cells.ts`. */
export class CsvEnds implements RecordEnds {
  line: number;
  isFaulty = false;
  openQuote: number | undefined;
  #state = START;
  /** Whether a chunk has ended since the last record did. */
  #isWithin = false;
  /** Where the last quote was opened: index in the chunk, below 0 if in an earlier one, and line. */
  #opened = { index: 0, line: 0 };
  #chunk: Buffer | undefined;
  #nextQuote = 0;

  constructor(line: number) {
    this.line = line;
  }

  find(chunk: Buffer, from: number): number {
    if (!this.#isWithin) {
      this.isFaulty = false;
      const end = this.#plainEnd(chunk, from);
      if (end !== -1) return end;
      this.#state = START;
    }
    const end = this.#search(chunk, from);
    this.#isWithin = end === -1;
    if (this.#isWithin) this.#leave(chunk);
    return end;
  }

  end(): void {
    if (this.#state === QUOTED) this.openQuote = this.#opened.line;
    // A return at the very end is no line end.
    if (this.#state === CLOSED_RETURN) this.isFaulty = true;
  }

  /** The end of a record that holds no quote, which most don't: its line's. */
  #plainEnd(chunk: Buffer, from: number): number {
    if (chunk !== this.#chunk || this.#nextQuote < from) {
      const index = chunk.indexOf(QUOTE, from);
      this.#chunk = chunk;
      this.#nextQuote = index === -1 ? Number.POSITIVE_INFINITY : index;
    }
    const index = chunk.indexOf(LINE_FEED, from);
    if (index === -1 || index > this.#nextQuote) return -1;
    this.line += 1;
    return index + 1;
  }

  #search(chunk: Buffer, from: number): number {
    let state = this.#state;
    for (let index = from; index < chunk.length; index += 1) {
      const byte = chunk[index] as number;
      const next = NEXT[state * KIND_COUNT + (KINDS[byte] as number)] as number;
      if (byte === LINE_FEED) this.line += 1;
      if (next === END) return index + 1;
      if (next === FAULT) this.isFaulty = true;
      else if (next === QUOTED && state === START) this.#opened = { index, line: this.line + 1 };
      else if (next === CLOSED && this.#hasVanished(index)) return -1;
      state = next;
    }
    this.#state = state;
    return -1;
  }

  /** A file must not vanish in a cell. */
  #hasVanished(index: number): boolean {
    if (index - this.#opened.index > MAX_RECORD_BYTES) this.openQuote = this.#opened.line;
    return this.openQuote !== undefined;
  }

  #leave(chunk: Buffer): void {
    if (this.#state === QUOTED) this.#hasVanished(chunk.length);
    this.#opened.index -= chunk.length;
    this.#chunk = undefined;
  }
}
