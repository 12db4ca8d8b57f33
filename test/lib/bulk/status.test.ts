import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartFate, PartOutcome } from '../../../lib/bulk/state.ts';
import { linesOf, partsIn } from '../../support/bulk-parts.ts';
import { BULK_ID, type BulkWorld, bulkWorld, FOREVER } from '../../support/bulk-world.ts';

const DAY_MS = 24 * 3600 * 1000;
const FILE = `!\n${linesOf(8)}"u7"\n${linesOf(9)}!\n!\n`;
const PART_STATUSES = ['queued', 'accepted', 'rejected', 'deferred', 'unknown', 'cancelled'];

async function begin(content = FILE): Promise<BulkWorld> {
  const world = bulkWorld();
  world.store.put('ids', content);
  await world.order();
  return world;
}

interface Told {
  readonly status: string;
  readonly lines: number;
  readonly items: number;
  readonly repeated: number;
  readonly refused: number;
  readonly parts: Record<string, number>;
  readonly results: readonly { readonly app: string; readonly items: number }[];
  readonly ended?: string;
}

/** What of a status must be so at every moment. */
function expectToAddUp({ status, lines, items, repeated, refused, parts, results, ended }: Told): void {
  expect(lines).toBe(items + repeated + refused);
  expect(PART_STATUSES.reduce((sum, name) => sum + (parts[name] ?? Number.NaN), 0)).toBe(parts['total']);
  for (const app of ['ios', 'android']) {
    const ofApp = results.filter((result) => result.app === app).map((result) => result.items);
    expect(ofApp.reduce((sum, each) => sum + each, 0)).toBe(items);
  }
  if (status === 'done') expect(ended).toBeDefined();
  if (status === 'running') expect(ended).toBeUndefined();
}

/** Says what became of a part, as a worker does. */
function note(world: BulkWorld, fate: Partial<PartFate> & Pick<PartFate, 'n'>): Promise<void> {
  const whole = { status: 'accepted' as const, isOpen: false, results: [], at: world.clock.now(), ...fate };
  return world.bulks.noteFate(BULK_ID, whole, FOREVER);
}

