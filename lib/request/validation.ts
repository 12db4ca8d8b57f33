import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import type { Fault } from './fault.ts';
import { pointerTo } from './pointer.ts';
import { MAX_FAULTS } from './schema.ts';
import { unsafeValues } from './unsafe-values.ts';

z.config(en());

/** Most characters of faults that are told. Ours: Lambda answers with at most 6 MB, and a caller reads less. */
const MAX_FAULT_CHARACTERS = 1_000_000;

/**
 * Holds a request against its schema and tells every fault at once, up to 1,000. What it looks at is the
 * request alone, so that it says the same tomorrow. A request comes back only if there is no fault.
 */
export function validate<Request>(
  schema: z.ZodMiniType<Request>,
  body: unknown,
): { readonly request?: Request; readonly faults: readonly Fault[] } {
  const unsafe = unsafeValues(body);
  const parsed = schema.safeParse(body);
  const told = new Set(unsafe.map(({ pointer }) => pointer));
  const others = (parsed.error?.issues ?? []).map((issue) => faultOf(issue, body));
  const faults = [...unsafe, ...others.filter(({ pointer }) => !told.has(pointer))];
  return parsed.success && faults.length === 0 ? { request: parsed.data, faults } : { faults };
}

function faultOf(issue: z.core.$ZodIssue, body: unknown): Fault {
  const isMissing = issue.code === 'invalid_type' && valueAt(body, issue.path) === undefined;
  return { pointer: pointerTo(issue.path), detail: isMissing ? 'is required' : issue.message };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, part) => (inner as Record<PropertyKey, unknown> | undefined)?.[part], value);
}

/** As many as are told; the last one says that there are more. */
export function clip(faults: readonly Fault[]): Fault[] {
  let characters = 0;
  const isTooMuch = ({ pointer = '', detail }: Fault) => {
    characters += pointer.length + detail.length;
    return characters > MAX_FAULT_CHARACTERS;
  };
  const tooLong = faults.findIndex(isTooMuch);
  if (tooLong === -1 && faults.length <= MAX_FAULTS) return [...faults];
  const told = Math.min(tooLong === -1 ? faults.length : tooLong, MAX_FAULTS - 1);
  return [...faults.slice(0, told), { detail: 'and more' }];
}
