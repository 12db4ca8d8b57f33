import type { Deadline } from '../deadline.ts';
import type { Items } from '../ledger/items.ts';
import type { Item, Lookup } from '../ledger/lookup.ts';
import type { BulkOrder } from './order.ts';
import type { BulkEnd, BulkState, HandedPart, ObjectVersion, PartFate } from './state.ts';

/**
 * For how long an item is kept by the table itself, beyond what is asked for. Ours: the items of a bulk are forgotten together,
 * `LEDGER_TTL_DAYS` after the last of them was written, and a bulk that is paced may take a year.
 */
const SPARE_MS = 366 * 24 * 60 * 60 * 1000;

/** Sort keys. What the reader begins with is alike, so that one query brings it. */
const HEAD = 'head';
const KEYS = { order: `${HEAD} order`, version: `${HEAD} version`, turn: `${HEAD} turn`, end: `${HEAD} end` };
const PART = 'part ';
const FATE = 'fate ';

/** What is known of a bulk without its parts. */
export interface BulkHead extends Pick<BulkState, 'order' | 'version' | 'end' | 'lastEnd'> {
  /** Of the reader's messages, the latest that is on its queue for certain: 0 is the first. */
  readonly turn: number;
}

/** Bulks in the ledger's table: one item for what was asked for, and a few for each part, each written whole. All methods throw what the table throws. */
export interface Bulks {
  /** Writes down what is asked for, unless that was done before. Answers whether it was new. */
  start(order: BulkOrder, deadline: Deadline): Promise<boolean>;
  /** Undefined if nobody knows it, or not any more. */
  read(id: string, deadline: Deadline): Promise<BulkState | undefined>;
  head(id: string, deadline: Deadline): Promise<BulkHead | undefined>;
  /** Why nothing more of it is handed over, or sent; nothing if that is not so. */
  ended(id: string, deadline: Deadline): Promise<BulkEnd | undefined>;
  /** The last parts that were written down, the latest first. */
  lastParts(id: string, count: number, deadline: Deadline): Promise<HandedPart[]>;
  /** Holds the bulk to a version, unless it is held to one. Answers whether it was not. */
  holdTo(id: string, version: ObjectVersion, deadline: Deadline): Promise<boolean>;
  noteTurn(id: string, turn: number, deadline: Deadline): Promise<void>;
  notePart(id: string, part: HandedPart, deadline: Deadline): Promise<void>;
  noteFate(id: string, fate: PartFate, deadline: Deadline): Promise<void>;
  /** The same, unless something is written down. */
  assumeFate(id: string, fate: PartFate, deadline: Deadline): Promise<void>;
  /**
   * Ends it, unless it has ended otherwise. Answers whether it ended so.
   *
   * @param over what it may have ended with before
   */
  end(id: string, end: BulkEnd, over: BulkEnd | undefined, deadline: Deadline): Promise<boolean>;
}

interface BulksOptions {
  readonly ttlMs: number;
  now(): number;
}

export function createBulks(lookup: Lookup, items: Items, options: BulksOptions): Bulks {
  return new TableBulks(lookup, items, options);
}

class TableBulks implements Bulks {
  readonly #lookup: Lookup;
  readonly #items: Items;
  readonly #options: BulksOptions;

  constructor(lookup: Lookup, items: Items, options: BulksOptions) {
    this.#lookup = lookup;
    this.#items = items;
    this.#options = options;
  }

  start(order: BulkOrder, deadline: Deadline): Promise<boolean> {
    return this.#items.put(this.#itemOf(order.id, KEYS.order, order), deadline, NOT_THERE);
  }

