import { attributeOf, type TagEdit, type Value } from './custom-data-values.ts';

/** A change to what Batch holds about one user. */
export interface Update {
  /** Drops everything else held about the user. */
  readonly overwrite?: boolean | undefined;
  readonly values: Readonly<Record<string, Value>>;
  /** Merged into the update as it is. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** A value that more can be added to: tags and edits of tags as sets, any other as it is. */
type Held = Exclude<Value, readonly string[] | TagEdit> | Set<string> | HeldEdit;

/**
 * Updates of one user, made into one that leaves Batch with the same as all of them in turn. Adding an update takes as
 * long as that update is large, however many were added before.
 */
export class MergedUpdate {
  readonly #held = new Map<string, Held>();
  /** The key that an attribute was written under last, by the attribute. */
  readonly #keyOf = new Map<string, string>();

  constructor(first: Update) {
    for (const [key, value] of Object.entries(first.values)) this.#put(key, hold(value));
  }

  /**
   * Adds an update. Answers false, and changes nothing, where nobody can be certain what Batch would make of it: one
   * attribute written in two forms, a collection that ends up empty, a tag both added and removed.
   */
  add({ values }: Update): boolean {
    const entries = Object.entries(values);
    if (!entries.every(([key, value]) => this.#takes(key, value))) return false;
    for (const [key, value] of entries) this.#apply(key, value);
    return true;
  }

  /** What the one update sets, by key. */
  entries(): [key: string, value: Value][] {
    return [...this.#held].map(([key, held]) => [key, toValue(held)]);
  }

  #takes(key: string, value: Value): boolean {
    const known = this.#keyOf.get(attributeOf(key));
    if (known !== undefined && known !== key) return false;
    const held = this.#held.get(key);
    return held === undefined || !isTagEdit(value) || takesEdit(held, value);
  }

  #apply(key: string, value: Value): void {
    const held = this.#held.get(key);
    this.#put(key, held !== undefined && isTagEdit(value) ? edited(held, value) : hold(value));
  }

  #put(key: string, held: Held): void {
    this.#held.set(key, held);
    this.#keyOf.set(attributeOf(key), key);
  }
}

/**
 * Whether an update is merged with nothing: one with fields that we don't know, and one that overwrites, since it would
 * hide that Batch refuses what stood before it, and what follows would hide that Batch refuses the overwriting.
 */
export function standsAlone({ overwrite, extra }: Update): boolean {
  return overwrite === true || extra !== undefined;
}

/** An edit of tags whose present state nobody knows. */
class HeldEdit {
  readonly added: Set<string>;
  readonly removed: Set<string>;
  /** Whether it adds and removes the same tag. */
  readonly isAmbiguous: boolean;

  constructor(edit: TagEdit) {
    this.added = new Set(edit.$add);
    this.removed = new Set(edit.$remove);
    this.isAmbiguous = isAmbiguous(edit);
  }

  apply({ $add = [], $remove = [] }: TagEdit): void {
    move($add, this.removed, this.added);
    move($remove, this.added, this.removed);
  }

  toValue(): TagEdit {
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
  return isTagEdit(value) ? new HeldEdit(value) : new Set(value);
}

function toValue(held: Held): Value {
  if (held instanceof Set) return [...held];
  return held instanceof HeldEdit ? held.toValue() : held;
}

function isTagEdit(value: Value): value is TagEdit {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAmbiguous({ $add = [], $remove = [] }: TagEdit): boolean {
  const removed = new Set($remove);
  return $add.some((tag) => removed.has(tag));
}

function takesEdit(held: Held, edit: TagEdit): boolean {
  if (isAmbiguous(edit)) return false;
  if (held instanceof HeldEdit) return !held.isAmbiguous;
  return !(held instanceof Set) || !isEmptied(held, edit);
}

function isEmptied(tags: Set<string>, { $add = [], $remove = [] }: TagEdit): boolean {
  const removed = new Set($remove.filter((tag) => tags.has(tag)));
  return $add.length === 0 && removed.size === tags.size;
}

/** What is held after an edit that it takes; a collection that was taken away has no tags but those added. */
function edited(held: Held, edit: TagEdit): Held {
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
