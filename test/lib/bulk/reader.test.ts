import { describe, expect, it } from 'vitest';
import { ObjectsUnavailableError } from '../../../lib/errors.ts';
import { distinctPartsIn, linesOf, partsIn } from '../../support/bulk-parts.ts';
import { BULK_ID, bulkWorld, MAX_RECEIVE_COUNT } from '../../support/bulk-world.ts';

type Order = Parameters<ReturnType<typeof bulkWorld>['order']>[0];

/** A bulk of a file, a part for each two ids, of which nothing was read yet. */
async function begin(content: string, order: Order = {}) {
  const world = bulkWorld();
  world.store.put('ids', content);
  await world.order(order);
  return world;
}

describe('the reader', () => {
  it('hands the file over, part by part, each named after the bulk and its number', async () => {
    const world = await begin(linesOf(5));
    expect(await world.read()).toBe(true);
    expect(partsIn(world)).toEqual([
      { name: `bulk:${BULK_ID}#0`, ids: ['u0', 'u1'] },
      { name: `bulk:${BULK_ID}#1`, ids: ['u2', 'u3'] },
      { name: `bulk:${BULK_ID}#2`, ids: ['u4'] },
    ]);
    expect(world.on('reader')).toEqual([]);
    expect((await world.status()).body).toMatchObject({
      status: 'running',
      lines: 5,
      items: 5,
      parts: { total: 3, queued: 3 },
    });
  });

  it('gives each part the request, its apps, and nothing else', async () => {
    const world = await begin('"u0"');
    await world.read();
    const [{ body, attributes } = { body: '' }] = world.on('pushes');
    expect(JSON.parse(body)).toEqual({
      group_id: 'spring',
      message: { title: 'Spring', body: 'is here' },
      apps: ['ios', 'android'],
      recipients: { custom_ids: ['u0'] },
    });
    expect(attributes).toEqual({ idempotency_key: `bulk:${BULK_ID}#0` });
  });

  it.each([
    ['custom-data-update', 'updates', { users: [{ id: 'u0', update: { values: { 'u.age': 1 } } }] }],
    ['custom-data-delete', 'deletions', { users: ['u0'] }],
    ['events-track', 'events', { users: [{ id: 'u0', events: [{ name: 'ue.x' }] }] }],
  ])('puts parts of %s on the queue %s', async (capability, queue, list) => {
    const world = await begin(JSON.stringify(list.users[0]), { capability, request: {} });
    await world.read();
    expect(world.on(queue).map(({ body }) => JSON.parse(body))).toEqual([{ apps: ['ios', 'android'], ...list }]);
  });

  it.each(['', '\n\n', '\uFEFF'])('is done with a file of no lines: %j', async (content) => {
    const world = await begin(content);
    expect(await world.read()).toBe(true);
    expect((await world.status()).body).toMatchObject({
      status: 'done',
      lines: 0,
      parts: { total: 0 },
      ended: expect.any(String),
    });
  });

  it('is done with a file of lines that are none', async () => {
    const world = await begin('1\n2\n');
    await world.read();
    expect((await world.status()).body).toMatchObject({
      status: 'done',
      lines: 2,
      refused: 2,
      refused_lines: [{ line: 1 }, { line: 2 }],
      parts: { total: 0 },
    });
  });

  it('lets go of a message about what nobody knows, or what has ended', async () => {
    const world = bulkWorld();
    expect(await world.read()).toBe(true);
    await world.order();
    await world.cancel();
    world.store.put('ids', linesOf(1));
    expect(await world.read()).toBe(true);
    expect(partsIn(world)).toEqual([]);
    expect(world.store.opened).toEqual([]);
  });
});

