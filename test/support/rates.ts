import type { MoveTerms, Rate, SharedNumbers } from '../../lib/delivery/rates.ts';
import type { Call } from '../../lib/endpoints/call.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

const START = Date.parse('2026-11-23T12:00:00.700Z');
/** How long DynamoDB takes. */
const ANSWER_MS = 8;

/** Numbers in memory, as DynamoDB keeps them. */
export function fakeNumbers(time: VirtualTime) {
  const numbers = new Map<string, number>();
  let writes = 0;
  let isDown = false;
  const answer = async () => {
    writes += 1;
    await time.sleep(ANSWER_MS);
    if (isDown) throw new Error('DynamoDB is down.');
  };
  const shared: SharedNumbers = {
    async count(name, by) {
      await answer();
      const sum = (numbers.get(name) ?? 0) + by;
      numbers.set(name, sum);
      return sum;
    },
    async moveOn(name, { now, byMs, latest }: MoveTerms) {
      await answer();
      if (latest < now) throw new Error('DynamoDB takes no range that ends before it begins.');
      const from = Math.max(numbers.get(name) ?? 0, now);
      if (from > latest) return { isMoved: false, from };
      numbers.set(name, from + byMs);
      return { isMoved: true, from };
    },
  };
  return {
    shared,
    writes: () => writes,
    goDown: (down: boolean) => {
      isDown = down;
    },
  };
}

interface Load {
  readonly makeRate: (numbers: SharedNumbers, time: VirtualTime, concurrency: number) => Rate;
  readonly sandboxes: number;
  readonly concurrency: number;
  /** How long Batch takes. */
  readonly callMs: number;
  readonly seconds: number;
  readonly items?: number;
  /** At most so many calls of each sandbox. */
  readonly calls?: number;
}

/** What left, and how long it took, when sandboxes sent as much as they were let through. */
export async function underLoad({ makeRate, sandboxes, concurrency, callMs, seconds, items = 1, calls }: Load) {
  const time = createVirtualTime(START);
  const numbers = fakeNumbers(time);
  const left: { readonly at: number; readonly items: number }[] = [];
  let refusals = 0;
  const call: Call = { app: 'main', items, body: '', parts: [] };
  const until = START + seconds * 1_000;

  async function sandbox(index: number): Promise<void> {
    const rate = makeRate(numbers.shared, time, concurrency);
    let budget = calls ?? Number.POSITIVE_INFINITY;
    await Promise.all(
      Array.from({ length: concurrency }, async (_, lane) => {
        // Timers are late, some more than others.
        const lateMs = (index + lane) % 5;
        while (time.now() < until && budget-- > 0) {
          const room = await rate.reserve(call, 10_000);
          if ('waitMs' in room) {
            refusals += 1;
            await time.sleep(Math.max(1, room.waitMs));
            continue;
          }
          await time.sleep(room.at - time.now() + lateMs);
          left.push({ at: time.now(), items });
          await time.sleep(callMs);
          rate.took(callMs);
        }
      }),
    );
  }

  await time.run(Promise.all(Array.from({ length: sandboxes }, (_, index) => sandbox(index))));
  left.sort((one, other) => one.at - other.at);
  return { left, start: START, writes: numbers.writes(), refusals };
}

/** The most that left in any second. */
export function mostInASecond(left: readonly { readonly at: number; readonly items: number }[]): number {
  let most = 0;
  let sum = 0;
  let first = 0;
  for (const { at, items } of left) {
    sum += items;
    for (let oldest = left[first]; oldest && oldest.at <= at - 1_000; oldest = left[first]) {
      sum -= oldest.items;
      first += 1;
    }
    most = Math.max(most, sum);
  }
  return most;
}
