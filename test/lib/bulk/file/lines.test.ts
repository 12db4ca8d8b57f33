import { describe, expect, it } from 'vitest';
import { readHeader } from '../../../../lib/bulk/file/read.ts';
import { CSV_IDS, chunked, JSON_IDS, readAll, told } from '../../../support/bulk-file.ts';

const BAD_QUOTE = 'has a quote where none may stand';
const NO_UTF_8 = 'is not UTF-8';

describe('the lines of a file', () => {
  it('may follow a byte order mark, in chunks of any size', async () => {
    for (const sizes of [[], [1], [2], [4]]) {
      expect(await told('\uFEFF"id"\nu1\n', CSV_IDS, sizes)).toEqual(['2 "u1"']);
      expect(await told('\uFEFF"u1"\n', JSON_IDS, sizes)).toEqual(['1 "u1"']);
    }
    expect(await told('\uFEFF', CSV_IDS)).toEqual([]);
    expect(await told('\uFEFF\n\nid\nu1', CSV_IDS)).toEqual(['4 "u1"']);
  });

  it('hold a byte order mark anywhere else as they hold any character', async () => {
    for (const sizes of [[], [3]]) expect(await told('id\n\uFEFFu1\n', CSV_IDS, sizes)).toEqual(['2 "\uFEFFu1"']);
  });

  it('end in \\n or \\r\\n, the last one with or without an end', async () => {
    for (const end of ['\n', '\r\n']) {
      for (const last of ['', end]) {
        const csv = ['id,name', 'u1,"Ann, or ""A"""', '"u2",'].join(end) + last;
        expect(await told(csv, CSV_IDS)).toEqual(['2 "u1"', '3 "u2"']);
        expect(await told(['"u1"', '{"id":"u2"}'].join(end) + last, JSON_IDS)).toEqual(['1 "u1"', '2 "u2"']);
      }
    }
  });

  it('are no lines if they are empty, and count in the numbers of others', async () => {
    expect(await told('\n\r\nid\n\nu1\r\n\r\n\nu2\n\n', CSV_IDS)).toEqual(['5 "u1"', '8 "u2"']);
    expect(await told('\n"u1"\n\r\n"u2"\n\n', JSON_IDS)).toEqual(['2 "u1"', '4 "u2"']);
    expect(await told('id\n""\n', CSV_IDS)).toEqual(['2 must not be empty']);
  });

  it.each(['', '\n\r\n', '\uFEFF', 'id', 'id\n', 'id\r\n\n'])('may be none: %j', async (file) => {
    expect(await readAll(file, CSV_IDS)).toEqual({ found: [] });
  });

  it('are refused if they are not UTF-8, and if they hold what stands for that', async () => {
    const bytes = Buffer.concat([Buffer.from('id,name\nu1,'), Buffer.from([0xff]), Buffer.from('\nu\uFFFD2,\nü3,ö\n')]);
    expect(await told(bytes, CSV_IDS)).toEqual([`2 ${NO_UTF_8}`, `3 ${NO_UTF_8}`, '4 "ü3"']);
    const half = Buffer.from('"ü1"\n"u2"\n');
    half[2] = 0x20;
    expect(await told(half, JSON_IDS)).toEqual([`1 ${NO_UTF_8}`, '2 "u2"']);
    expect(await told('"\\ufffd"\n', JSON_IDS)).toEqual(['1 "\uFFFD"']);
  });
});

describe('the quotes of a CSV', () => {
  it('hold commas, quotes and line ends; the record has the number of its first line', async () => {
    const csv = 'name,id\r\n"a\r\nb\n",u1\r\n"c,""d""\n","u""2"\nx,u3\n';
    for (const sizes of [[], [1], [7]]) {
      expect(await told(csv, CSV_IDS, sizes)).toEqual(['2 "u1"', '5 "u\\"2"', '7 "u3"']);
    }
  });

  it.each([
    ['a quote in a cell without', 'u"1,x'],
    ['something behind the closing one', '"u1"x,x'],
    ['a space before the opening one', ' "u1",x'],
    ['a return that ends no line', '"u1"\rx,x'],
    ['one that is not doubled', '"u"1",x'],
  ])('cost their record only if they are faulty: %s', async (_, record) => {
    for (const sizes of [[], [1]]) {
      const file = `id,name\nu0,\n${record}\nu2,\n${record}`;
      expect(await told(file, CSV_IDS, sizes)).toEqual(['2 "u0"', `3 ${BAD_QUOTE}`, '4 "u2"', `5 ${BAD_QUOTE}`]);
    }
  });

  it('do not make an id of a line within the quotes of a faulty record', async () => {
    for (const faulty of ['u"1', 'u1"', '"u1" ']) {
      expect(await told(`id,name\n${faulty},"a\nu2\n"\nu3,\n`, CSV_IDS)).toEqual([`2 ${BAD_QUOTE}`, '5 "u3"']);
    }
  });

  it('take no half of a line end at the end of the file for one', async () => {
    expect(await told('id\n"u1"\r', CSV_IDS)).toEqual([`2 ${BAD_QUOTE}`]);
  });

  it('are the fault of the whole file if one is open at its end, with the line where it opened', async () => {
    for (const sizes of [[], [1]]) {
      expect(await told('id,name\nu1,\n"u\n2","x\ny\n', CSV_IDS, sizes)).toEqual(['2 "u1"', '4 OPEN_QUOTE']);
      expect(await told('id,"name\nu1,\n', CSV_IDS, sizes)).toEqual(['1 OPEN_QUOTE']);
    }
  });
});

describe('the header of a CSV', () => {
  it('is read from the first bytes, as it stands', async () => {
    let chunks = 0;
    async function* counted() {
      for await (const chunk of chunked(Buffer.from('\uFEFF" id ","a\nb",c\nu1,,\nu2,,\n'), [8])) {
        chunks += 1;
        yield chunk;
      }
    }
    expect(await readHeader(counted(), CSV_IDS)).toEqual([' id ', 'a\nb', 'c']);
    expect(chunks).toBe(3);
    expect(await readHeader(chunked(Buffer.alloc(0), [1]), CSV_IDS)).toBeUndefined();
    expect(await readHeader(counted(), JSON_IDS)).toEqual([]);
  });
});
