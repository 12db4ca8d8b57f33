import type { BulkLook } from '../bulk-progress.ts';
import type { BulkRow } from './api.ts';

/** Ours: so many bulks are followed, the latest. */
const MOST_BULKS = 50;

/** Between two looks at what may have changed, however many pages are open: each is an invocation. Ours. */
const LOOK_MS = 1_000;

/** Follows the bulks that were started, until nothing of them can change any more. */
export class BulkBoard {
  readonly #rows = new Map<string, BulkRow>();
  readonly #look: (id: string) => Promise<BulkLook | undefined>;
  #lookedAtMs = 0;

  constructor(look: (id: string) => Promise<BulkLook | undefined>) {
    this.#look = look;
  }

  /** A start that is repeated is one bulk. */
  started(id: string): void {
    if (this.#rows.has(id)) return;
    this.#rows.set(id, { id, at: Date.now() });
    for (const oldest of [...this.#rows.keys()].slice(0, -MOST_BULKS)) this.#rows.delete(oldest);
  }

  /** Looks at those that may have changed, unless it has just done so. */
  async refresh(): Promise<void> {
    if (Date.now() - this.#lookedAtMs < LOOK_MS) return;
    this.#lookedAtMs = Date.now();
    for (const row of [...this.#rows.values()].filter(({ look }) => look?.['ended'] === undefined)) {
      const look = await this.#look(row.id).catch(() => undefined);
      if (look) this.#rows.set(row.id, { ...row, look: { ...look } });
    }
  }

  /** The latest first. */
  rows(): BulkRow[] {
    return [...this.#rows.values()].reverse();
  }
}
