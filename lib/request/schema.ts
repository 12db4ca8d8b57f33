import { closest, distance } from 'fastest-levenshtein';
import * as z from 'zod/mini';

/** The form of an app's alias in the secret and in a request. */
export const ALIAS = /^[a-z0-9-]{1,32}$/;

export const aliasSchema = z.string().check(z.regex(ALIAS, 'expected an alias: 1 to 32 of a-z, 0-9 and -'));

export const nonEmptyString = z.string().check(z.minLength(1, 'must not be empty'));

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Most faults that are told of one request. Ours: nobody reads more, and zod hands lists of faults from level to level as
 * arguments of a call, of which the stack holds some hundred thousand.
 */
export const MAX_FAULTS = 1_000;

/** As many as show that there are more. */
export const ENOUGH_FAULTS = MAX_FAULTS + 1;

/** Deepest that free-form JSON may nest. Ours: far past any use, and far from what overflows the stack. */
export const MAX_DEPTH = 200;

/** Whether a value nests no deeper than so many levels. */
export function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

/** Any JSON, handed on as it is. */
export const json = z
  .unknown()
  .check(z.refine((value) => isShallow(value, MAX_DEPTH), `must not nest deeper than ${MAX_DEPTH} levels`));

/** What a rule reports: where, relative to the value it looks at, and why. */
type Report = (path: PropertyKey[], detail: string) => void;

/**
 * A check across members that also runs when single members are faulty, which zod's own refinements don't,
 * so that a caller sees every fault at once. The rule must therefore bear any types inside the object.
 */
export function rule<T>(check: (value: Record<string, unknown>, report: Report) => void): z.core.$ZodCheck<T> {
  const run = z.check<T>(({ value, issues }) => {
    if (!isObject(value)) return;
    let reported = 0;
    check(value, (path, message) => {
      if (reported++ < ENOUGH_FAULTS) issues.push({ code: 'custom', path, message, input: value, continue: true });
    });
  });
  run._zod.def.when = () => true;
  return run;
}

/** A list of entries of one kind. In place of zod's own array, which collects faults without an end. */
export function list<T>(entry: z.ZodMiniType<T>) {
  return z.pipe(
    Object.assign(arrayOf<unknown>(), { entry }),
    z.transform((entries: unknown[], { issues }): T[] => {
      const parsed: T[] = [];
      for (let index = 0; index < entries.length && issues.length < ENOUGH_FAULTS; index += 1) {
        const { data, error } = entry.safeParse(entries[index]);
        for (const issue of error?.issues ?? []) issues.push(asFound(issue, index, entries));
        parsed.push(data as T);
      }
      return parsed;
    }),
  );
}

/** A list of strings, each of at least so many characters: by a plain loop, since there may be a million of them. */
export function listOfStrings({ minLength }: { minLength: 0 | 1 }) {
  const strings = arrayOf<string>().check(
    z.check<string[]>(({ value, issues }) => {
      if (!Array.isArray(value)) return;
      for (let index = 0; index < value.length && issues.length < ENOUGH_FAULTS; index += 1) {
        const entry: unknown = value[index];
        const isString = typeof entry === 'string';
        if (isString && entry.length >= minLength) continue;
        const message = isString ? 'must not be empty' : 'expected a string';
        issues.push({ code: 'custom', path: [index], message, input: value });
      }
    }),
  );
  return Object.assign(strings, { entry: minLength === 0 ? z.string() : nonEmptyString });
}

function arrayOf<T>() {
  return z.custom<T[]>(Array.isArray, {
    error: ({ input }) => (input === undefined ? 'is required' : 'expected an array'),
    // The rules across members, of what it is a member of, are to be held even so.
    abort: false,
  });
}

function asFound(issue: z.core.$ZodIssue, index: number, input: unknown): z.core.$ZodRawIssue {
  return { ...issue, path: [index, ...issue.path], input } as z.core.$ZodRawIssue;
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

/**
 * The same, where `null` for an optional member says as much as leaving it out, as production clients of Batch say it. Our
 * own members are excepted.
 */
export function closedObjectWithNulls<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  ...checks: z.core.$ZodCheck<z.infer<ReturnType<typeof closedObject<Shape>>>>[]
) {
  const optional = Object.keys(shape).filter((name) => shape[name]?._zod.optin === 'optional' && !NEVER_NULL.has(name));
  return z.pipe(
    z.transform((value: unknown) => withoutNulls(value, optional)),
    closedObject(shape).check(...checks),
  );
}

/** Members that Batch never sees: `null` means nothing there. */
export const NEVER_NULL: ReadonlySet<string> = new Set([
  'apps',
  'projects',
  'idempotency_key',
  'dry_run',
  'confirm',
  'mode',
  'extra',
]);

function withoutNulls(value: unknown, optional: readonly string[]): unknown {
  if (!isObject(value) || !optional.some((name) => value[name] === null)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([name, member]) => member !== null || !optional.includes(name)),
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
      if (seen.has(key) && issues.length < ENOUGH_FAULTS) {
        issues.push({ code: 'custom', path: [index, ...path], message, input: value });
      }
      seen.add(key);
    }
  });
}

/** An object of any members, handed on as they are. */
export const openObject = z.custom<Record<string, unknown>>(isObject, 'expected an object').check(
  rule((value, report) => {
    for (const [name, member] of Object.entries(value)) {
      if (!isShallow(member, MAX_DEPTH)) report([name], `must not nest deeper than ${MAX_DEPTH} levels`);
    }
  }),
);
