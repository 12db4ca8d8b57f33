import { setTimeout as sleep } from 'node:timers/promises';
import { inChunks } from '../../lib/request/chunks.ts';
import type { LiveEvents, PushSeen, RequestRow } from './api.ts';

/** Between two looks for news: often enough to seem at once. Ours. */
const LOOK_MS = 150;

/** Rows told at a time. */
const ROWS = 500;

/** Pushes that may wait for a slow reader; more are left out, the oldest first. */
const MOST_WAITING = 500;

/** What is told whole whenever it has changed. */
export type Wholes = Omit<LiveEvents, 'about' | 'requests' | 'pushes'>;

/** Where a page's news come from. */
export interface LiveSource {
  about(): LiveEvents['about'];
  rows(): RequestRow[];
  rowsOf(ids: Iterable<string>): RequestRow[];
  pushes(): PushSeen[];
  wholes(): Promise<Wholes>;
}

/** Sends one event; resolves once the reader has room for the next. */
type Send = <Name extends keyof LiveEvents>(event: Name, data: LiveEvents[Name]) => Promise<void>;

/** One page that is open. */
export class LiveReader {
  readonly #source: LiveSource;
  readonly #changed = new Set<string>();
  readonly #pushes: PushSeen[] = [];

  constructor(source: LiveSource) {
    this.#source = source;
  }

  changed(ids: readonly string[]): void {
    for (const id of ids) this.#changed.add(id);
  }

  pushed(push: PushSeen): void {
    this.#pushes.push(push);
    if (this.#pushes.length > MOST_WAITING) this.#pushes.shift();
  }

  /** Tells all there is, and from then on what is new, until the reader is gone. */
  async run(send: Send, gone: AbortSignal): Promise<void> {
    const { about, rows, rowsOf, pushes } = this.#source;
    await send('about', about());
    for (const some of inChunks(rows(), ROWS)) await send('requests', some);
    await send('pushes', pushes());
    const told = new Map<string, string>();
    while (!gone.aborted) {
      const [ids, fresh] = [[...this.#changed], this.#pushes.splice(0)];
      this.#changed.clear();
      for (const some of inChunks(rowsOf(ids), ROWS)) await send('requests', some);
      if (fresh.length > 0) await send('pushes', fresh);
      for (const [name, whole] of Object.entries(await this.#source.wholes())) {
        const text = JSON.stringify(whole);
        if (told.get(name) !== text) await send(name as keyof Wholes, whole);
        told.set(name, text);
      }
      await sleep(LOOK_MS, undefined, { ref: false });
    }
  }
}
