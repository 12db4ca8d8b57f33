import * as z from 'zod/mini';
import { ALIAS } from '../../request/schema.ts';
import { appsSchema } from '../../request/shape.ts';
import type { Call } from '../call.ts';
import type { JsonSchema } from '../description.ts';
import type { WithApps } from '../endpoint.ts';

/** Members of a query are text. */
const commaList = z.pipe(
  z.string(),
  z.transform((text: string): unknown[] => text.split(',')),
);

/** `ios,android` in a query. */
export const appsOfQuery = z.optional(z.pipe(commaList, appsSchema));

export const booleanOfQuery = z.optional(z.enum(['true', 'false'], 'expected `true` or `false`'));

/** A whole number in a query, within limits. */
export function integerOfQuery(least: number, most?: number) {
  const expected =
    most === undefined ? `expected a whole number from ${least}` : `expected a whole number from ${least} to ${most}`;
  const isWithin = (text: string) =>
    /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= (most ?? Infinity);
  return z.optional(z.string().check(z.refine(isWithin, expected)));
}

/** One call an app: the endpoint's path, what the request adds to it, and Batch's query. */
export function planRead(
  { apps }: WithApps,
  request: number,
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
): Call[] {
  const given = Object.entries(query).filter((member): member is [string, string] => member[1] !== undefined);
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
  return apps.map((app) => ({
    app,
    items: 1,
    path: `${path}${search}`,
    body: '',
    parts: [{ request, chunk: 0, items: 1 }],
  }));
}

/** What openapi.json says of them: in a query all is text, and clients have types. */
export function describeApps(): JsonSchema {
  return {
    type: 'array',
    description: 'Aliases of the apps to ask, with commas between them; every app of the secret if left out.',
    items: { type: 'string', pattern: ALIAS.source },
    minItems: 1,
    uniqueItems: true,
  };
}

/** The same of a whole number. */
export function describeInteger(description: string, minimum: number, maximum = 999_999_999): JsonSchema {
  return { type: 'integer', description, minimum, maximum };
}

/** The same of `true` or `false`. */
export function describeBoolean(description: string): JsonSchema {
  return { type: 'boolean', description, enum: [true, false] };
}
