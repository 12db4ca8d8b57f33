import { readCsv } from './csv.ts';
import { CsvEnds } from './csv-ends.ts';
import type { FileForm } from './form.ts';
import type { Found } from './found.ts';
import { columnsOf, type Header, headerOf } from './header.ts';
import { toFound } from './item.ts';
import { readJson } from './ndjson.ts';
import { BEGINNING, type Place } from './place.ts';
import type { Reading } from './reading.ts';
import { LineEnds } from './record-ends.ts';
import { type FileRecord, readRecords } from './records.ts';

/**
 * The items of a file, and its lines that are none, as many at once as end in a chunk of its bytes: a million lines cost few
 * awaits. How the bytes are chunked changes nothing but that. Throws FileFault, after what stands before it.
 *
 * @param bytes of the object, from the place on
 * @param from a place behind an item of the same file, and the header, which is not among the bytes then
 */
export async function* readItems(
  bytes: AsyncIterable<Uint8Array>,
  form: FileForm,
  from?: { readonly place: Place; readonly header: Header },
): AsyncGenerator<Found[]> {
  const toReadings = form.format === 'csv' ? csvReader(form, from?.header) : jsonReader(form);
  for await (const records of recordsOf(bytes, form, from?.place)) {
    const found = toReadings(records);
    if (found.length > 0) yield found;
  }
}

/** The header alone, from the first bytes of an object; undefined if that is empty. NDJSON has none. */
export async function readHeader(bytes: AsyncIterable<Uint8Array>, form: FileForm): Promise<Header | undefined> {
  if (form.format === 'ndjson') return [];
  for await (const [first] of recordsOf(bytes, form)) if (first) return headerOf(first);
  return undefined;
}

function recordsOf(bytes: AsyncIterable<Uint8Array>, { format }: FileForm, from = BEGINNING) {
  const ends = format === 'csv' ? new CsvEnds(from.line) : new LineEnds(from.line);
  return readRecords(bytes, ends, from);
}

type Reader = (records: readonly FileRecord[]) => Found[];

function jsonReader(form: FileForm): Reader {
  return (records) => findIn(records, form, (texts) => texts.map((text) => readJson(text, form)));
}

/** The first record is the header, unless that is known. */
function csvReader(form: FileForm, header: Header | undefined): Reader {
  let known = header && columnsOf(header, form);
  return ([...records]) => {
    const first = known ? undefined : records.shift();
    if (first) known = columnsOf(headerOf(first), form);
    const columns = known;
    return columns ? findIn(records, form, (texts) => readCsv(texts, columns, form)) : [];
  };
}

function findIn(
  records: readonly FileRecord[],
  form: FileForm,
  read: (texts: readonly string[]) => readonly Reading[],
): Found[] {
  const readings = read(records.filter(({ fault }) => fault === undefined).map(({ text }) => text));
  let next = 0;
  return records.map((record) => {
    const { fault } = record;
    return toFound(record, fault === undefined ? (readings[next++] as Reading) : { reason: fault }, form);
  });
}
