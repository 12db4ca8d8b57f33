import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import type { Endpoint, Fault, RequestFields, WithApps } from './endpoints/endpoint.ts';
import { didYouMean, isObject } from './endpoints/schema.ts';

z.config(en());

/** Most characters of faults that are told. Ours: Lambda answers with at most 6 MB, and a caller reads less. */
const MAX_FAULT_CHARACTERS = 1_000_000;

/**
 * Holds a request against its endpoint's schema and the apps there are, and tells every fault at once. A request comes
 * back only if there is none, with its apps filled in.
 *
 * @param known aliases of the secret; undefined if it can't be read just now, and then only the rest is looked at
 */
export function validate<Request extends RequestFields>(
  endpoint: Endpoint<Request>,
  body: unknown,
  known: readonly string[] | undefined,
): { readonly request?: Request & WithApps; readonly faults: readonly Fault[] } {
  const complete = isObject(body) && body['apps'] === undefined && known ? { ...body, apps: [...known] } : body;
  const parsed = endpoint.schema.safeParse(complete);
  const issues = parsed.error?.issues ?? [];
  const faults = [...issues.map((issue) => faultOf(issue, complete)), ...unknownApps(complete, known)];
  if (!parsed.success || faults.length > 0) return { faults: clip(faults) };
  return { request: { ...parsed.data, apps: parsed.data.apps ?? [] }, faults };
}

function faultOf(issue: z.core.$ZodIssue, body: unknown): Fault {
  const isMissing = issue.code === 'invalid_type' && valueAt(body, issue.path) === undefined;
  return { pointer: pointerTo(issue.path), detail: isMissing ? 'is required' : issue.message };
}

/** RFC 6901. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, part) => (inner as Record<PropertyKey, unknown> | undefined)?.[part], value);
}

function unknownApps(body: unknown, known: readonly string[] | undefined): Fault[] {
  const apps: unknown = isObject(body) ? body['apps'] : undefined;
  if (!known || !Array.isArray(apps)) return [];
  return apps.flatMap((alias, index) =>
    typeof alias !== 'string' || known.includes(alias)
      ? []
      : [{ pointer: `/apps/${index}`, detail: `is not an app of the secret${didYouMean(alias, known)}` }],
  );
}

function clip(faults: readonly Fault[]): Fault[] {
  let characters = 0;
  const told: Fault[] = [];
  for (const fault of faults) {
    characters += (fault.pointer?.length ?? 0) + fault.detail.length;
    if (characters > MAX_FAULT_CHARACTERS) return [...told, { detail: `and ${faults.length - told.length} more` }];
    told.push(fault);
  }
  return told;
}
