/** An edit of a list of tags, or of strings. */
export interface ListEdit {
  readonly $add?: readonly string[];
  readonly $remove?: readonly string[];
}

/** What one attribute may hold; `null` takes it away. */
export type Value = string | number | boolean | null | readonly string[] | ListEdit;

type Values = Readonly<Record<string, Value>>;

/** What attributes are like, where they are merged. */
export interface AttributeRules {
  /** The attribute that a key is about, whatever form it is written in. */
  attributeOf(key: string): string;
  /** Batch's limits on one person's attributes in a call, which merging must not pass. None unless given. */
  readonly most?: {
    readonly keys: number;
    readonly lists: number;
    /** Entries of one list. */
    readonly entries: number;
  };
}

/** A value that more can be added to: tags and edits of tags as sets, any other as it is. */
type Held = Exclude<Value, readonly string[] | ListEdit> | Set<string> | HeldEdit;

/**
 * Attributes that are set several times, made into one that leaves Batch with the same as all of them in turn. Adding some
 * takes as long as they are many, however many were added before.
 */
export class MergedAttributes {
  readonly #rules: AttributeRules;
  readonly #held = new Map<string, Held>();
  /** The key that an attribute was written under last, by the attribute. */
  readonly #keyOf = new Map<string, string>();

  constructor(first: Values, rules: AttributeRules) {
    this.#rules = rules;
    for (const [key, value] of Object.entries(first)) this.#put(key, hold(value));
  }

  /**
   * Adds what is set later. Answers false, and changes nothing, where nobody can be certain what Batch would make of it: one
   * attribute written in two forms, a list that ends up empty, an edit of what is no list, a tag both added and removed, a limit
   * passed.
   */
  add(values: Values): boolean {
    const entries = Object.entries(values);
    if (!this.#hasRoomFor(entries) || !entries.every(([key, value]) => this.#takes(key, value))) return false;
    for (const [key, value] of entries) this.#apply(key, value);
    return true;
  }

  /** Counts what might be held by more than is certain: to merge less does no harm. */
  #hasRoomFor(entries: readonly [key: string, value: Value][]): boolean {
    const { most } = this.#rules;
    if (!most) return true;
    const added = entries.filter(([key]) => !this.#held.has(key)).length;
    const lists = entries.filter(([key, value]) => isList(value) && !isList(this.#held.get(key))).length;
    const held = [...this.#held.values()].filter(isList).length;
    const longest = entries.map(
      ([key, value]) => lengthOf(value) + (isListEdit(value) ? lengthOf(this.#held.get(key)) : 0),
    );
    return (
      this.#held.size + added <= most.keys &&
      held + lists <= most.lists &&
      longest.every((length) => length <= most.entries)
    );
  }

  /** What is set in the end, by key. */
  entries(): [key: string, value: Value][] {
    return [...this.#held].map(([key, held]) => [key, toValue(held)]);
  }

  #takes(key: string, value: Value): boolean {
    const known = this.#keyOf.get(this.#rules.attributeOf(key));
    if (known !== undefined && known !== key) return false;
    const held = this.#held.get(key);
    return held === undefined || !isListEdit(value) || takesEdit(held, value);
  }

  #apply(key: string, value: Value): void {
    const held = this.#held.get(key);
    this.#put(key, held !== undefined && isListEdit(value) ? edited(held, value) : hold(value));
  }

  #put(key: string, held: Held): void {
    this.#held.set(key, held);
    this.#keyOf.set(this.#rules.attributeOf(key), key);
  }
}

/** An edit of tags whose present state nobody knows. */
class HeldEdit {
  readonly added: Set<string>;
  readonly removed: Set<string>;
  /** Whether it adds and removes the same tag. */
  readonly isAmbiguous: boolean;

  constructor(edit: ListEdit) {
    this.added = new Set(edit.$add);
    this.removed = new Set(edit.$remove);
    this.isAmbiguous = isAmbiguous(edit);
  }

  apply({ $add = [], $remove = [] }: ListEdit): void {
    move($add, this.removed, this.added);
    move($remove, this.added, this.removed);
  }

  toValue(): ListEdit {
    return {
      ...(this.added.size > 0 && { $add: [...this.added] }),
      ...(this.removed.size > 0 && { $remove: [...this.removed] }),
    };
  }
}

function move(tags: readonly string[], from: Set<string>, to: Set<string>): void {
  for (const tag of tags) {
    from.delete(tag);
    to.add(tag);
  }
}

function hold(value: Value): Held {
  if (typeof value !== 'object' || value === null) return value;
  return isListEdit(value) ? new HeldEdit(value) : new Set(value);
}

function toValue(held: Held): Value {
  if (held instanceof Set) return [...held];
  return held instanceof HeldEdit ? held.toValue() : held;
}

function isListEdit(value: Value): value is ListEdit {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Value | Held | undefined): boolean {
  return typeof value === 'object' && value !== null;
}

/** Of an edit, the longer of what it adds and what it removes. */
function lengthOf(value: Value | Held | undefined): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (value instanceof Set) return value.size;
  if (value instanceof HeldEdit) return Math.max(value.added.size, value.removed.size);
  return isListEdit(value) ? Math.max(value.$add?.length ?? 0, value.$remove?.length ?? 0) : value.length;
}

function isAmbiguous({ $add = [], $remove = [] }: ListEdit): boolean {
  const removed = new Set($remove);
  return $add.some((tag) => removed.has(tag));
}

function takesEdit(held: Held, edit: ListEdit): boolean {
  if (isAmbiguous(edit)) return false;
  if (held instanceof HeldEdit) return !held.isAmbiguous;
  return held instanceof Set ? !isEmptied(held, edit) : held === null;
}

function isEmptied(tags: Set<string>, { $add = [], $remove = [] }: ListEdit): boolean {
  const removed = new Set($remove.filter((tag) => tags.has(tag)));
  return $add.length === 0 && removed.size === tags.size;
}

/** What is held after an edit that it takes; a collection that was taken away has no tags but those added. */
function edited(held: Held, edit: ListEdit): Held {
  if (held instanceof HeldEdit) {
    held.apply(edit);
    return held;
  }
  const { $add = [], $remove = [] } = edit;
  if (!(held instanceof Set)) return $add.length > 0 ? new Set($add) : held;
  for (const tag of $add) held.add(tag);
  for (const tag of $remove) held.delete(tag);
  return held;
}