describe('an invocation with little time', () => {
  it('hands over one part at the least, and leaves the place to the next', async () => {
    const world = await begin(linesOf(5));
    const slow = world.readerTools.queues.send;
    world.readerTools.queues.send = async (...sent) => {
      const id = await slow(...sent);
      if (partsIn(world).length === 1) world.clock.advance(6_000);
      return id;
    };
    const startedAt = world.clock.now();
    expect(await world.read({}, { remainingMs: 8_000 })).toBe(true);
    expect(world.clock.now() - startedAt).toBeLessThan(8_000);
    // The second was under way with the first.
    expect(partsIn(world)).toHaveLength(2);
    const [message] = world.on('reader');
    expect(await world.read(message, { remainingMs: 60_000 })).toBe(true);
    expect(distinctPartsIn(world)).toEqual(['u0,u1', 'u2,u3', 'u4']);
  });

  it.each([
    ['goes on from there', false, 'u0\nu1\nu2\nu3\nu0\n', ['u0,u1', 'u2,u3', 'u0']],
    ['reads all of it again where an id counts once in the file', true, 'u0\nu1\nu2\nu3\nu0\n', ['u0,u1', 'u2,u3']],
  ])('%s', async (_, unique, content, expected) => {
    const world = await begin(`id\n${content}`, {
      unique,
      file: { bucket: 'own', key: 'ids', format: 'csv', column: 'id' },
    });
    // Each invocation has time for one part.
    let message: Parameters<typeof world.read>[0] | undefined = {};
    for (let turn = 0; message && turn < 9; turn += 1) {
      const before = world.on('reader').length;
      expect(await world.read(message, { remainingMs: 3_400 })).toBe(true);
      message = world.on('reader')[before];
    }
    expect(partsIn(world).map(({ ids }) => ids.join())).toEqual(expected);
    expect((await world.status()).body).toMatchObject({ lines: 5, items: unique ? 4 : 5, repeated: unique ? 1 : 0 });
    if (unique) expect(world.store.opened.every(({ offset }) => offset === 0)).toBe(true);
    else expect(world.store.opened.some(({ offset }) => offset === 'id\nu0\nu1\n'.length)).toBe(true);
  });
});

describe('the version', () => {
  it('is that of the first answer, and every later one is asked for it', async () => {
    const world = await begin(linesOf(5));
    await world.read({}, { remainingMs: 3_400 });
    const [message] = world.on('reader');
    await world.read(message);
    const [first, ...later] = world.store.opened;
    expect(first?.etag).toBeUndefined();
    expect(later.length).toBeGreaterThan(0);
    expect(later.every(({ etag }) => etag !== undefined)).toBe(true);
  });

  it('fails with FILE_CHANGED when another one is there; what was handed over stays, and is told', async () => {
    const world = await begin(linesOf(5));
    await world.read({}, { remainingMs: 3_400 });
    world.store.put('ids', linesOf(9));
    const [message] = world.on('reader');
    expect(await world.read(message)).toBe(true);
    expect((await world.status()).body).toMatchObject({
      status: 'failed',
      error: { name: 'FILE_CHANGED' },
      lines: 2,
      parts: { total: 1 },
    });
    expect(partsIn(world)).toHaveLength(1);
  });

  it('is that of who wrote it down first, also for a reader that had seen another at the same time', async () => {
    const world = await begin(linesOf(5));
    const { open } = world.readerTools.objects;
    world.readerTools.objects.open = async (...asked) => {
      const opened = await open(...asked);
      world.readerTools.objects.open = open;
      world.store.put('ids', linesOf(9));
      expect(await world.read({}, { remainingMs: 3_400 })).toBe(true);
      return opened;
    };
    expect(await world.read()).toBe(true);
    expect((await world.status()).body).toMatchObject({ status: 'running', lines: 9 });
    expect(distinctPartsIn(world)).toHaveLength(5);
  });
});

