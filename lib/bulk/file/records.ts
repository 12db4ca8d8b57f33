import { isAscii } from 'node:buffer';
import { FileFault } from './fault.ts';
import { MAX_RECORD_BYTES } from './limits.ts';
import type { Place } from './place.ts';
import { CARRIAGE_RETURN, LINE_FEED, type RecordEnds } from './record-ends.ts';

/** A record of a file that is not empty: its text without line end, or what is wrong with it. */
export interface FileRecord {
  readonly line: number;
  readonly place: Place;
  readonly text: string;
  readonly fault: string | undefined;
}

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

const LINE_END_BYTES = 2;

const TOO_LONG = `is longer than ${MAX_RECORD_BYTES} bytes`;
const NO_UTF_8 = 'is not UTF-8';
const BAD_QUOTE = 'has a quote where none may stand';

/**
 * The records of a file, as many at once as end in a chunk. Holds no more of it than a chunk and a record, however long that
 * is. Throws FileFault for a quote that stays open, after what stands before it.
 */
export async function* readRecords(
  bytes: AsyncIterable<Uint8Array>,
  ends: RecordEnds,
  from: Place,
): AsyncGenerator<FileRecord[]> {
  const splitter = new Splitter(ends, from.offset);
  for await (const chunk of withWholeMark(bytes)) {
    yield splitter.push(chunk);
    refuseOpenQuote(ends);
  }
  ends.end();
  refuseOpenQuote(ends);
  yield splitter.end();
}

function refuseOpenQuote({ openQuote: line }: RecordEnds): void {
  if (line === undefined) return;
  const detail = `a quote is open at the end of the file, or for more than ${MAX_RECORD_BYTES} bytes`;
  throw new FileFault({ name: 'OPEN_QUOTE', detail, line });
}

/** The same bytes, the first chunk so long that it tells whether a byte order mark stands there. */
async function* withWholeMark(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const { buffer, byteOffset, byteLength } of bytes) {
    const chunk = Buffer.from(buffer, byteOffset, byteLength);
    if (head) head = Buffer.concat([head, chunk]);
    if (head && head.length < BYTE_ORDER_MARK.length) continue;
    yield head ?? chunk;
    head = undefined;
  }
  if (head) yield head;
}

/** Bytes that end with a record, and their text if they are ASCII. */
interface Chunk {
  readonly bytes: Buffer;
  readonly text: string | undefined;
}

class Splitter {
  readonly #ends: RecordEnds;
  /** Where the chunk begins in the object. */
  #offset: number;
  /** The first line of the record under way. */
  #line: number;
  /** What earlier chunks hold of it; nothing once it is too long. */
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(ends: RecordEnds, offset: number) {
    this.#ends = ends;
    this.#offset = offset;
    this.#line = ends.line + 1;
  }

  push(bytes: Buffer): FileRecord[] {
    const records: FileRecord[] = [];
    // To slice one text is a third of the work of decoding its lines one by one, and in ASCII an index is one of both.
    const chunk = { bytes, text: isAscii(bytes) ? bytes.toString('latin1') : undefined };
    let start = this.#offset === 0 && startsWithMark(bytes) ? BYTE_ORDER_MARK.length : 0;
    for (let end = this.#ends.find(bytes, start); end !== -1; end = this.#ends.find(bytes, start)) {
      this.#take(chunk, start, end, records);
      start = end;
    }
    this.#hold(bytes.subarray(start));
    this.#offset += bytes.length;
    return records;
  }

  /** The last record, if the file does not end in a line end. */
  end(): FileRecord[] {
    const records: FileRecord[] = [];
    if (this.#heldBytes > 0) this.#take({ bytes: Buffer.alloc(0), text: undefined }, 0, 0, records);
    return records;
  }

  #hold(bytes: Buffer): void {
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > MAX_RECORD_BYTES + LINE_END_BYTES) this.#held = [];
    else if (bytes.length > 0) this.#held.push(bytes);
  }

  #take(chunk: Chunk, start: number, end: number, records: FileRecord[]): void {
    const place = { offset: this.#offset + end, line: this.#ends.line };
    const read = this.#heldBytes === 0 ? textIn(chunk, start, end) : this.#withHeld(chunk.bytes.subarray(start, end));
    if (read !== '') records.push(this.#recordOf(read, place));
    this.#line = place.line + 1;
  }

  #withHeld(rest: Buffer): string | undefined {
    const isTooLong = this.#heldBytes + rest.length > MAX_RECORD_BYTES + LINE_END_BYTES;
    const bytes = isTooLong ? undefined : Buffer.concat([...this.#held, rest]);
    this.#held = [];
    this.#heldBytes = 0;
    return bytes && textIn({ bytes, text: undefined }, 0, bytes.length);
  }

  #recordOf(text: string | undefined, place: Place): FileRecord {
    const line = this.#line;
    if (text === undefined) return { line, place, text: '', fault: TOO_LONG };
    // What is no UTF-8 is decoded to this, and nobody's id holds it.
    if (text.includes('\uFFFD')) return { line, place, text: '', fault: NO_UTF_8 };
    return { line, place, text, fault: this.#ends.isFaulty ? BAD_QUOTE : undefined };
  }
}

/** The text of a record without its line end; undefined if it is too long. */
function textIn({ bytes, text }: Chunk, start: number, end: number): string | undefined {
  let last = end;
  if (bytes[last - 1] === LINE_FEED) last -= bytes[last - 2] === CARRIAGE_RETURN ? 2 : 1;
  if (last - start > MAX_RECORD_BYTES) return undefined;
  return text === undefined ? bytes.toString('utf8', start, last) : text.slice(start, last);
}

function startsWithMark(bytes: Buffer): boolean {
  return bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
}
