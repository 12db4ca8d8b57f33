import { attributeOf, isTags, type TagEdit, type Value } from './custom-data-values.ts';

/** A change to what Batch holds about one user. */
export interface Update {
  /** Drops everything else held about the user. */
  readonly overwrite?: boolean | undefined;
  readonly values: Readonly<Record<string, Value>>;
  /** Merged into the update as it is. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * One update that leaves Batch with the same as `first` and then `second`. Undefined where that is not certain:
 * fields we don't know, one attribute written in two forms, a collection that ends up empty, a tag both added and
 * removed.
 */
export function mergeUpdates(first: Update, second: Update): Update | undefined {
  if (first.extra || second.extra) return undefined;
  if (second.overwrite) return second;
  const values = new Map(Object.entries(first.values));
  const keyOf = new Map([...values.keys()].map((key) => [attributeOf(key), key]));
  for (const [key, value] of Object.entries(second.values)) {
    const known = keyOf.get(attributeOf(key));
    if (known !== undefined && known !== key) return undefined;
    const held = values.get(key);
    const next = held === undefined || !isTagEdit(value) ? value : editTags(held, value);
    if (next === undefined) return undefined;
    values.set(key, next);
  }
  return { ...(first.overwrite && { overwrite: true }), values: Object.fromEntries(values) };
}

function isTagEdit(value: Value): value is TagEdit {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function editTags(held: Value, edit: TagEdit): Value | undefined {
  const { $add = [], $remove = [] } = edit;
  if (overlap($add, $remove)) return undefined;
  if (isTagEdit(held)) return mergeEdits(held, edit);
  if (held === null && $add.length === 0) return null;
  const tags = new Set([...(isTags(held) ? held : []), ...$add]);
  for (const tag of $remove) tags.delete(tag);
  return tags.size > 0 ? [...tags] : undefined;
}

function mergeEdits(first: TagEdit, second: TagEdit): TagEdit | undefined {
  const { $add = [], $remove = [] } = first;
  if (overlap($add, $remove)) return undefined;
  const add = new Set([...$add.filter((tag) => !second.$remove?.includes(tag)), ...(second.$add ?? [])]);
  const remove = new Set([...$remove.filter((tag) => !add.has(tag)), ...(second.$remove ?? [])]);
  return { ...(add.size > 0 && { $add: [...add] }), ...(remove.size > 0 && { $remove: [...remove] }) };
}

function overlap(some: readonly string[], others: readonly string[]): boolean {
  return some.some((tag) => others.includes(tag));
}
