import { FileFault, type FileFaultTold } from '../../lib/bulk/file/fault.ts';
import type { FileForm } from '../../lib/bulk/file/form.ts';
import type { Found } from '../../lib/bulk/file/found.ts';
import type { Header } from '../../lib/bulk/file/header.ts';
import type { Place } from '../../lib/bulk/file/place.ts';
import { readItems } from '../../lib/bulk/file/read.ts';
import { capabilityOf } from '../../lib/endpoints/catalog.ts';
import type { ItemList } from '../../lib/endpoints/item-list.ts';

/** How a file for a capability is read. */
export function formOf(capability: string, format: FileForm['format'], column = 'id'): FileForm {
  const { bulk: list } = capabilityOf(capability) as { readonly bulk?: ItemList };
  if (!list) throw new TypeError(`${capability} has no bulk`);
  return { format, column, list };
}

export const CSV_IDS = formOf('transactional-send', 'csv');
export const JSON_IDS = formOf('transactional-send', 'ndjson');

/** Bytes as they may arrive: in chunks of some sizes, over and over. */
export async function* chunked(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
    const to = from + (sizes[turn % sizes.length] ?? bytes.length);
    yield bytes.subarray(from, to);
    from = to;
  }
}

/** What is found in a file, and what ended it. */
export interface Outcome {
  readonly found: Found[];
  readonly fault?: FileFaultTold;
}

export async function readAll(
  file: string | Uint8Array,
  form: FileForm,
  { sizes = [], from }: { sizes?: readonly number[]; from?: { place: Place; header: Header } } = {},
): Promise<Outcome> {
  const bytes = Buffer.from(file as string).subarray(from?.place.offset ?? 0);
  const found: Found[] = [];
  try {
    for await (const some of readItems(chunked(bytes, sizes.length > 0 ? sizes : [bytes.length]), form, from)) {
      found.push(...some);
    }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return { found, fault: error.fault };
  }
  return { found };
}

/** `2 "u1"` for an item, `3 is not JSON` for a line that is refused, `5 OPEN_QUOTE` for what ends the file. */
export async function told(
  file: string | Uint8Array,
  form: FileForm,
  sizes: readonly number[] = [],
): Promise<string[]> {
  const { found, fault } = await readAll(file, form, { sizes });
  const lines = found.map((each) => `${each.line} ${each.kind === 'item' ? each.json : each.reason}`);
  return fault ? [...lines, `${fault.line ?? '-'} ${fault.name}`] : lines;
}
