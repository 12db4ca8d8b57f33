import { faultText } from '../../request/fault-text.ts';
import { cut } from '../../request/text.ts';
import { validate } from '../../request/validation.ts';
import type { FileForm } from './form.ts';
import type { Found } from './found.ts';
import type { Reading } from './reading.ts';
import type { FileRecord } from './records.ts';

/** Longest reason. Ours: a hundred of them are kept, and told. */
const MAX_REASON_CHARACTERS = 200;

/** A record as it is found: an item that the capability takes, or why it would refuse it. */
export function toFound({ line, place }: FileRecord, reading: Reading, form: FileForm): Found {
  const reason = 'reason' in reading ? reading.reason : faultOf(reading.item, form);
  if (reason !== undefined) return { kind: 'refused', line, reason: cut(reason, MAX_REASON_CHARACTERS), place };
  const { item } = reading as { readonly item: unknown };
  const weight = form.list.weightOf?.(item) ?? 1;
  return { kind: 'item', line, item, json: JSON.stringify(item), place, weight };
}

/** An id was looked at when it was read. */
function faultOf(item: unknown, { list: { form }, refuses }: FileForm): string | undefined {
  const faults = form ? validate(form.schema, item).faults : [];
  return faults.length > 0 ? faults.map(faultText).join('; ') : refuses?.(item);
}
