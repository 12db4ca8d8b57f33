import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../../../lib/bulk/file/read.ts';
import { CSV_IDS, chunked, JSON_IDS, readAll } from '../../../support/bulk-file.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

/** Bytes of all kinds that a reader tells apart, in any order. */
const soup = fc
  .array(
    fc.constantFrom('a', 'b', '"', '""', ',', '\n', '\r', '\r\n', '"\n', ',"', '"u1"', '{"id":"u2"}', 'é', '\xff'),
    {
      maxLength: 40,
    },
  )
  .map((pieces) => Buffer.concat(pieces.map((piece) => (piece === '\xff' ? Buffer.from([0xff]) : Buffer.from(piece)))));

describe.each([
  ['CSV', CSV_IDS, 'id,x\n'],
  ['NDJSON', JSON_IDS, ''],
] as const)('what is found in a file of %s', (_, form, header) => {
  const files = soup.map((bytes) => Buffer.concat([Buffer.from(header), bytes]));

  it('does not depend on how its bytes are chunked', async () => {
    await fc.assert(
      fc.asyncProperty(files, sizes, async (file, some) => {
        expect(await readAll(file, form, { sizes: some })).toEqual(await readAll(file, form));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is found by who goes on at any place as by who did not stop', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (file) => {
        const whole = await readAll(file, form);
        const names = (await readHeader(chunked(file, [5]), form)) ?? [];
        for (const [index, { place }] of whole.found.entries()) {
          const rest = await readAll(file, form, { from: { place, header: names } });
          expect(rest).toEqual({ ...whole, found: whole.found.slice(index + 1) });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('lies between places that name whole lines', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (file) => {
        for (const { place } of (await readAll(file, form)).found) {
          const before = file.subarray(0, place.offset);
          expect(before.filter((byte) => byte === 0x0a).length).toBe(place.line);
          expect(place.offset === file.length || before.at(-1) === 0x0a).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a CSV of RFC 4180', () => {
  const cell = fc.array(fc.constantFrom('a', 'é', ' ', '"', ',', '\n', '\r\n', '\r', ''), { maxLength: 6 });
  const record = fc.record({ cells: fc.tuple(cell, cell), isQuoted: fc.boolean(), end: fc.constantFrom('\n', '\r\n') });

  it('has the ids that were written, in the lines where they stand', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 12 }), sizes, async (records, some) => {
        let file = 'name,id\n';
        const expected = records.map(({ cells, isQuoted, end }) => {
          const [name, id] = cells.map((letters) => letters.join('')) as [string, string];
          const line = file.split('\n').length;
          file += [name, id].map((text) => written(text, isQuoted)).join(',') + end;
          return `${line} ${id === '' ? 'must not be empty' : JSON.stringify(id)}`;
        });
        const { found } = await readAll(file, CSV_IDS, { sizes: some });
        expect(found.map((each) => `${each.line} ${each.kind === 'item' ? each.json : each.reason}`)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  function written(text: string, isQuoted: boolean): string {
    return isQuoted || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }
});