describe('what is wrong with a file', () => {
  it.each<[string, string, Order, object]>([
    [
      'nothing of it is there',
      '',
      { file: { bucket: 'own', key: 'nothing', format: 'csv', column: 'id' } },
      { name: 'FILE_UNREADABLE' },
    ],
    [
      'no such column',
      'a,b\n1,2\n',
      { file: { bucket: 'own', key: 'ids', format: 'csv', column: 'id' } },
      { name: 'NO_SUCH_COLUMN' },
    ],
    [
      'a quote that stays open',
      'id\nu0\n"u1\n',
      { file: { bucket: 'own', key: 'ids', format: 'csv', column: 'id' } },
      { name: 'OPEN_QUOTE', line: 3 },
    ],
  ])('fails the bulk: %s', async (_, content, order, error) => {
    const world = await begin(content, order);
    expect(await world.read()).toBe(true);
    expect((await world.status()).body).toMatchObject({ status: 'failed', error, ended: expect.any(String) });
  });

  it('is told when all parts in front of it are on their queue, and not before', async () => {
    const world = await begin('id\nu0\nu1\nu2\n"u3\n', {
      file: { bucket: 'own', key: 'ids', format: 'csv', column: 'id' },
    });
    const { send } = world.readerTools.queues;
    let isRefused = true;
    world.readerTools.queues.send = async (...sent) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (isRefused) throw new Error('The queue is down.');
      return send(...sent);
    };
    expect(await world.read()).toBe(false);
    expect((await world.status()).body).toMatchObject({ status: 'running' });
    isRefused = false;
    expect(await world.read()).toBe(true);
    expect(distinctPartsIn(world)).toEqual(['u0,u1']);
    expect((await world.status()).body).toMatchObject({ status: 'failed', error: { name: 'OPEN_QUOTE' } });
  });
});

describe('trouble with others', () => {
  it('with S3, in the middle of a file: the message goes back, and it goes on where it was', async () => {
    const world = await begin(linesOf(40_000), { limits: { most: 10_000, bytes: 1_000_000 } });
    world.store.breakOffAt(200_000);
    expect(await world.read()).toBe(false);
    expect(world.delays.get('reader-message')).toBeGreaterThanOrEqual(5);
    expect(partsIn(world)).toHaveLength(2);
    expect((await world.status()).body).toMatchObject({ status: 'running', items: 20_000 });
    world.store.breakOffAt(Number.POSITIVE_INFINITY);
    expect(await world.read()).toBe(true);
    expect(distinctPartsIn(world).map((ids) => ids.split(',').length)).toEqual([10_000, 10_000, 10_000, 10_000]);
  });

  it.each(['S3', 'table', 'queue'])(
    'with %s alone, from the beginning: it goes back each time, until it is better',
    async (whom) => {
      const world = await begin(linesOf(5));
      const { pass } = world.peril;
      world.peril.pass = async (step, run) => {
        if (step === whom) throw new ObjectsUnavailableError('down');
        return pass.call(world.peril, step, run) as never;
      };
      expect(await world.read()).toBe(false);
      expect(await world.read({}, { receiveCount: 2 })).toBe(false);
      world.peril.pass = pass;
      expect(await world.read({}, { receiveCount: 3 })).toBe(true);
      expect(distinctPartsIn(world)).toEqual(['u0,u1', 'u2,u3', 'u4']);
    },
  );

  it('on the last receive fails with OUT_OF_REACH, and leaves a letter that goes on where it was when put back', async () => {
    const world = await begin(linesOf(5));
    const { objects } = world.readerTools;
    const { open } = objects;
    await world.read({}, { remainingMs: 3_400 });
    objects.open = async () => {
      throw new ObjectsUnavailableError('S3 answered 500.');
    };
    const [message] = world.on('reader');
    expect(await world.read(message, { receiveCount: MAX_RECEIVE_COUNT - 1 })).toBe(false);
    expect(world.on('dead-letters')).toEqual([]);
    expect(await world.read(message, { receiveCount: MAX_RECEIVE_COUNT })).toBe(true);
    expect((await world.status()).body).toMatchObject({ status: 'failed', error: { name: 'OUT_OF_REACH' } });
    const [letter] = world.on('dead-letters');
    expect(letter?.attributes).toMatchObject({
      reason: 'exhausted',
      source: 'reader-message',
      since: expect.any(String),
      detail: expect.any(String),
    });
    objects.open = open;
    expect(await world.read(letter)).toBe(true);
    expect(distinctPartsIn(world)).toEqual(['u0,u1', 'u2,u3', 'u4']);
    const { body } = await world.status();
    expect(body).toMatchObject({ status: 'running', lines: 5 });
    expect(body).not.toHaveProperty('error');
  });

  it('on the last receive leaves its letter even if nothing can be written down', async () => {
    const world = await begin(linesOf(5));
    world.peril.arm();
    const { pass } = world.peril;
    world.peril.pass = async (step, run) => {
      if (step === 'table') throw new Error('down');
      return pass.call(world.peril, step, run) as never;
    };
    expect(await world.read({}, { receiveCount: MAX_RECEIVE_COUNT })).toBe(true);
    world.peril.pass = pass;
    expect(await world.read(world.on('dead-letters')[0])).toBe(true);
    expect(distinctPartsIn(world)).toEqual(['u0,u1', 'u2,u3', 'u4']);
  });

  it('puts a letter of a bulk that was cancelled, or failed by its file, aside for good', async () => {
    const world = await begin(linesOf(5));
    await world.cancel();
    expect(await world.read({ attributes: { since: '1' } })).toBe(true);
    expect(partsIn(world)).toEqual([]);
    expect((await world.status()).body.status).toBe('cancelled');
  });

  it('puts aside what is no message of its own', async () => {
    const world = bulkWorld();
    expect(await world.read({ body: 'nonsense' })).toBe(true);
    expect(world.on('dead-letters')[0]).toMatchObject({ body: 'nonsense', attributes: { reason: 'invalid' } });
  });
});

