interface Entry<T> {
  readonly at: number;
  readonly item: T;
}

/** Hands out what is due earliest; of what is due at the same time, what came first. */
export interface Heap<T> {
  push(at: number, item: T): void;
  peek(): Entry<T> | undefined;
  pop(): Entry<T> | undefined;
}

export function createHeap<T>(): Heap<T> {
  const entries: (Entry<T> & { readonly order: number })[] = [];
  let pushed = 0;

  function isBefore(one: number, other: number): boolean {
    const [a, b] = [entries[one], entries[other]];
    if (!a || !b) return a !== undefined;
    return a.at === b.at ? a.order < b.order : a.at < b.at;
  }

  function swap(one: number, other: number): void {
    [entries[one], entries[other]] = [entries[other] as (typeof entries)[0], entries[one] as (typeof entries)[0]];
  }

  function sink(index: number): void {
    const [left, right] = [2 * index + 1, 2 * index + 2];
    const child = isBefore(right, left) ? right : left;
    if (child >= entries.length || !isBefore(child, index)) return;
    swap(child, index);
    sink(child);
  }

  return {
    push(at, item) {
      let index = entries.push({ at, item, order: pushed++ }) - 1;
      for (let parent = (index - 1) >> 1; index > 0 && isBefore(index, parent); parent = (index - 1) >> 1) {
        swap(index, parent);
        index = parent;
      }
    },
    peek: () => entries[0],
    pop() {
      if (entries.length > 0) swap(0, entries.length - 1);
      const earliest = entries.pop();
      sink(0);
      return earliest;
    },
  };
}
