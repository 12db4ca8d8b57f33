import { describe, expect, it } from 'vitest';
import { distinctPartsIn, linesOf, partsIn } from '../../support/bulk-parts.ts';
import { BULK_ID, type BulkWorld, bulkWorld, FOREVER } from '../../support/bulk-world.ts';
import type { Mishap } from '../../support/peril.ts';

const MISHAPS: readonly Mishap[] = ['fails before', 'fails after', 'killed before', 'killed after'];

/** Twenty-one lines of which some are no items: parts of two each. */
const FILE = `!\n${linesOf(8)}"u7"\n${linesOf(9)}!\n!\n`;

async function begin(unique: boolean): Promise<BulkWorld> {
  const world = bulkWorld();
  world.store.put('ids', FILE);
  await world.order({ unique });
  return world;
}

/** Reads to the end, as SQS would have it read: a message that is not let go of comes again, and what is put there too. */
async function readOn(world: BulkWorld, remainingMs: number): Promise<void> {
  const waiting: Parameters<BulkWorld['read']>[0][] = [{}];
  let seen = world.on('reader').length;
  for (let turn = 0; waiting.length > 0; turn += 1) {
    if (turn > 100) throw new Error('It does not end.');
    const [message] = waiting;
    const isDone = await world.read(message, { remainingMs });
    if (isDone && !world.peril.isDead) waiting.shift();
    const fresh = world.on('reader').slice(seen);
    seen += fresh.length;
    waiting.push(...fresh);
    world.peril.arm();
  }
}

async function toldOf(world: BulkWorld) {
  const { lines, items, repeated, refused, refused_lines, parts } = (await world.status()).body;
  return { lines, items, repeated, refused, refused_lines, parts };
}

describe.each([
  ['in one go', false, 60_000],
  ['a part at a time', false, 3_400],
  ['in one go, ids unique in the file', true, 60_000],
  ['a part at a time, ids unique in the file', true, 3_400],
])('a reader that reads %s', (_, unique, remainingMs) => {
  it.each(MISHAPS)('hands over each part, and counts it once, whatever step %s', async (mishap) => {
    const calm = await begin(unique);
    calm.peril.arm();
    await calm.read({}, { remainingMs: 60_000 });
    const steps = calm.peril.steps.length;
    const expected = { parts: distinctPartsIn(calm), told: await toldOf(calm) };
    expect(expected.told.lines).toBe(21);
    for (let at = 0; at < steps; at += 1) {
      const world = await begin(unique);
      world.peril.arm(at, mishap);
      await readOn(world, remainingMs);
      expect({ at, parts: distinctPartsIn(world), told: await toldOf(world) }).toEqual({ at, ...expected });
    }
  });
});

/** Says of each message that is on its queue what its worker would. */
async function workOff(world: BulkWorld, status: 'accepted' | 'cancelled'): Promise<void> {
  for (const { name } of partsIn(world)) {
    const fate = { n: Number(name.split('#')[1]), status, isOpen: false, results: [], at: world.clock.now() };
    await world.bulks.noteFate(BULK_ID, fate, FOREVER);
  }
}

describe.each(['killed before', 'killed after'] as const)('a reader that is %s any step', (mishap) => {
  it.each([
    ['is cancelled then', 'cancelled', 'cancelled', 'cancelled', (world: BulkWorld) => world.cancel()],
    [
      'changes its file then',
      'failed',
      'accepted',
      'unknown',
      (world: BulkWorld) => world.store.put('ids', linesOf(3)),
    ],
    ['loses its file then', 'failed', 'accepted', 'unknown', (world: BulkWorld) => world.store.remove('ids')],
  ] as const)('leaves no part open of a bulk that %s', async (_, expected, sent, unsent, happen) => {
    for (let at = 2; at < 30; at += 1) {
      const world = await begin(false);
      world.peril.arm(at, mishap);
      await world.read();
      // Until it is held to a version, another one is as good.
      if (expected === 'failed' && !(await world.bulks.head(BULK_ID, FOREVER))?.version) continue;
      await happen(world);
      await readOn(world, 60_000);
      const onQueue = new Set(partsIn(world).map(({ name }) => name)).size;
      await workOff(world, sent);
      const { status, parts, ended } = (await world.status()).body;
      expect({ at, status, queued: parts.queued, ended }).toEqual({
        at,
        status: expected,
        queued: 0,
        ended: expect.any(String),
      });
      if (sent !== unsent) expect(parts[unsent]).toBe(parts.total - onQueue);
      expect(parts.total).toBeGreaterThanOrEqual(onQueue);
    }
  });

  it('and what is written down meanwhile by a worker is not written over', async () => {
    for (let at = 2; at < 30; at += 1) {
      const world = await begin(false);
      world.peril.arm(at, mishap);
      await world.read();
      await workOff(world, 'accepted');
      const accepted = new Set(partsIn(world).map(({ name }) => name)).size;
      await world.cancel();
      await readOn(world, 60_000);
      expect((await world.status()).body.parts.accepted).toBe(accepted);
    }
  });
});
