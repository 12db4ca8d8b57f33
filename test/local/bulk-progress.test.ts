import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { type BulkLook, createBulkProgress } from '../../local/bulk-progress.ts';
import { eventually } from '../support/patience.ts';
import { useStack } from '../support/stack.ts';

const ID = 'a-bulk-of-no-contents';

function lookOf(accepted: number, more: Partial<BulkLook> = {}): BulkLook {
  return { status: 'running', lines: 25_000, refused: 0, parts: { total: 3, queued: 3 - accepted, accepted }, ...more };
}

const DONE = lookOf(3, { status: 'done', ended: '2026-11-26T12:00:00Z' });

/** Follows a bulk that is as `looks` say, one after the other; time passes only between two looks. */
async function shown(looks: readonly (BulkLook | undefined | Error)[], { isTTY = false } = {}) {
  const output = Object.assign(new PassThrough(), {
    isTTY,
    columns: 200,
    cursorTo() {},
    moveCursor() {},
    clearLine() {},
    clearScreenDown() {},
  });
  let turn = 0;
  const progress = createBulkProgress({
    output,
    async look() {
      const seen = looks[Math.min(turn++, looks.length - 1)];
      if (seen instanceof Error) throw seen;
      return seen;
    },
    sleep: async () => {},
    now: () => turn * 1_000,
  });
  await Promise.all([progress.follow(ID), progress.follow(ID)]);
  progress.stop();
  output.end();
  return { told: await text(output), turns: turn };
}

describe('a bulk', () => {
  it('without a terminal has a line at once, one every 10 s, and one at its end', async () => {
    const { told } = await shown([...Array.from({ length: 15 }, () => lookOf(1)), DONE]);
    expect(told.trim().split('\n')).toEqual([
      `bulk ${ID} running: 25,000 lines, 3 parts, 1 accepted`,
      `bulk ${ID} running: 25,000 lines, 3 parts, 1 accepted`,
      `bulk ${ID} done: 25,000 lines, 3 parts, 3 accepted`,
    ]);
  });

  it('on a terminal leaves the line of its end behind', async () => {
    const { told } = await shown([lookOf(1), { ...DONE, refused: 2 }], { isTTY: true });
    expect(told).toMatch(new RegExp(`bulk ${ID} done: 25,000 lines, 3 parts, 3 accepted, 2 lines refused\n$`));
  });

  it('that is started twice is followed once, and until its end whatever a look comes to', async () => {
    const { turns } = await shown([undefined, new Error('no'), lookOf(0), DONE]);
    expect(turns).toBe(4);
  });
});

describe('the embedded stack', () => {
  const started: string[] = [];
  const { post, stack, output } = useStack({}, { onBulk: (id) => started.push(id) });

  it('tells which bulks are started, and how far they are without a line in the log', async () => {
    const file = { key: 'none.csv', format: 'csv' };
    const request = { group_id: 'spring', message: { body: 'Hi' } };
    const { body, status } = await post('/bulk', JSON.stringify({ capability: 'transactional-send', request, file }));
    expect(status).toBe(202);
    expect(started).toEqual([(body as unknown as { id: string }).id]);
    await eventually(async () =>
      expect(await stack().lookAtBulk(started[0] ?? '')).toMatchObject({ status: 'failed' }),
    );
    expect(await stack().lookAtBulk(ID)).toBeUndefined();
    expect(output.join('')).not.toContain('"endpoint":"bulk-status"');
  });

  it('tells of none that is not started', async () => {
    expect((await post('/bulk', '{}')).status).toBe(400);
    expect(started).toHaveLength(1);
  });
});