describe('two readers at once', () => {
  it('hand over the same parts, and count each once', async () => {
    const world = await begin(linesOf(21));
    const answers = await Promise.all([world.read(), world.read(), world.read()]);
    expect(answers).toEqual([true, true, true]);
    expect(distinctPartsIn(world)).toHaveLength(11);
    expect((await world.status()).body).toMatchObject({ lines: 21, items: 21, parts: { total: 11, queued: 11 } });
  });
});

describe('a message of the reader that comes twice', () => {
  it('is let go of when what follows on it is on the queue', async () => {
    const world = await begin(linesOf(9));
    await world.read({}, { remainingMs: 3_400 });
    const parts = partsIn(world).length;
    expect(await world.read({}, { remainingMs: 3_400 })).toBe(true);
    expect(world.on('reader')).toHaveLength(1);
    expect(partsIn(world)).toHaveLength(parts);
  });

  it('to two readers at once is followed on by one of them in the end', async () => {
    const world = await begin(linesOf(40));
    await Promise.all([world.read({}, { remainingMs: 3_400 }), world.read({}, { remainingMs: 3_400 })]);
    expect(world.on('reader')).toHaveLength(2);
    for (const message of world.on('reader')) await world.read(message, { remainingMs: 3_400 });
    expect(world.on('reader')).toHaveLength(3);
    await world.read(world.on('reader')[2]);
    expect(distinctPartsIn(world)).toHaveLength(20);
  });

  it('is followed on, to the end, however old it is if a person has put it back', async () => {
    const world = await begin(linesOf(15));
    await world.read({}, { remainingMs: 3_400 });
    await world.read(world.on('reader')[0], { remainingMs: 3_400 });
    world.readerTools.bulks.noteTurn = async () => {
      throw new Error('The table is down.');
    };
    expect(await world.read({ attributes: { since: '1' } }, { remainingMs: 3_400 })).toBe(true);
    expect(await world.read(world.on('reader').at(-1))).toBe(true);
    expect(distinctPartsIn(world)).toHaveLength(8);
  });
});

describe('a bulk that is cancelled while it is read', () => {
  it('hands over nothing from the answer on but the part under way', async () => {
    const world = await begin(linesOf(100));
    const { send } = world.readerTools.queues;
    let partsAtAnswer = Number.NaN;
    world.readerTools.queues.send = async (...sent) => {
      const id = await send(...sent);
      if (partsIn(world).length === 3) {
        expect((await world.cancel()).body.status).toBe('cancelled');
        partsAtAnswer = partsIn(world).length;
      }
      return id;
    };
    expect(await world.read()).toBe(true);
    expect(partsIn(world).length).toBeLessThanOrEqual(partsAtAnswer + 1);
    expect(world.on('reader')).toEqual([]);
    expect((await world.status()).body).toMatchObject({ status: 'cancelled', parts: { total: partsIn(world).length } });
  });
});
