import { parse } from 'csv-parse/sync';

/** Records are already told apart, so that they may be put together again in lines of our own. */
const OPTIONS = { record_delimiter: '\n', relax_column_count: true };

/**
 * The cells of records whose quotes stand right. csv-parse reads those that hold some, all at once, since it takes longer to
 * begin than to read.
 */
export function cellsOf(records: readonly string[]): string[][] {
  const quoted = records.filter(hasQuote);
  const parsed = quoted.length > 0 ? parse(quoted.join('\n'), OPTIONS) : [];
  let next = 0;
  return records.map((record) => (hasQuote(record) ? (parsed[next++] as string[]) : record.split(',')));
}

function hasQuote(record: string): boolean {
  return record.includes('"');
}
