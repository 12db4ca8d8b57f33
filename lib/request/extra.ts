import type * as z from 'zod/mini';
import { isObject, openObject, rule } from './schema.ts';

/** Batch's fields that this package does not know yet. */
export const extraSchema = openObject;

/** `extra` is for Batch's fields: it may bring none of our own, nor the lists that this package counts and cuts. */
export function extraBringsNone<T>(of: readonly string[]): z.core.$ZodCheck<T> {
  return rule(({ extra }, report) => {
    if (!isObject(extra)) return;
    for (const name of of) {
      if (Object.hasOwn(extra, name)) report(['extra', name], 'must stand in the request itself, not in `extra`');
    }
  });
}

/** The request as Batch would see it, before it is cut: `extra` wins over the known fields, shallowly. */
export function merged(request: Record<string, unknown>): Record<string, unknown> {
  return isObject(request['extra']) ? { ...request, ...request['extra'] } : request;
}

/** Where a member of the merged request stands. */
export function pathOf({ extra }: Record<string, unknown>, name: string): string[] {
  return isObject(extra) && Object.hasOwn(extra, name) ? ['extra', name] : [name];
}

/** A limit on a member wherever it comes from: the way round by `extra` does not lead round this. */
export function limit<T>(name: string, isWithin: (value: unknown) => boolean, detail: string): z.core.$ZodCheck<T> {
  return rule((request, report) => {
    if (!isWithin(merged(request)[name])) report(pathOf(request, name), detail);
  });
}

/** What openapi.json says of it. */
export const EXTRA =
  'Fields of Batch’s that this package does not know: merged untouched into the body for Batch, over what stands beside it. Limits and guards look at the merged body.';
