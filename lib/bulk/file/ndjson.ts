import { isObject } from '../../request/schema.ts';
import type { FileForm } from './form.ts';
import { EMPTY, type Reading } from './reading.ts';

/** What a line of NDJSON holds: an item as it stands, or an id. */
export function readJson(line: string, { column, list: { form } }: FileForm): Reading {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { reason: 'is not JSON' };
  }
  return form ? { item: value } : readId(value, column);
}

function readId(value: unknown, column: string): Reading {
  if (typeof value === 'string') return value === '' ? EMPTY : { item: value };
  if (typeof value === 'number') return { reason: 'is a number; send it as a string' };
  if (!isObject(value)) return { reason: 'expected a string, or an object that holds one' };
  if (!Object.hasOwn(value, column)) return { reason: 'has no member of the name that `column` says' };
  const id = value[column];
  return typeof id === 'string' || typeof id === 'number'
    ? readId(id, column)
    : { reason: 'expected a string in the member that `column` says' };
}