  async read(id: string, deadline: Deadline): Promise<BulkState | undefined> {
    // What came before is read before: of an end that is read, all parts are there.
    const head = headOf(await this.#lookup.all(partitionOf(id), deadline, { prefix: HEAD }));
    if (!head) return undefined;
    const parts = await this.#lookup.all(partitionOf(id), deadline, { prefix: PART });
    const fates = await this.#lookup.all(partitionOf(id), deadline, { prefix: FATE });
    const known = {
      ...head,
      parts: parts.map((item) => contentOf<HandedPart>(item)),
      fates: new Map(fates.map((item) => contentOf<PartFate>(item)).map((fate) => [fate.n, fate])),
    };
    const expiresAt = lastChangeOf(known) + this.#options.ttlMs;
    return expiresAt < this.#options.now() ? undefined : { ...known, expiresAt };
  }

  async head(id: string, deadline: Deadline): Promise<BulkHead | undefined> {
    return headOf(await this.#lookup.all(partitionOf(id), deadline, { prefix: HEAD }));
  }

  async ended(id: string, deadline: Deadline): Promise<BulkEnd | undefined> {
    const [item] = await this.#lookup.all(partitionOf(id), deadline, { prefix: KEYS.end });
    return item && whereEnded(contentOf<BulkEnd>(item));
  }

  async lastParts(id: string, count: number, deadline: Deadline): Promise<HandedPart[]> {
    const found = await this.#lookup.all(partitionOf(id), deadline, { prefix: PART, last: count });
    return found.map((item) => contentOf<HandedPart>(item));
  }

  holdTo(id: string, version: ObjectVersion, deadline: Deadline): Promise<boolean> {
    return this.#items.put(this.#itemOf(id, KEYS.version, version), deadline, NOT_THERE);
  }

  async noteTurn(id: string, turn: number, deadline: Deadline): Promise<void> {
    await this.#items.put(this.#itemOf(id, KEYS.turn, { turn }), deadline);
  }

  async notePart(id: string, part: HandedPart, deadline: Deadline): Promise<void> {
    await this.#items.put(this.#itemOf(id, numbered(PART, part.n), part), deadline);
  }

  async noteFate(id: string, fate: PartFate, deadline: Deadline): Promise<void> {
    await this.#items.put(this.#itemOf(id, numbered(FATE, fate.n), fate), deadline);
  }

  async assumeFate(id: string, fate: PartFate, deadline: Deadline): Promise<void> {
    await this.#items.put(this.#itemOf(id, numbered(FATE, fate.n), fate), deadline, NOT_THERE);
  }

  end(id: string, end: BulkEnd, over: BulkEnd | undefined, deadline: Deadline): Promise<boolean> {
    const condition = over ? isStill(JSON.stringify(over)) : NOT_THERE;
    return this.#items.put(this.#itemOf(id, KEYS.end, end), deadline, condition);
  }

  #itemOf(id: string, part: string, value: object): Item {
    const expiresAt = Math.ceil((this.#options.now() + this.#options.ttlMs + SPARE_MS) / 1000);
    return {
      request: { S: partitionOf(id) },
      part: { S: part },
      value: { S: JSON.stringify(value) },
      expiresAt: { N: `${expiresAt}` },
    };
  }
}

function lastChangeOf({ order, end, parts, fates }: Omit<BulkState, 'expiresAt'>): number {
  const decided = [...fates.values()].reduce((latest, { at }) => Math.max(latest, at), 0);
  return Math.max(order.startedAt, end?.at ?? 0, parts.at(-1)?.dueAt ?? 0, decided);
}

/** Names of requests are hashes, which hold no white space. */
function partitionOf(id: string): string {
  return `bulk ${id}`;
}

/** In the order of the numbers. */
function numbered(prefix: string, n: number): string {
  return `${prefix}${`${n}`.padStart(9, '0')}`;
}

function contentOf<T>(item: Item): T {
  return JSON.parse(item['value']?.S ?? '');
}

function headOf(items: readonly Item[]): BulkHead | undefined {
  const at = (key: string) => items.find((item) => item['part']?.S === key);
  const [order, version, turn, end] = [at(KEYS.order), at(KEYS.version), at(KEYS.turn), at(KEYS.end)];
  if (!order) return undefined;
  return {
    order: contentOf<BulkOrder>(order),
    version: version && contentOf<ObjectVersion>(version),
    turn: turn ? contentOf<{ turn: number }>(turn).turn : 0,
    end: end && whereEnded(contentOf<BulkEnd>(end)),
    lastEnd: end && contentOf<BulkEnd>(end),
  };
}

function whereEnded(end: BulkEnd): BulkEnd | undefined {
  return end.status === 'open' ? undefined : end;
}

const NOT_THERE = {
  ConditionExpression: 'attribute_not_exists(#request)',
  ExpressionAttributeNames: { '#request': 'request' },
  ExpressionAttributeValues: undefined,
};

function isStill(text: string) {
  return {
    ConditionExpression: 'attribute_not_exists(#value) OR #value = :value',
    ExpressionAttributeNames: { '#value': 'value' },
    ExpressionAttributeValues: { ':value': { S: text } },
  };
}
