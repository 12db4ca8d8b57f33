/** Finds the ends of records in the chunks of a file, one chunk after the other, however they are cut. */
export interface RecordEnds {
  /** Line ends passed so far. */
  readonly line: number;
  /** Whether the quotes of the record that was found last are faulty. */
  readonly isFaulty: boolean;
  /** The index right behind the next record, line end included; -1 if it does not end in this chunk. */
  find(chunk: Buffer, from: number): number;
  /** The line of a quote that has been open for too long, or was when the file ended. */
  readonly openQuote: number | undefined;
  /** The file has ended, and its last record with it. */
  end(): void;
}

export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;

/** A record a line, whatever is in it. */
export class LineEnds implements RecordEnds {
  line: number;
  readonly isFaulty = false;
  readonly openQuote = undefined;

  constructor(line: number) {
    this.line = line;
  }

  find(chunk: Buffer, from: number): number {
    const index = chunk.indexOf(LINE_FEED, from);
    if (index === -1) return -1;
    this.line += 1;
    return index + 1;
  }

  /** A line is whole without its end. */
  end(): void {}
}
