import { describe, expect, it } from 'vitest';
import { linesOf } from '../../support/bulk-parts.ts';
import { type BulkWorld, bulkWorld } from '../../support/bulk-world.ts';

const MINUTE_MS = 60_000;

/** Items a minute, and of one part: a thousandth of what is usual, but where it has to be seen that it holds for as much. */
const PER_MINUTE = 60;
const PER_PART = 10;

async function begin(items: number, times = 1): Promise<BulkWorld> {
  const world = bulkWorld();
  world.store.put('ids', linesOf(items * times));
  await world.order({ pacePerMinute: PER_MINUTE * times, limits: { most: PER_PART * times, bytes: 1_000_000 } });
  return world;
}

/** Reads to the end, each message no sooner than it may be received, and later where `pause` says so. */
async function readOn(world: BulkWorld, pause: (turn: number) => number = () => 0): Promise<number> {
  let turns = 1;
  let seen = 0;
  await world.read();
  for (let next = world.on('reader')[seen]; next; next = world.on('reader')[seen]) {
    world.clock.advance(Math.max(0, next.dueAt - world.clock.now()) + pause(turns));
    expect(await world.read(next)).toBe(true);
    seen += 1;
    turns += 1;
  }
  return turns;
}

/** Most items that come due within any minute. */
function mostInAMinute(world: BulkWorld): number {
  const due = world.on('pushes').map(({ dueAt }) => dueAt);
  return Math.max(...due.map((from) => due.filter((at) => at >= from && at < from + MINUTE_MS).length * PER_PART));
}

describe('a pace', () => {
  it('of 6,000 a minute lets 100,000 items through in 16 minutes and 40 seconds, as 60,000 would a million', async () => {
    const world = await begin(1_000, 100);
    const startedAt = world.clock.now();
    await readOn(world);
    const due = world.on('pushes').map(({ dueAt }) => dueAt - startedAt);
    expect(due).toHaveLength(100);
    expect(due.every((at, n) => at === n * 10_000)).toBe(true);
    expect(mostInAMinute(world)).toBe(PER_MINUTE);
  });

  it('delays no message by more than SQS can, and leaves what is due later to an invocation that starts later', async () => {
    const world = await begin(1_000);
    await world.read();
    expect(Math.max(...world.on('pushes').map(({ delaySeconds = 0 }) => delaySeconds))).toBe(900);
    expect(world.on('pushes')).toHaveLength(91);
    expect(world.on('reader').map(({ delaySeconds }) => delaySeconds)).toEqual([900]);
  });

  it('is waited for by nobody', async () => {
    const world = await begin(1_000);
    const startedAt = world.clock.now();
    await world.read();
    expect(world.clock.now()).toBe(startedAt);
    expect(world.clock.slept).toEqual([]);
  });

  it('is not caught up with after a pause', async () => {
    const world = await begin(3_000);
    await readOn(world, (turn) => (turn === 1 ? 7 * MINUTE_MS : 0));
    expect(mostInAMinute(world)).toBeLessThanOrEqual(PER_MINUTE + PER_PART);
  });

  it('holds for parts that were written down before a pause, and not sent', async () => {
    const world = await begin(300);
    const { send } = world.readerTools.queues;
    let isDown = false;
    world.readerTools.queues.send = async (...sent) => {
      isDown ||= world.on('pushes').length === 10;
      if (!isDown) return send(...sent);
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      throw new Error('The queue is down.');
    };
    expect(await world.read()).toBe(false);
    expect((await world.status()).body.parts.total).toBe(14);
    world.readerTools.queues.send = send;
    world.clock.advance(10 * MINUTE_MS);
    await readOn(world);
    expect(mostInAMinute(world)).toBeLessThanOrEqual(PER_MINUTE + PER_PART);
  });

  it('is the same for a part that is handed over twice before it is due', async () => {
    const world = await begin(200);
    world.peril.arm(31, 'killed before');
    await world.read();
    world.peril.arm();
    world.clock.advance(30_000);
    await readOn(world);
    const due = new Map(world.on('pushes').map(({ attributes, dueAt }) => [attributes?.['idempotency_key'], dueAt]));
    expect([...due.values()].map((at) => (at - 1_000_000_000_000) / 10_000)).toEqual([...Array(20).keys()]);
  });

  it('that is less than a part makes smaller parts', async () => {
    const world = bulkWorld();
    world.store.put('ids', linesOf(10));
    await world.order({ pacePerMinute: 3, limits: { most: PER_PART, bytes: 1_000_000 } });
    const startedAt = world.clock.now();
    await readOn(world);
    expect(world.on('pushes').map(({ dueAt }) => dueAt - startedAt)).toEqual([0, 60_000, 120_000, 180_000]);
  });
});
