import { describe, expect, it } from 'vitest';
import { readItems } from '../../../../lib/bulk/file/read.ts';
import { CSV_IDS, JSON_IDS, readAll, told } from '../../../support/bulk-file.ts';
import { heldBytes } from '../../../support/held-bytes.ts';

const MIB = 1_048_576;
const TOO_LONG = 'is longer than 1048576 bytes';

/** By themselves, since they go through tens of millions of bytes: tools/mutation/vitest.config.ts. */
describe('the lines of a file', () => {
  it('are refused over 1 MiB, one alone, however long it is', async () => {
    const long = (bytes: number) => 'x'.repeat(bytes);
    const csv = `id,name\n${long(MIB)}\n${long(MIB + 1)}\n${long(MIB)}\r\nu1,${long(3 * MIB)}\r\nu2,\nu3,${long(MIB)}`;
    for (const sizes of [[], [MIB], [100_003]]) {
      const { found } = await readAll(csv, CSV_IDS, { sizes });
      const each = found.map((line) => (line.kind === 'item' ? line.json.length : line.reason));
      expect(each).toEqual([MIB + 2, TOO_LONG, MIB + 2, TOO_LONG, 4, TOO_LONG]);
      expect(await told(`${long(2 * MIB)}\n"u1"\n${long(2 * MIB)}`, JSON_IDS, sizes)).toEqual([
        `1 ${TOO_LONG}`,
        '2 "u1"',
        `3 ${TOO_LONG}`,
      ]);
    }
  });

  it.each([CSV_IDS, JSON_IDS])('are not held once they are too long ($format)', async (form) => {
    const before = heldBytes();
    let most = 0;
    async function* endless() {
      yield Buffer.from('id\n');
      for (let chunk = 0; chunk < 12; chunk += 1) {
        yield Buffer.alloc(MIB, 'x');
        most = Math.max(most, heldBytes() - before);
      }
      yield Buffer.from('\n7\n');
    }
    const lines: number[] = [];
    for await (const found of readItems(endless(), form)) lines.push(...found.map(({ line }) => line));
    expect(lines.slice(-2)).toEqual([2, 3]);
    expect(most).toBeLessThan(4 * MIB);
  });
});

describe('a quote that stays open', () => {
  it('keeps nobody reading longer than 1 MiB', async () => {
    let chunks = 0;
    async function* endless() {
      yield Buffer.from('id\n"u1');
      for (; chunks < 100; chunks += 1) yield Buffer.alloc(MIB / 4, '\n');
    }
    const reading = async () => {
      for await (const found of readItems(endless(), CSV_IDS)) expect(found).toEqual([]);
    };
    await expect(reading()).rejects.toThrow('a quote is open');
    expect(chunks).toBeLessThan(5);
  });

  it('is the fault of the whole file after 1 MiB, whether or not it is closed later', async () => {
    const file = (bytes: number, rest: string) => `id,name\nu1,\n"u\n2","${'x\n'.repeat(bytes / 2)}${rest}\nu3,\n`;
    for (const sizes of [[], [65_536], [MIB]]) {
      expect(await told(file(MIB + 2, ''), CSV_IDS, sizes)).toEqual(['2 "u1"', '4 OPEN_QUOTE']);
      expect(await told(file(MIB + 2, '"'), CSV_IDS, sizes)).toEqual(['2 "u1"', '4 OPEN_QUOTE']);
      expect(await told(file(MIB - 2, '"'), CSV_IDS, sizes)).toEqual([
        '2 "u1"',
        `3 ${TOO_LONG}`,
        `${4 + MIB / 2} "u3"`,
      ]);
    }
  });
});
