import { S3Error } from './error.ts';

/** Bytes of an object, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What a `Range` asks for; undefined for all of it, as when several ranges or no bytes are meant, which S3 does not take.
 * Throws S3Error if there is nothing of it: https://www.rfc-editor.org/rfc/rfc9110#name-range
 */
export function rangeIn(header: string | undefined, size: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  // What ends before it begins is no range at all.
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  if (start < size) return { start, end };
  throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable', {
    RangeRequested: header ?? '',
    ActualObjectSize: `${size}`,
  });
}
