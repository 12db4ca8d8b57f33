import { describe, expect, it } from 'vitest';
import type { FileKept, SendDone, SendOrder } from '../../../local/console/api.ts';
import { keepFile } from '../../../local/console/files.ts';
import { listen } from '../../../local/server.ts';
import { useConsole } from '../../support/console.ts';
import { eventually } from '../../support/patience.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** S3 as far as it takes a PUT: what of the body has come so far. */
async function startTaker(status = 200) {
  const came: string[] = [];
  let heard = () => {};
  const first = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const server = await listen(0, async (request, response) => {
    came.push(`length ${request.headers['content-length']}`);
    for await (const chunk of request) {
      came.push(`${chunk}`);
      heard();
    }
    response.writeHead(status).end('no room');
  });
  return { ...server, came, first };
}

/** The gateway's answer to who asks for a URL. */
const answers = (status: number, body: object) => async (): Promise<SendDone> => ({ status, headers: {}, body });

const coming = (body: ReadableStream<Uint8Array>, name = 'ids.csv') => ({
  name,
  bytes: '6',
  body,
  signal: new AbortController().signal,
});

function streamOf(...texts: readonly string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(texts.map(bytesOf));
}

describe('a file', () => {
  it('is handed on as it comes, with its length told beforehand', async () => {
    const taker = await startTaker();
    async function* slowly() {
      yield bytesOf('id\n');
      // The rest comes only once the beginning has arrived.
      await taker.first;
      yield bytesOf('u1\n');
    }
    const ask = answers(201, { key: 'a/ids.csv', url: taker.url });
    expect(await keepFile(ask, coming(ReadableStream.from(slowly())))).toEqual({ key: 'a/ids.csv' });
    expect(taker.came).toEqual(['length 6', 'id\n', 'u1\n']);
    await taker.stop();
  });

  it.each([
    ['ids.csv', 'ids.csv'],
    ['Kundinnen & Kunden (März).csv', 'Kundinnen---Kunden--M-rz-.csv'],
    [`${'a'.repeat(200)}.csv`, `${'a'.repeat(96)}.csv`],
  ])('goes by a name that a key may end with: %s', async (name, asked) => {
    const taker = await startTaker();
    const orders: SendOrder[] = [];
    const ask = (order: SendOrder) => {
      orders.push(order);
      return answers(201, { key: 'k', url: taker.url })();
    };
    await keepFile(ask, coming(streamOf('id\n', 'u1\n'), name));
    expect(orders).toEqual([{ capability: 'bulk-upload', way: 'http', request: { name: asked } }]);
    await taker.stop();
  });

  it('that the gateway has no place for is refused in its words, and sent nowhere', async () => {
    const ask = answers(503, { title: 'Service Unavailable' });
    await expect(keepFile(ask, coming(streamOf('id\nu1\n')))).rejects.toThrow(/503.*Service Unavailable/);
  });

  it('that S3 refuses is refused in its words', async () => {
    const taker = await startTaker(400);
    const ask = answers(201, { key: 'k', url: taker.url });
    await expect(keepFile(ask, coming(streamOf('id\nu1\n')))).rejects.toThrow(/400.*no room/);
    await taker.stop();
  });
});

describe('with signatures checked', () => {
  const { stack, page, api } = useConsole({ checkSignatures: true });

  const post = (path: string, body: string) => fetch(`${stack().url}/_console/api/${path}`, { method: 'POST', body });

  it('is read by a bulk, whose progress the page is told to its end, line by line', async () => {
    const kept = await post('files?name=ids.csv', 'id\nu1\nu2\nu2\nu3,too many\n');
    const { key } = (await kept.json()) as FileKept;
    const order = {
      capability: 'bulk-start',
      way: 'http',
      request: {
        capability: 'transactional-send',
        request: { group_id: 'g', message: { body: 'Hello' } },
        file: { key, format: 'csv' },
      },
    };
    expect(await api<SendDone>('send', order)).toMatchObject({ status: 202 });
    const look = await eventually(() => {
      const [bulk] = page().latest.bulks ?? [];
      if (bulk?.look?.['ended'] === undefined) throw new Error(`Not ended: ${JSON.stringify(bulk)}`);
      return bulk.look;
    });
    expect(look).toMatchObject({ status: 'done', lines: 4, items: 2, repeated: 1, refused: 1, parts: { accepted: 1 } });
  });

  it('may be cancelled by an order of the page, which is signed', async () => {
    const { id } = page().latest.bulks?.[0] ?? { id: '' };
    const order = { capability: 'bulk-cancel', way: 'http', request: { id } };
    expect(await api<SendDone>('send', order)).toMatchObject({ status: 200, body: { id } });
  });

  it('has to say its length, since it is handed on as it comes', async () => {
    const body = new Blob(['id\nu1\n']).stream();
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    expect((await fetch(`${stack().url}/_console/api/files?name=ids.csv`, init)).status).toBe(411);
  });
});
