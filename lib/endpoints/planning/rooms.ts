/**
 * The room that is left in a row of calls, as many as are needed. Finding a call takes the logarithm of their number: a
 * tree tells of each stretch of the row how much room its emptiest call has.
 */
export class Rooms {
  readonly #limit: number;
  /** Calls that have something in them, all at the start of the row. */
  #used = 0;
  #length = 1;
  /** Node 1 is the whole row; nodes `2n` and `2n + 1` are the halves of node `n`; the last `#length` are the calls. */
  #most: Uint32Array;

  /** @param limit items that fit into one call */
  constructor(limit: number) {
    this.#limit = limit;
    this.#most = new Uint32Array(2).fill(limit);
  }

  /**
   * Takes room in the first call that has it, and answers which that is.
   *
   * @param from no call before this one; at most the first that is empty
   * @param items at most the limit
   */
  take(from: number, items: number): number {
    if (this.#used === this.#length) this.#grow();
    const node = this.#find(this.#length + from, items);
    this.#most[node] = (this.#most[node] as number) - items;
    for (let above = node >> 1; above > 0; above >>= 1) this.#sum(above);
    const call = node - this.#length;
    this.#used = Math.max(this.#used, call + 1);
    return call;
  }

  #find(from: number, items: number): number {
    const most = this.#most;
    let node = from;
    while ((most[node] as number) < items) {
      while (node % 2 === 1) node >>= 1;
      node += 1;
    }
    while (node < this.#length) {
      node *= 2;
      if ((most[node] as number) < items) node += 1;
    }
    return node;
  }

  #grow(): void {
    const calls = this.#most.subarray(this.#length);
    this.#length *= 2;
    this.#most = new Uint32Array(2 * this.#length).fill(this.#limit);
    this.#most.set(calls, this.#length);
    for (let node = this.#length - 1; node > 0; node -= 1) this.#sum(node);
  }

  #sum(node: number): void {
    this.#most[node] = Math.max(this.#most[2 * node] as number, this.#most[2 * node + 1] as number);
  }
}