describe('a status', () => {
  const status = fc.constantFrom<PartFate['status']>('accepted', 'rejected', 'deferred', 'unknown', 'cancelled');
  const outcome = fc.record<PartOutcome>({
    app: fc.constantFrom('ios', 'android'),
    status,
    items: fc.integer({ min: 0, max: 9 }),
  });
  const fates = fc.array(
    fc.record({
      n: fc.integer({ min: 0, max: 12 }),
      status,
      isOpen: fc.boolean(),
      results: fc.array(outcome, { maxLength: 4 }),
    }),
    { maxLength: 5 },
  );

  it('adds up between any two writes of a reader, whatever workers have told by then', async () => {
    await fc.assert(
      fc.asyncProperty(fates, fc.nat(40), fc.boolean(), async (told, cancelAt, isCancelled) => {
        const world = await begin();
        const { pass } = world.peril;
        let steps = 0;
        world.peril.pass = async (step, run) => {
          steps += 1;
          const fate = told[steps % 7];
          if (fate) await note(world, fate);
          if (isCancelled && steps === cancelAt) await world.cancel();
          expectToAddUp((await world.status()).body);
          return (await pass.call(world.peril, step, run)) as never;
        };
        await world.read();
        const { body } = await world.status();
        expectToAddUp(body);
        expect(body.status === 'cancelled' || body.lines === 21).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('is running until no part is open, then done, however the parts ended', async () => {
    const world = await begin(linesOf(6));
    await world.read();
    await note(world, { n: 0 });
    await note(world, { n: 1, status: 'rejected' });
    await note(world, { n: 2, status: 'deferred', isOpen: true });
    expect((await world.status()).body).toMatchObject({
      status: 'running',
      parts: { accepted: 1, rejected: 1, deferred: 1 },
    });
    world.clock.advance(90_000);
    await note(world, { n: 2, status: 'unknown' });
    expect((await world.status()).body).toMatchObject({
      status: 'done',
      started: '2001-09-09T01:46:40Z',
      ended: '2001-09-09T01:48:10Z',
      parts: { total: 3, accepted: 1, rejected: 1, deferred: 0, unknown: 1 },
    });
  });

  it('counts items by app and outcome, those that are queued too', async () => {
    const world = await begin(linesOf(4));
    await world.read();
    const results = [
      { app: 'ios', status: 'accepted' as const, items: 1 },
      { app: 'ios', status: 'rejected' as const, items: 1 },
      { app: 'android', status: 'accepted' as const, items: 2 },
    ];
    await note(world, { n: 0, status: 'rejected', results });
    const { body } = await world.status();
    expect(body.results).toHaveLength(5);
    expect(body.results).toEqual(
      expect.arrayContaining([
        { app: 'ios', status: 'accepted', items: 1 },
        { app: 'ios', status: 'rejected', items: 1 },
        { app: 'ios', status: 'queued', items: 2 },
        { app: 'android', status: 'accepted', items: 2 },
        { app: 'android', status: 'queued', items: 2 },
      ]),
    );
  });

  it('tells the first hundred refused lines, by number and reason', async () => {
    const world = await begin(`${'!\n'.repeat(70)}${linesOf(3)}${'!\n'.repeat(70)}`);
    await world.read();
    const { body } = await world.status();
    expect(body.refused).toBe(140);
    const lines = [...Array(143).keys()].map((index) => index + 1).filter((line) => line < 71 || line > 73);
    expect(body.refused_lines.map(({ line }: { line: number }) => line)).toEqual(lines.slice(0, 100));
    expect(Object.keys(body.refused_lines[0])).toEqual(['line', 'reason']);
  });

  it('of a bulk of profiles tells projects', async () => {
    const world = bulkWorld();
    world.store.put('ids', '{"identifiers":{"custom_id":"u"},"attributes":{"a":1}}');
    await world.order({ capability: 'profiles-update', account: 'project', apps: ['main'], request: {} });
    await world.read();
    expect((await world.status()).body.results).toEqual([{ project: 'main', status: 'queued', items: 1 }]);
  });

  it('is 404 of an id that nobody knows, whatever its form', async () => {
    expect((await bulkWorld().status()).statusCode).toBe(404);
    expect((await bulkWorld().cancel()).statusCode).toBe(404);
    expect((await bulkWorld().status('short')).statusCode).toBe(404);
  });

  it('is kept for as long as the ledger remembers, from the last change on', async () => {
    const world = await begin(linesOf(2));
    await world.read();
    world.clock.advance(6 * DAY_MS);
    await note(world, { n: 0 });
    world.clock.advance(7 * DAY_MS);
    expect((await world.status()).statusCode).toBe(200);
    world.clock.advance(1);
    expect((await world.status()).statusCode).toBe(404);
  });
});

describe('cancelling', () => {
  it('is answered with the status, and again with the same', async () => {
    const world = await begin();
    await world.read();
    world.clock.advance(5_000);
    const first = await world.cancel();
    expect(first).toMatchObject({ statusCode: 200, body: { status: 'cancelled', lines: 21 } });
    world.clock.advance(5_000);
    expect((await world.cancel()).body).toEqual(first.body);
    expect((await world.status()).body).toEqual(first.body);
  });

  it('ends the bulk when its parts have ended', async () => {
    const world = await begin(linesOf(2));
    await world.read();
    expect((await world.cancel()).body).not.toHaveProperty('ended');
    await note(world, { n: 0, status: 'cancelled' });
    expect((await world.status()).body).toMatchObject({
      status: 'cancelled',
      ended: expect.any(String),
      parts: { cancelled: 1 },
    });
  });

  it('changes nothing once the bulk is done', async () => {
    const world = await begin(linesOf(2));
    await world.read();
    await note(world, { n: 0 });
    expect((await world.cancel()).body.status).toBe('done');
  });

  it('changes nothing once the bulk has failed, be it in this very moment', async () => {
    const world = await begin();
    const { read } = world.bulks;
    world.store.remove('ids');
    world.bulks.read = async (...asked) => {
      world.bulks.read = read;
      const before = await read.apply(world.bulks, asked);
      await world.read();
      return before;
    };
    expect((await world.cancel()).body).toMatchObject({ status: 'failed', error: { name: 'FILE_UNREADABLE' } });
  });

  it('wins over a reader that ends at the same time, or comes after it; never both', async () => {
    const world = await begin(linesOf(2));
    const [, { body }] = await Promise.all([world.read(), world.cancel()]);
    expect(body.status).toBe('cancelled');
    expect((await world.status()).body.status).toBe('cancelled');
    expect(partsIn(world).length).toBeLessThanOrEqual(1);
  });
});
