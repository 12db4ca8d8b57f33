/** Keeps things in the order in which they came, and lets go of the oldest once they are too many or weigh too much. */
export class Ring<T> {
  readonly #held = new Map<string, { readonly thing: T; readonly weight: number }>();
  readonly #most: number;
  readonly #mostWeight: number;
  readonly #onDropped: (thing: T) => void;
  #weight = 0;

  /** @param mostWeight in whatever unit things are added with */
  constructor(most: number, mostWeight: number, onDropped: (thing: T) => void = () => {}) {
    this.#most = most;
    this.#mostWeight = mostWeight;
    this.#onDropped = onDropped;
  }

  get(id: string): T | undefined {
    return this.#held.get(id)?.thing;
  }

  /** What is as heavy as all together stays nonetheless, alone. */
  add(id: string, thing: T, weight: number): void {
    this.remove(id);
    this.#held.set(id, { thing, weight });
    this.#weight += weight;
    for (const oldest of this.#held.keys()) {
      if (oldest === id || (this.#held.size <= this.#most && this.#weight <= this.#mostWeight)) return;
      this.remove(oldest);
    }
  }

  remove(id: string): void {
    const held = this.#held.get(id);
    if (!held) return;
    this.#held.delete(id);
    this.#weight -= held.weight;
    this.#onDropped(held.thing);
  }

  /** The oldest first. */
  values(): T[] {
    return [...this.#held.values()].map(({ thing }) => thing);
  }
}
