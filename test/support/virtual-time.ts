import type { Clock } from '../../lib/clock.ts';
import { createHeap } from './heap.ts';

/** A clock on which hours pass in no time, for things that go on side by side and wait for nothing but it. */
export interface VirtualTime extends Pick<Clock, 'now' | 'sleep'> {
  /** Lets time pass until the work has ended. */
  run<T>(work: Promise<T>): Promise<T>;
}

export function createVirtualTime(startMs: number): VirtualTime {
  let nowMs = startMs;
  const sleepers = createHeap<{ wake(): void }>();

  return {
    now: () => nowMs,
    sleep: (ms) => new Promise((resolve) => sleepers.push(nowMs + Math.max(0, ms), { wake: resolve })),
    async run(work) {
      let hasEnded = false;
      const end = () => {
        hasEnded = true;
      };
      work.then(end, end);
      for (;;) {
        // All that can go on without time passing has gone on by then.
        await new Promise((resolve) => setImmediate(resolve));
        if (hasEnded) return work;
        const next = sleepers.pop();
        if (!next) throw new Error('Nobody is waiting for time to pass, and the work has not ended.');
        nowMs = Math.max(nowMs, next.at);
        next.item.wake();
      }
    },
  };
}
