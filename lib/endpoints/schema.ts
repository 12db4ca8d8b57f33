import { closest, distance } from 'fastest-levenshtein';
import * as z from 'zod/mini';

/** The form of an app's alias in the secret and in a request. */
export const aliasSchema = z
  .string()
  .check(z.regex(/^[a-z0-9-]{1,32}$/, 'expected an alias: 1 to 32 of a-z, 0-9 and -'));

export const nonEmptyString = z.string().check(z.minLength(1, 'must not be empty'));

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deepest that free-form JSON may nest. Ours: far past any use, and far from what overflows the stack. */
const MAX_DEPTH = 200;

/** Whether JSON can carry a value out as it came in: not too deep, and no `1e999`, which would leave as `null`. */
function canBeWritten(value: unknown, levels: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => canBeWritten(inner, levels - 1));
}

/** Any JSON, handed on as it is. */
export const json = z
  .unknown()
  .check(
    z.refine(
      (value) => canBeWritten(value, MAX_DEPTH),
      `must not nest deeper than ${MAX_DEPTH} levels, nor hold a number that is too large`,
    ),
  );

/** What a rule reports: where, relative to the value it looks at, and why. */
type Report = (path: PropertyKey[], detail: string) => void;

/**
 * A check across members that also runs when single members are faulty, which zod's own refinements don't,
 * so that a caller sees every fault at once. The rule must therefore bear any types inside the object.
 */
export function rule<T>(check: (value: Record<string, unknown>, report: Report) => void): z.core.$ZodCheck<T> {
  const run = z.check<T>(({ value, issues }) => {
    if (!isObject(value)) return;
    check(value, (path, message) => issues.push({ code: 'custom', path, message, input: value, continue: true }));
  });
  run._zod.def.when = () => true;
  return run;
}

/** An object that takes no other members than these; any other is a fault that names the likeliest one meant. */
export function closedObject<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.looseObject(shape).check(
    rule((value, report) => {
      for (const name of Object.keys(value)) {
        if (!Object.hasOwn(shape, name)) report([name], `unknown field${didYouMean(name, known)}`);
      }
    }),
  );
}

/** ` (did you mean ...?)` if one of the known names is near enough to be a slip of the pen, otherwise nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  if (known.length === 0 || name.length > 64) return '';
  const best = closest(name, known);
  return distance(name, best) <= Math.max(2, best.length / 3) ? ` (did you mean \`${best}\`?)` : '';
}

/** A check that no two entries of a list have the same key; the fault is at `path` of the later one. */
export function distinct<T>(
  keyOf: (entry: T) => string,
  path: readonly string[],
  message: string,
): z.core.$ZodCheck<T[]> {
  return z.check<T[]>(({ value, issues }) => {
    const seen = new Set<string>();
    for (const [index, entry] of value.entries()) {
      const key = keyOf(entry);
      if (seen.has(key)) issues.push({ code: 'custom', path: [index, ...path], message, input: value });
      seen.add(key);
    }
  });
}

const appsSchema = z.array(aliasSchema).check(
  z.minLength(1, 'must name at least one app'),
  distinct((alias) => alias, [], 'names an app twice'),
);

/** The members that every request may have besides Batch's own. */
export const requestShape = {
  apps: z.optional(appsSchema),
  idempotency_key: z.optional(
    z
      .string()
      .check(
        z.minLength(1, 'must not be empty'),
        z.maxLength(255, 'must have at most 255 characters'),
        z.regex(/^[^\p{Cc}\p{Cs}\uFFFE\uFFFF]*$/u, 'must hold no control characters'),
      ),
  ),
  dry_run: z.optional(z.boolean()),
};

/** Batch's fields that this package does not know yet. */
export const extraSchema = z.record(z.string(), json);

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

/** A limit on a member wherever it comes from: the way round by `extra` does not lead round this. */
export function limit<T>(name: string, isWithin: (value: unknown) => boolean, detail: string): z.core.$ZodCheck<T> {
  return rule((request, report) => {
    const { extra } = request;
    const path = isObject(extra) && Object.hasOwn(extra, name) ? ['extra', name] : [name];
    if (!isWithin(merged(request)[name])) report(path, detail);
  });
}
