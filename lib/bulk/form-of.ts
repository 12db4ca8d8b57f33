import type { CutLimits } from './cut.ts';
import type { FileForm } from './file/form.ts';
import type { BulkOrder } from './order.ts';
import type { Unique } from './repeats.ts';
import type { Served } from './served.ts';

/** How the file of a bulk is read. */
export function formOf({ file, request, apps, startedAt: now }: BulkOrder, served: Served): FileForm {
  const { bulk, guard } = served;
  const { format, column } = file;
  if (!bulk.form || !guard) return { format, column, list: bulk };
  // At the moment of the start, so that a later reader finds the same.
  const refuses = (item: unknown) => {
    const whole = { ...request, apps: [...apps], [bulk.member]: [item] };
    const [refusal] = guard(whole, { now, allowLiveCampaigns: false });
    return refusal?.detail;
  };
  return { format, column, list: bulk, refuses };
}

/** How much a part holds. */
export function limitsOf({ limits: { most, bytes }, pacePerMinute }: BulkOrder): CutLimits {
  return { most, bytes, ...(pacePerMinute !== undefined && { paceItems: pacePerMinute }) };
}

/** Among which an id counts once. Users and profiles are passed on as they stand. */
export function uniqueOf({ unique }: BulkOrder, { bulk: { form } }: Served): Unique {
  if (form) return 'never';
  return unique ? 'in-file' : 'in-part';
}
