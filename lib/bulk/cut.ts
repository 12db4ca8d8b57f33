import type { Found, FoundItem } from './file/found.ts';
import { BEGINNING, type Place } from './file/place.ts';
import { type Repeats, repeatsOf, type Unique } from './repeats.ts';
import { type Counts, Tally } from './tally.ts';

const COMMA_BYTES = 1;

const TOO_LARGE = 'is too large for one message';

/** What a part may hold. An item that weighs more by itself is a part alone. */
export interface CutLimits {
  /** Most weight: Batch's limit of one call. */
  readonly most: number;
  /** Most items, where a pace is asked for. */
  readonly paceItems?: number;
  /** Most bytes of the items' JSON and the commas between them. */
  readonly bytes: number;
}

/** What one message carries, and what became of the lines of the file up to where the next part begins. */
export interface Part extends Counts {
  /** Counted from 0. */
  readonly n: number;
  readonly items: number;
  readonly weight: number;
  /** The list of the items. */
  readonly json: string;
  /** Where the next part begins, or the end of the file. */
  readonly next: Place;
}

/** What is left when a file has ended: the last part, with all lines behind it, or lines alone if no item is among them. */
export interface Tail extends Counts {
  readonly part?: Part;
}

/**
 * Cuts a file into parts, by what is in it alone. Lines that are no item count to the part in front of them, or the first:
 * so a part is over only when the next item is there, and a reader that goes on at `next` finds what this one would have.
 */
export class Cutter {
  readonly #limits: CutLimits;
  readonly #repeats: Repeats;
  readonly #tally = new Tally();
  #n: number;
  #items: string[] = [];
  #weight = 0;
  #bytes = 0;
  /** Behind what was added last. */
  #place = BEGINNING;

  /** @param from which part is the next; ids unique `in-file` are told only from the beginning on */
  constructor(
    limits: CutLimits,
    { unique, from }: { readonly unique: Unique; readonly from?: { readonly n: number } },
  ) {
    this.#limits = limits;
    this.#repeats = repeatsOf(unique);
    this.#n = from?.n ?? 0;
  }

  /** The part that is over now, if one is. Throws FileFault for one id too many. */
  add(found: Found): Part | undefined {
    let part: Part | undefined;
    if (found.kind === 'item') part = this.#addItem(found, Buffer.byteLength(found.json));
    else this.#tally.refuse(found.line, found.reason);
    this.#place = found.place;
    return part;
  }

  /** The file has ended. */
  end(): Tail {
    const part = this.#items.length > 0 ? this.#close() : undefined;
    return { ...this.#tally.take(0), ...(part && { part }) };
  }

  #addItem({ line, json, weight }: FoundItem, bytes: number): Part | undefined {
    if (bytes > this.#limits.bytes) this.#tally.refuse(line, TOO_LARGE);
    else if (this.#repeats.isRepeated(json)) this.#tally.repeat();
    else return this.#takeItem(json, weight, bytes);
    return undefined;
  }

  #takeItem(json: string, weight: number, bytes: number): Part | undefined {
    const part = this.#hasRoomFor(weight, bytes) ? undefined : this.#close();
    if (part) this.#repeats.beginPart(json);
    this.#items.push(json);
    this.#weight += weight;
    this.#bytes += bytes + COMMA_BYTES;
    return part;
  }

  #hasRoomFor(weight: number, bytes: number): boolean {
    const { most, paceItems = Number.POSITIVE_INFINITY, bytes: mostBytes } = this.#limits;
    const items = this.#items.length;
    if (items === 0) return true;
    return items < paceItems && this.#weight + weight <= most && this.#bytes + bytes <= mostBytes;
  }

  #close(): Part {
    const items = this.#items.length;
    const json = `[${this.#items.join(',')}]`;
    const part = { n: this.#n, items, weight: this.#weight, json, next: this.#place, ...this.#tally.take(items) };
    this.#n += 1;
    this.#items = [];
    this.#weight = 0;
    this.#bytes = 0;
    return part;
  }
}
