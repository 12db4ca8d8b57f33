/** Where reading goes on: right behind a whole record. */
export interface Place {
  /** Bytes from the start of the object. */
  readonly offset: number;
  /** Line ends so far, those of empty lines and within quotes too. The next line is that many and one. */
  readonly line: number;
}

/** Of a file that nothing was read of. */
export const BEGINNING: Place = { offset: 0, line: 0 };
