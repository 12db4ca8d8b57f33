import { hash } from 'node:crypto';
import { FileFault } from './file/fault.ts';

/** Most different ids of a file that are told apart. Ours: what they take of the memory of a function. */
const MAX_IDS = 4_000_000;

/** So many that the ids fill the tables to four fifths when all are as large as they get, and that none is long in growing. */
const TABLES = 1_250;
const FIRST_SLOTS = 16;
const MOST_FULL = 7 / 8;

/** Of 32 bits, in a digest. */
const WORDS = 4;

/**
 * The ids of a file, 16 bytes each: the first half of a SHA-256, of which two are alike by chance in one of 10^25 files.
 * 80 MB at the most.
 */
export class SeenIds {
  readonly #tables = Array.from({ length: TABLES }, () => new Table());
  readonly #digest = new Uint32Array(WORDS);
  readonly #most: number;
  #count = 0;

  constructor(most: number = MAX_IDS) {
    this.#most = most;
  }

  /** Whether the id was not added before. Throws FileFault for one too many. */
  add(id: string): boolean {
    readDigest(id, this.#digest);
    const table = this.#tables[(this.#digest[0] as number) % TABLES] as Table;
    if (!table.add(this.#digest, 0)) return false;
    this.#count += 1;
    if (this.#count > this.#most) throw new FileFault({ name: 'TOO_MANY_IDS', detail: tooMany(this.#most) });
    return true;
  }
}

function tooMany(most: number): string {
  return `the file has more than ${most} different ids; sort out those that repeat, and say \`"unique": false\``;
}

function readDigest(id: string, words: Uint32Array): void {
  // The fastest way that leaves no buffers to collect: a character a byte.
  const digest = hash('sha256', id, 'binary');
  for (let word = 0; word < WORDS; word += 1) {
    const at = 4 * word;
    const high = (digest.charCodeAt(at) << 24) | (digest.charCodeAt(at + 1) << 16);
    words[word] = high | (digest.charCodeAt(at + 2) << 8) | digest.charCodeAt(at + 3);
  }
  words[WORDS - 1] ||= 1;
}

/** Digests, each in the first free slot from where its second word points on. The last word is 0 in free slots alone. */
class Table {
  #words = new Uint32Array(FIRST_SLOTS * WORDS);
  #count = 0;

  /** Whether the digest that stands in a list of words was not here. */
  add(list: Uint32Array, from: number): boolean {
    const at = this.#slotFor(list, from);
    if (this.#words[at + WORDS - 1] !== 0) return false;
    for (let word = 0; word < WORDS; word += 1) this.#words[at + word] = list[from + word] as number;
    this.#count += 1;
    if (this.#count * WORDS > this.#words.length * MOST_FULL) this.#grow();
    return true;
  }

  #slotFor(list: Uint32Array, from: number): number {
    const words = this.#words;
    const last = words.length - 1;
    let at = ((list[from + 1] as number) * WORDS) & last;
    while (words[at + WORDS - 1] !== 0 && !isSame(words, at, list, from)) at = (at + WORDS) & last;
    return at;
  }

  #grow(): void {
    const old = this.#words;
    this.#words = new Uint32Array(2 * old.length);
    this.#count = 0;
    for (let at = 0; at < old.length; at += WORDS) if (old[at + WORDS - 1] !== 0) this.add(old, at);
  }
}

function isSame(one: Uint32Array, at: number, other: Uint32Array, from: number): boolean {
  for (let word = 0; word < WORDS; word += 1) if (one[at + word] !== other[from + word]) return false;
  return true;
}
